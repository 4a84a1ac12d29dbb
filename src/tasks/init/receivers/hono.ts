import { CRYPTO, nodeParts } from "./node-parts.js";
import type { Receiver } from "./receiver.js";

export const hono: Receiver = {
  title: "Hono",
  file: "playcamp-webhook.mjs",
  install: "npm install hono @hono/node-server",
  start: "node playcamp-webhook.mjs",
  proof: "judged",
  text: `// Takes PlayCamp's webhooks with Hono. Yours to change.
${CRYPTO}
import { serve } from "@hono/node-server";
import { Hono } from "hono";

${nodeParts(false)}
const app = new Hono();

app.post("__PATH__", async (context) => {
  // The bytes as they came: context.req.json() would leave nothing to verify.
  const body = Buffer.from(await context.req.arrayBuffer());
  const [status, reply] = answer(body, context.req.header("x-webhook-signature"));
  return context.json(reply, status);
});

serve({ fetch: app.fetch, port: __PORT__, hostname: "127.0.0.1" }, () =>
  console.log("http://127.0.0.1:__PORT____PATH__"),
);
`,
};
