"""A game server's webhook receiver of another make: Python's standard library alone.

Verifies both signature forms over the raw bytes, takes PlayCamp's format and the
gateway's, applies each event once, and tells what it has applied.
Prints {"url": ...} when it is ready; the secret comes in WEBHOOK_SECRET.
"""

import hashlib
import hmac
import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SECRET = os.environ["WEBHOOK_SECRET"].encode()
TOLERANCE_SEC = 300
FUTURE_SEC = 5
MOST_BYTES = 5 * 1024 * 1024

applied = []
known = set()
lock = threading.Lock()


def is_signed(body: bytes, header: str) -> bool:
    """True for a simple signature, or a timestamped one that is neither stale nor from the future."""
    signed, digits = body, header
    if "t=" in header and "v1=" in header:
        parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
        timestamp, digits = parts.get("t", ""), parts.get("v1", "")
        if not (timestamp.isascii() and timestamp.isdigit()):
            return False
        age = int(time.time()) - int(timestamp)
        if age > TOLERANCE_SEC or age < -FUTURE_SEC:
            return False
        signed = timestamp.encode() + b"." + body
    expected = hmac.new(SECRET, signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), digits.lower().encode())


def facts_of(event: dict) -> dict:
    """What a probe may ask for, in either format."""
    data = event.get("data") or {}
    return {
        "event": str(event.get("event", "")),
        "callbackId": str(event.get("callbackId", event.get("custom_data", ""))),
        "userId": str(data.get("userId", event.get("usn", ""))),
        "transactionId": str(data.get("transactionId", "")),
    }


def apply(event: dict) -> None:
    key = json.dumps(event, sort_keys=True)
    with lock:
        if key not in known:
            known.add(key)
            applied.append(facts_of(event))


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body in two packets would wait for each other's acknowledgement.
    wbufsize = -1

    def do_POST(self) -> None:
        body = self.read_body()
        if body is None:
            self.close_connection = True
            return self.answer(413, {"error": "too large"})
        if not is_signed(body, self.headers.get("X-Webhook-Signature", "")):
            return self.answer(401, {"error": "Invalid signature"})
        if not body:
            return self.answer(400, {"error": "the body is empty"})
        try:
            events = json.loads(body)["events"]
            assert isinstance(events, list)
            assert all(isinstance(event, dict) for event in events)
        except (ValueError, KeyError, TypeError, AssertionError):
            return self.answer(400, {"error": "this is no list of events"})
        for event in events:
            apply(event)
        return self.answer(200, {"received": len(events)})

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path != "/applied":
            return self.answer(405, {"error": "deliveries are POSTed"})
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        event = asked.pop("event", None)
        with lock:
            same = [
                each
                for each in applied
                if all(each.get(name) == value for name, value in asked.items())
            ]
        count = sum(1 for each in same if event in (None, each["event"]))
        names = [each["event"] for each in same]
        return self.answer(200, {"applied": count, "events": names})

    def read_body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            length = int(self.headers.get("Content-Length", 0))
            return self.rfile.read(length) if length <= MOST_BYTES else None
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
            if len(body) > MOST_BYTES:
                return None
        while self.rfile.readline().strip():
            pass
        return body

    def answer(self, status: int, value: dict) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.daemon_threads = True
    print(json.dumps({"url": f"http://127.0.0.1:{server.server_port}"}), flush=True)
    server.serve_forever()
