/** curl lines, run by the shells that people paste them into, against a server that keeps the bytes. */
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { curlLine } from "../../../../src/cli/output/resend/curl-line.js";
import type { Exchange, RecordedRequest } from "../../../../src/core/http-exchange.js";
import { recordBody } from "../../../../src/core/recorded-body.js";
import { printable } from "../../../../src/reports/printable.js";
import { wrapShellLine } from "../../../../src/reports/shell-line.js";

interface Received {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

const received: Received[] = [];
let url = "";
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { method = "", url: target = "", headers } = request;
    received.push({ method, target, headers, body: Buffer.concat(chunks) });
    response.end();
  });
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

function exchangeOf(request: Partial<RecordedRequest>): Exchange {
  return {
    ...{ step: "s", startedAt: "", durationMs: 1, remoteAddress: null, failure: null },
    request: { method: "POST", url, headers: [], body: null, ...request },
    response: null,
  };
}

const ENV = { ACME_SECRET: 'it\'s $a "secret"', OTHER_SECRET: "other" };
const ENV_NAMES = new Map([
  ["webhook.secret", "ACME_SECRET"],
  ["wallet.players[1].sessionToken", "OTHER_SECRET"],
]);

async function run(shell: string, line: string): Promise<Received> {
  received.length = 0;
  await promisify(execFile)(shell, ["-c", line], { env: { ...process.env, ...ENV } });
  const [one] = received;
  if (one === undefined) throw new Error(`nothing arrived from ${line}`);
  return one;
}

const BODIES: readonly (readonly [string, Buffer | string])[] = [
  ["JSON", '{"a":1}'],
  ["quotes of every kind", `{"a":"it's \`x\` $HOME \\"q\\" \\\\ !"}`],
  ["CR and LF", "a\r\nb\rc\n"],
  ["a line break at the end", '{\n\t"a": 1\n}\n\n'],
  ["NUL, before a digit", Buffer.from("a\u00001\u0000")],
  ["no UTF-8", Buffer.from([0xff, 0xfe, 0x00, 0x25, 0x5c, 0x27, 0x80])],
  ["Korean, emoji, a joiner, a byte order mark", "\ufeff한국 👩\u200d💻 \u202e e\u0301"],
  ["percent and backslash beside a control character", "100%d \\n \\045 \u0007"],
  ["what curl takes for a file", "@/etc/hostname"],
  ["what printf takes for an option", "-v\n"],
  ["spaces alone", "   "],
];

describe.each(["bash", "sh"])("%s sends to the byte", (shell) => {
  it.each(BODIES)("%s", async (_, body) => {
    const bytes = Buffer.from(body as string);
    const line = curlLine(
      exchangeOf({ headers: [["Content-Type", "application/json"]], body: recordBody(bytes) }),
      ENV_NAMES,
    );
    if (line === null) throw new Error("no line");
    // As a report shows it, and as a terminal breaks it.
    expect(printable(line)).toBe(line);
    expect(line).not.toMatch(/[\n\t]/);
    for (const shown of [line, wrapShellLine(line, 40)])
      expect((await run(shell, shown)).body).toEqual(bytes);
  });

  it("secrets from their variables, also those that stand in a list", async () => {
    const body = recordBody(
      Buffer.from(
        '{"s":"[secret:webhook.secret]",\r\n"t":"[secret:wallet.players[1].sessionToken]"}',
      ),
    );
    const line = curlLine(
      exchangeOf({
        headers: [["Authorization", "Bearer [secret:wallet.players[1].sessionToken]"]],
        body,
      }),
      ENV_NAMES,
    );
    const { body: got, headers } = await run(shell, line ?? "");
    expect(got.toString()).toBe(`{"s":"${ENV.ACME_SECRET}",\r\n"t":"other"}`);
    expect(headers["authorization"]).toBe("Bearer other");
    // Nothing that was not in the request.
    expect(headers["content-type"]).toBeUndefined();
  });

  it("method, path and query as they are", async () => {
    const target = "/a/../b/./c?ids[]=1&x={a,b}&q=%20'";
    const line = curlLine(exchangeOf({ method: "PUT", url: url + target }), ENV_NAMES);
    expect(await run(shell, line ?? "")).toMatchObject({ method: "PUT", target });
  });
});

it("names a variable that nobody has named by its place in the profile", () => {
  const body = recordBody(Buffer.from("[secret:wallet.players[0].userToken]"));
  expect(curlLine(exchangeOf({ body }), new Map())).toContain('"$WALLET_PLAYERS_0_USERTOKEN"');
});

it("gives no line for a body that is too long, or was not kept whole", () => {
  const long = recordBody(Buffer.alloc(9_000, 97));
  const cut = recordBody(Buffer.from("a"), { kept: 1, bytes: 2 });
  expect(curlLine(exchangeOf({ body: long }), ENV_NAMES)).toBeNull();
  expect(curlLine(exchangeOf({ body: cut }), ENV_NAMES)).toBeNull();
});
