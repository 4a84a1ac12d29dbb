import { PHP_PARTS } from "./php-parts.js";
import type { Receiver } from "./receiver.js";

export const laravel: Receiver = {
  title: "Laravel",
  file: "routes/playcamp.php",
  install: null,
  start: null,
  proof: "linted",
  text: `<?php
// Takes PlayCamp's webhooks with Laravel. Yours to change.
// In routes/api.php: require __DIR__ . '/playcamp.php'; (routes of that file have no CSRF check, and begin with /api).
declare(strict_types=1);

use Illuminate\\Http\\JsonResponse;
use Illuminate\\Http\\Request;
use Illuminate\\Support\\Facades\\Cache;
use Illuminate\\Support\\Facades\\Log;
use Illuminate\\Support\\Facades\\Route;

${PHP_PARTS}
function playcamp_apply_once(array $event): void
{
    if (($event['isTest'] ?? false) === true) {
        return; // A test that somebody sent from PlayCamp's console: nothing is to happen.
    }
    $key = playcamp_key($event);
    // TODO: keep the keys in your database, with a unique index, in the transaction that has the effect.
    // Cache::add says true to the first only, as long as the store is shared and keeps what it has.
    if (!Cache::add('playcamp:' . hash('sha256', $key), true, now()->addDays(30))) {
        return;
    }
    // TODO: what your game does with it, by $event['event']: sponsor.created, payment.created, ...
    // A name that you do not know is no error.
    Log::info('applied ' . $key);
}

Route::post('__PATH__', function (Request $request): JsonResponse {
    $secret = (string) env('__SECRET__');
    if ($secret === '') {
        // Never verify with an empty secret: anybody could sign with it.
        return response()->json(['error' => '__SECRET__ is not set'], 500);
    }
    // The bytes as they came: $request->json() could not be verified.
    $body = $request->getContent();
    if ($body === '') {
        return response()->json(['error' => 'the body is empty'], 400);
    }
    if (!playcamp_is_signed($body, (string) $request->header('X-Webhook-Signature'), $secret)) {
        return response()->json(['error' => 'the signature is wrong'], 401);
    }
    $events = playcamp_events($body);
    if ($events === null) {
        return response()->json(['error' => 'the body is no list of events'], 400);
    }
    array_walk($events, fn (array $event) => playcamp_apply_once($event));
    return response()->json(['ok' => true]);
});
`,
};
