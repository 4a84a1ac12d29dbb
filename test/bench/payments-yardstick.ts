/**
 * What a sync is measured against: the same pages only fetched, parsed with the
 * same lossless parser and written out again, one after another, in one process.
 *
 *     npx tsx test/bench/payments-yardstick.ts URL PAYMENTS     (seconds on stdout)
 */
import { createHttpClient } from "../../src/adapters/http/http-client.js";
import { isJsonArray, renderJson } from "../../src/core/json/value.js";
import { parseJson } from "../../src/core/json/read.js";
import { valueAt } from "../../src/core/json/path.js";
import { FROM, PAGE_SIZE, TO } from "./payments-run.js";

const [url = "", count = "0"] = process.argv.slice(2);
const range = `from=${encodeURIComponent(FROM)}&to=${encodeURIComponent(TO)}`;
const { http, close } = createHttpClient({ extraCa: [], proxy: {} });
const started = performance.now();
let bytes = 0;
for (let page = 1, seen = 0; seen < Number(count); page += 1) {
  const outcome = await http({
    method: "GET",
    url: `${url}/game/payments/query?${range}&page=${page}&size=${PAGE_SIZE}`,
    headers: [],
    body: null,
    timeouts: { connectMs: 5_000, responseMs: 30_000, totalMs: 30_000 },
    maxReplyBytes: 1 << 26,
  });
  const document = parseJson(Buffer.from(outcome.reply?.body ?? []).toString("utf8"));
  if (!document.ok) throw new Error(document.problem);
  bytes += renderJson(document.value).length;
  const records = valueAt(document.value, "data.list");
  if (!isJsonArray(records) || records.length === 0) throw new Error(`page ${page} is empty`);
  seen += records.length;
}
await close();
if (bytes === 0) throw new Error("nothing was fetched");
process.stdout.write(String((performance.now() - started) / 1000));
