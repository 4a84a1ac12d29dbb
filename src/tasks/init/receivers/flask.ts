import { flaskPayments } from "./payments-query.js";
import { IMPORTS, PYTHON_PARTS } from "./python-parts.js";
import { flaskWallet } from "./python-wallet.js";
import type { Receiver } from "./receiver.js";

export const flask: Receiver = {
  title: "Flask",
  file: "playcamp_webhook.py",
  install: "pip install flask",
  start: "python3 playcamp_webhook.py",
  proof: "judged",
  companions: { payments: flaskPayments, wallet: flaskWallet },
  text: `"""Takes PlayCamp's webhooks with Flask. Yours to change."""
${IMPORTS}

from flask import Flask, jsonify, request

${PYTHON_PARTS}

app = Flask(__name__)


@app.post("__PATH__")
def take_webhook():
    # The bytes as they came: request.json would leave nothing to verify.
    body = request.get_data()
    status, reply = answer(body, request.headers.getlist("X-Webhook-Signature"))
    return jsonify(reply), status


if __name__ == "__main__":
    app.run("127.0.0.1", __PORT__)
`,
};
