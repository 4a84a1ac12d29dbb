import { PHP_PARTS } from "./php-parts.js";
import type { Receiver } from "./receiver.js";

export const php: Receiver = {
  title: "PHP",
  file: "playcamp-webhook.php",
  install: null,
  start: "php -S 127.0.0.1:__PORT__ playcamp-webhook.php",
  proof: "judged",
  text: `<?php
// Takes PlayCamp's webhooks with PHP 8.1 or newer. Yours to change.
declare(strict_types=1);

${PHP_PARTS}
function playcamp_apply_once(array $event): void
{
    if (($event['isTest'] ?? false) === true) {
        return; // A test that somebody sent from PlayCamp's console: nothing is to happen.
    }
    $key = playcamp_key($event);
    // TODO: keep the keys in your database, with a unique index, in the transaction that has the effect.
    // Here each is a file, and only the first to make it goes on.
    $folder = sys_get_temp_dir() . '/playcamp-applied-' . getmyuid();
    is_dir($folder) || @mkdir($folder, 0700);
    $file = @fopen($folder . '/' . hash('sha256', $key), 'x');
    if ($file === false) {
        return;
    }
    fclose($file);
    // TODO: what your game does with it, by $event['event']: sponsor.created, payment.created, ...
    // A name that you do not know is no error.
    error_log('applied ' . $key);
}

function playcamp_reply(int $status, array $reply): void
{
    http_response_code($status);
    header('Content-Type: application/json');
    echo json_encode($reply);
}

$secret = getenv('__SECRET__') ?: '';
// The bytes as they came: what is decoded could not be verified.
$body = file_get_contents('php://input');

if (parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) !== '__PATH__') {
    playcamp_reply(404, ['error' => 'there is nothing here']);
} elseif ($_SERVER['REQUEST_METHOD'] !== 'POST') {
    playcamp_reply(405, ['error' => 'POST only']);
} elseif ($secret === '') {
    // Never verify with an empty secret: anybody could sign with it.
    playcamp_reply(500, ['error' => '__SECRET__ is not set']);
} elseif ($body === '') {
    playcamp_reply(400, ['error' => 'the body is empty']);
} elseif (!playcamp_is_signed($body, $_SERVER['HTTP_X_WEBHOOK_SIGNATURE'] ?? '', $secret)) {
    playcamp_reply(401, ['error' => 'the signature is wrong']);
} elseif (($events = playcamp_events($body)) === null) {
    playcamp_reply(400, ['error' => 'the body is no list of events']);
} else {
    array_walk($events, fn (array $event) => playcamp_apply_once($event));
    playcamp_reply(200, ['ok' => true]);
}
`,
};
