/** What the receivers in Python have in common; needs the imports of `IMPORTS`. */
export const IMPORTS = `import hashlib
import hmac
import json
import os
import re
import threading
import time`;

export const PYTHON_PARTS = `SECRET = os.environ["__SECRET__"].encode()  # the webhook secret that PlayCamp showed once


def is_signed(body, headers):
    """PlayCamp signs the bytes of the body with HMAC-SHA-256, in hex. The header holds that alone,
    or "t=<unix seconds>,v1=<hex>", which signs "<t>.<body>" and ends after five minutes."""
    if len(headers) != 1:
        return False
    parts = re.fullmatch("(?:t=([0-9]{1,12}),v1=)?([0-9a-f]{64})", headers[0])
    if parts is None:
        return False
    signed_at, signature = parts.groups()
    signed = body
    if signed_at is not None:
        age = time.time() - int(signed_at)
        if age > 300 or age < -5:
            return False
        signed = signed_at.encode() + b"." + body
    return hmac.compare_digest(hmac.new(SECRET, signed, hashlib.sha256).hexdigest(), signature)


def events_of(body):
    """The events of a body, or None where it holds none."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return None
    events = message.get("events") if isinstance(message, dict) else None
    if not isinstance(events, list):
        return None
    are_events = all(isinstance(each, dict) and isinstance(each.get("event"), str) for each in events)
    return events if are_events else None


def key_of(event):
    """An event has no id of its own: this is what identifies it. PlayCamp sends an event again
    when it got no 2xx, alone or beside others, so each one counts once."""
    data = event.get("data") if isinstance(event.get("data"), dict) else {}
    identity = data.get("transactionId") or data.get("usageId") or event
    return json.dumps([event["event"], identity], sort_keys=True)


# TODO: keep the keys in your database, with a unique index, in the transaction that has the effect.
# In memory they are forgotten when the server starts again, and each process has its own.
applied = set()
applied_lock = threading.Lock()


def apply_once(event):
    if event.get("isTest") is True:
        return  # A test that somebody sent from PlayCamp's console: nothing is to happen.
    key = key_of(event)
    with applied_lock:
        if key in applied:
            return
        applied.add(key)
    # TODO: what your game does with it, by event["event"]: sponsor.created, payment.created, ...
    # A name that you do not know is no error.
    print("applied " + key, flush=True)


def answer(body, signatures):
    """What is answered, as a status and a body. signatures: every X-Webhook-Signature that came."""
    if body == b"":
        return 400, {"error": "the body is empty"}
    if not is_signed(body, signatures):
        return 401, {"error": "the signature is wrong"}
    events = events_of(body)
    if events is None:
        return 400, {"error": "the body is no list of events"}
    for event in events:
        apply_once(event)
    return 200, {"ok": True}
`;
