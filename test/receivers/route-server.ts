/** Serves a route handler as Next.js calls it: a Web request in, a Web reply out. */
export const ROUTE_SERVER = `import { createServer } from "node:http";
import { POST } from "./__FILE__";

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => void answer(Buffer.concat(chunks)));
  const answer = async (body: Buffer) => {
    const isRoute = request.url?.split("?")[0] === "__PATH__";
    if (!isRoute || request.method !== "POST") return response.writeHead(isRoute ? 405 : 404).end();
    const headers = new Headers();
    for (const [name, values] of Object.entries(request.headersDistinct))
      values?.forEach((value) => headers.append(name, value));
    const url = "http://127.0.0.1__PATH__";
    const reply = await POST(new Request(url, { method: "POST", headers, body }));
    response.writeHead(reply.status, Object.fromEntries(reply.headers));
    response.end(Buffer.from(await reply.arrayBuffer()));
  };
}).listen(__PORT__, "127.0.0.1");
`;
