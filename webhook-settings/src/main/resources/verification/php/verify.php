<?php

/**
 * Whether a POST is from Agentbot.
 *
 * @param ?string $header X-Agentbot-Signature: "t=123,v1=hash", with two v1 while the secret is being rotated;
 *     $_SERVER['HTTP_X_AGENTBOT_SIGNATURE'] ?? null
 * @param string $rawBody the body as it came, not parsed: file_get_contents('php://input')
 */
function verify(?string $header, string $rawBody, string $secret, int $toleranceSeconds = 300): bool
{
    $t = '';
    $given = [];
    foreach (explode(',', $header ?? '') as $part) {
        [$key, $value] = explode('=', trim($part), 2) + ['', ''];
        if ($key === 't') {
            $t = $value;
        } elseif ($key === 'v1') {
            $given[] = $value;
        }
    }
    if (!preg_match('/^[0-9]{1,12}$/D', $t) || abs(time() - (int) $t) > $toleranceSeconds) {
        return false;
    }
    $expected = hash_hmac('sha256', "$t.$rawBody", $secret);
    foreach ($given as $v1) {
        if (hash_equals($expected, $v1)) {
            return true;
        }
    }
    return false;
}
