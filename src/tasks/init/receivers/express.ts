import { CRYPTO, nodeParts } from "./node-parts.js";
import { expressWallet } from "./node-wallet.js";
import { expressPayments } from "./payments-query.js";
import type { Receiver } from "./receiver.js";

export const express: Receiver = {
  title: "Express",
  file: "playcamp-webhook.mjs",
  install: "npm install express",
  start: "node playcamp-webhook.mjs",
  proof: "judged",
  companions: { payments: expressPayments, wallet: expressWallet },
  text: `// Takes PlayCamp's webhooks with Express. Yours to change.
${CRYPTO}
import express from "express";

${nodeParts(false)}
const app = express();

// The bytes as they came: express.json() before this route would leave nothing to verify.
app.post("__PATH__", express.raw({ type: () => true, limit: "10mb" }), (request, response) => {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const [status, reply] = answer(body, request.headers["x-webhook-signature"]);
  response.status(status).json(reply);
});

app.listen(__PORT__, "127.0.0.1", () => console.log("http://127.0.0.1:__PORT____PATH__"));
`,
};
