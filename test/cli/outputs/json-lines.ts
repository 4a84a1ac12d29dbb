/** Lines that print with --json, run one after the other in one world: together they show what each command can say. */

/** Command → lines; those that need more than the sandbox have it from `worldForLines`. */
export const JSON_LINES: Readonly<Record<string, readonly string[]>> = {
  "sign-entry": [
    "sign-entry --usn 100001 --sandbox",
    "sign-entry --usn 100001 --campaign c1 --sandbox --check",
  ],
  "verify-entry": [
    "verify-entry https://gw.example.com/api/acme/sponsor?usn=1&custom_data=1|2|3 --sandbox",
    "verify-entry 1|2|3 --sandbox",
  ],
  vectors: [
    "vectors --sandbox",
    "vectors entry --task sign --sandbox",
    "vectors webhook --sandbox",
  ],
  "fire-webhook": [
    "fire-webhook sponsor.created payment.created --sandbox",
    "fire-webhook sponsor.created --format gateway --sandbox",
    "fire-webhook sponsor.created --tamper altered-body --sandbox",
    "fire-webhook sponsor.created --repeat 2 --sandbox",
    "fire-webhook sponsor.created --to http://127.0.0.1:1/ --secret-env K",
    "fire-webhook sponsor.created --repeat 20 --concurrency 4 --sandbox",
  ],
  "fire-webhook --plan": ["fire-webhook --plan load.json --sandbox"],
  "play-round --plan": ["play-round --plan rounds.json --sandbox"],
  "plan run": [
    "plan run load.json --out whole.json --sandbox",
    "plan run rounds.json --shard 1/2 --out half.json --sandbox",
    "plan run load.json --sandbox --fault webhook.refuses-everything",
  ],
  "plan split": ["plan split 2 load.json", "plan split 2 rounds.json"],
  "plan merge": ["plan merge whole.json"],
  "plan export": ["plan export load.json --k6 --sandbox"],
  "verify-webhook": [
    "verify-webhook --body @body.json --signature 00ff --sandbox",
    "verify-webhook last --sandbox",
  ],
  "webhooks create": ["webhooks create sponsor.created --url SANDBOX/game/webhooks --print-secret"],
  "webhooks test": ["webhooks test 1"],
  "webhooks logs": ["webhooks logs 1"],
  "webhooks list": ["webhooks list"],
  "webhooks update": ["webhooks update 1 --timeout-ms 9000"],
  "webhooks delete": ["webhooks delete 1"],
  "coupons validate": [
    "coupons validate LUNA7-WELCOME --user 100001 --sandbox",
    "coupons validate LUNA7-EXPIRED --user 100001 --sandbox",
    "coupons validate nothing --user 100001 --sandbox",
  ],
  "coupons redeem": [
    "coupons redeem LUNA7-WELCOME --user 100001 --test --sandbox",
    "coupons redeem LUNA7-EXPIRED --user 100001 --sandbox",
    "coupons redeem LUNA7-WELCOME --user 100001",
  ],
  "coupons list": ["coupons list --creator LUNA7 --sandbox", "coupons list --user 100001"],
  "sponsors set": ["sponsors set 100001 LUNA7"],
  "sponsors get": ["sponsors get 100001", "sponsors get nobody"],
  "sponsors change": ["sponsors change 100001 LUNA7"],
  "sponsors end": ["sponsors end 100001"],
  "sponsors history": ["sponsors history 100001"],
  "campaigns list": ["campaigns list --sandbox"],
  "campaigns show": ["campaigns show campaign_default --sandbox"],
  "creators search": ["creators search luna --sandbox"],
  "creators show": ["creators show LUNA7 --sandbox"],
  "payments create": [
    "payments create --user 100001 --tx tx-1 --product gems --amount 9.99 --currency USD --distribution PC_STORE",
  ],
  "payments get": ["payments get tx-1"],
  "payments list": ["payments list --user 100001", "payments list --user nobody"],
  "payments refund": ["payments refund tx-1"],
  "playtime send": ["playtime send --user 100001 --session s-1 --seconds 1800 --sandbox"],
  "webview open": [
    "webview open --user 100001 --lang ko --sandbox",
    "webview open --user 100001 --sandbox --test",
  ],
  "golive check": ["golive check --sandbox", "golive check --creator NOBDY --sandbox"],
  "launch-game": ["launch-game aviadrone --sandbox", "launch-game nothing --sandbox"],
  "fire-callback": [
    "fire-callback auth --sandbox",
    "fire-callback withdraw --amount 5440 --sandbox",
    "fire-callback deposit --action CLOSE_ROUND --sandbox",
    "fire-callback withdraw --tamper wrong-secret --sandbox",
    "fire-callback withdraw --amount 5440 --sandbox --fault wallet.verifies-withdraw-only",
  ],
  "play-round": [
    "play-round --sandbox",
    "play-round --bets 3 --outcome mixed --amount 5440 --sandbox",
    "play-round --outcome rollback --sandbox",
  ],
  "sync-payments": [
    "sync-payments --from 2026-01-05 --to 2026-01-06 --sandbox",
    "sync-payments --from 2026-01-05 --to 2026-01-06 --dry-run --sandbox",
  ],
  "sync-payments --shard": [1, 2].map(
    (index) =>
      `sync-payments --from 2026-01-05 --to 2026-01-06 --shard ${index}/2 --report part-${index}.json`,
  ),
  "merge-reports <shards of sync-payments>": ["merge-reports part-1.json part-2.json"],
  "push-payments": ["push-payments @payments.ndjson --sandbox"],
  "reconcile-payments": ["reconcile-payments --month 2026-02 --sandbox"],
  "send-postback": [
    "send-postback --level 10 --sandbox",
    "send-postback --level 10 --sandbox --fault postback.refuses-emoji",
  ],
  "check-postback": [
    "check-postback --level 10 --sandbox",
    "check-postback --level 10 --parallel 4 --sandbox",
  ],
  "parse-referrer": [
    "parse-referrer pid=a&uid=a1b2c3d4-e5f6-7890-abcd-ef1234567890&gid=g",
    "parse-referrer pid=a",
  ],
  conformance: [
    "conformance entry --sandbox --reporter json=report-1.json",
    "conformance entry --sandbox --fault entry.cuts-long-signatures",
    "conformance postback --sandbox --shard 1/2 --reporter json=shard-1.json",
    "conformance postback --sandbox --shard 2/2 --reporter json=shard-2.json",
  ],
  "conformance --list": ["conformance --sandbox --list"],
  "conformance --coverage": ["conformance --coverage"],
  explain: ["explain webhook.signature.right-accepted", "explain client.golive.all-called"],
  "explain <glob>": ["explain webhook.signature.*"],
  "merge-reports": ["merge-reports shard-1.json shard-2.json"],
  "deliveries list": ["deliveries list", "deliveries list --limit 1"],
  "deliveries show": ["deliveries show last"],
  replay: [
    "replay @delivery.json --to SANDBOX/game/webhooks",
    "replay @delivery.json --resign --times 2",
  ],
  doctor: ["doctor --sandbox"],
  init: ["init --yes --partner acme-rpg --preset entry --preset webhook --out made.json"],
  "profile list": ["profile list"],
  "profile show": ["profile show", "profile show --profile acme.json"],
  "profile use": ["profile use ./playcamp-gw.json", "profile use --none"],
  "profile validate": ["profile validate", "profile validate bad.json"],
  "profile set-secret": ["profile set-secret acme-webhook"],
  "profile import": ["profile import acme.json --out copy/playcamp-gw.json"],
};

/** Commands whose result is a document a line. */
export const STREAMED = ["listen", "poll-payments", "sandbox"];
