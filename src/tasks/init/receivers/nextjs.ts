import { CRYPTO, EVENT_TYPE, nodeParts } from "./node-parts.js";
import type { Receiver } from "./receiver.js";

export const nextjs: Receiver = {
  title: "Next.js",
  file: "app__PATH__/route.ts",
  install: null,
  start: null,
  proof: "judged without the framework",
  text: `// Takes PlayCamp's webhooks as a route handler of Next.js. Yours to change.
${CRYPTO}

// The Edge runtime has no node:crypto.
export const runtime = "nodejs";

${EVENT_TYPE}
${nodeParts(true)}
export async function POST(request: Request): Promise<Response> {
  // The bytes as they came: request.json() would leave nothing to verify.
  const body = Buffer.from(await request.arrayBuffer());
  const [status, reply] = answer(body, request.headers.get("x-webhook-signature"));
  return Response.json(reply, { status });
}
`,
};
