set_error_handler(function ($level, $message) { throw new ErrorException($message); });
foreach (explode("\n", trim(stream_get_contents(STDIN))) as $line) {
    [$header, $body, $secret] = explode(' ', $line);
    try {
        $given = $header === '-' ? null : base64_decode($header);
        echo verify($given, base64_decode($body), base64_decode($secret)) ? "valid\n" : "invalid\n";
    } catch (Throwable $e) {
        echo "threw {$e->getMessage()}\n";
    }
}
