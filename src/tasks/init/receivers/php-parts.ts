/** What the receivers in PHP have in common. */
export const PHP_PARTS = `// PlayCamp signs the bytes of the body with HMAC-SHA-256, in hex. The header holds that alone,
// or "t=<unix seconds>,v1=<hex>", which signs "<t>.<body>" and ends after five minutes.
function playcamp_is_signed(string $body, string $header, string $secret): bool
{
    if (preg_match('/^(?:t=([0-9]{1,12}),v1=)?([0-9a-f]{64})$/D', $header, $parts) !== 1) {
        return false;
    }
    [, $time, $signature] = $parts;
    if ($time !== '') {
        $age = time() - (int) $time;
        if ($age > 300 || $age < -5) {
            return false;
        }
        $body = $time . '.' . $body;
    }
    return hash_equals(hash_hmac('sha256', $body, $secret), $signature);
}

// The events of a body, or null where it holds none.
function playcamp_events(string $body): ?array
{
    $message = json_decode($body, true, 512, JSON_BIGINT_AS_STRING);
    $events = is_array($message) ? ($message['events'] ?? null) : null;
    if (!is_array($events) || !array_is_list($events)) {
        return null;
    }
    foreach ($events as $event) {
        if (!is_array($event) || !is_string($event['event'] ?? null)) {
            return null;
        }
    }
    return $events;
}

// An event has no id of its own: this is what identifies it. PlayCamp sends an event again
// when it got no 2xx, alone or beside others, so each one counts once.
function playcamp_key(array $event): string
{
    $data = is_array($event['data'] ?? null) ? $event['data'] : [];
    $identity = $data['transactionId'] ?? $data['usageId'] ?? $event;
    return json_encode([$event['event'], $identity], JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
}
`;
