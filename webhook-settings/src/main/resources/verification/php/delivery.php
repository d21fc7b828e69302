{{imports}}
// Is this delivery's signature right? AGENTBOT_SECRET='whsec_…' php delivery.php

{{function}}

$signature = {{signature}};
$body = {{body}};
// It was signed a while ago, so any age will do here. In your service keep the five minutes.
echo verify($signature, $body, (string) getenv('AGENTBOT_SECRET'), PHP_INT_MAX) ? "valid\n" : "invalid\n";
