/** What an exported script asks of k6, played by Node: enough to run it, and to see what it sends. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export interface SentByK6 {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly redirects: number;
}

interface K6Script {
  readonly options: {
    readonly scenarios: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  setup(): unknown;
  deliver(data: unknown): void;
}

interface Shim {
  env: Readonly<Record<string, string>>;
  scenario: { name: string; iterationInTest: number };
  sent: SentByK6[];
}

const MODULES = {
  "index.js": "export const check = () => true;",
  "crypto.js": `
    import { createHash, createHmac } from "node:crypto";
    export default {
      sha256: (text, form) => createHash("sha256").update(text).digest(form),
      hmac: (name, secret, text, form) => createHmac(name, secret).update(text).digest(form),
    };`,
  "execution.js": "export default { get scenario() { return globalThis.k6Shim.scenario; } };",
  "http.js": `
    export default {
      post: (url, body, { headers, redirects }) => {
        globalThis.k6Shim.sent.push({ url, body, headers, redirects });
        return { status: 200 };
      },
    };`,
};

/** @param folder where the script is; k6's modules are put beside it */
export async function openK6Script(
  folder: string,
  file: string,
  env: Readonly<Record<string, string>>,
) {
  const modules = join(folder, "node_modules", "k6");
  await mkdir(modules, { recursive: true });
  for (const [name, text] of Object.entries(MODULES)) await writeFile(join(modules, name), text);
  const exports = { ".": "./index.js", "./*": "./*.js" };
  await writeFile(
    join(modules, "package.json"),
    JSON.stringify({ name: "k6", type: "module", exports }),
  );
  const shim: Shim = { env, scenario: { name: "", iterationInTest: 0 }, sent: [] };
  Object.assign(globalThis, { k6Shim: shim, __ENV: env });
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  const url = `${pathToFileURL(join(folder, file)).href}?${Math.random()}`;
  const script = (await import(/* @vite-ignore */ url)) as K6Script;
  const data = script.setup();
  return {
    options: script.options,
    /** What one iteration sends; null for nothing. */
    iterate: (name: string, iterationInTest: number): SentByK6 | null => {
      shim.scenario = { name, iterationInTest };
      const before = shim.sent.length;
      script.deliver(data);
      return shim.sent[before] ?? null;
    },
  };
}
