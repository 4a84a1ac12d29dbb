import { CRYPTO, nodeParts } from "./node-parts.js";
import type { Receiver } from "./receiver.js";

export const fastify: Receiver = {
  title: "Fastify",
  file: "playcamp-webhook.mjs",
  install: "npm install fastify",
  start: "node playcamp-webhook.mjs",
  proof: "judged",
  text: `// Takes PlayCamp's webhooks with Fastify. Yours to change.
${CRYPTO}
import fastify from "fastify";

${nodeParts(false)}
const app = fastify({ bodyLimit: 10 * 1024 * 1024 });

// A scope of its own, so that other routes keep their JSON parser.
app.register(async (scope) => {
  // The bytes as they came: a parsed body could not be verified.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", { parseAs: "buffer" }, (request, body, done) => done(null, body));
  scope.post("__PATH__", async (request, reply) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const [status, text] = answer(body, request.headers["x-webhook-signature"]);
    return reply.code(status).send(text);
  });
});

await app.listen({ port: __PORT__, host: "127.0.0.1" });
console.log("http://127.0.0.1:__PORT____PATH__");
`,
};
