/**
 * The part of an exported script that makes deliveries: plain JavaScript for k6 and
 * Node alike, which draws as draw.ts does. What it is given: `PLAN`, `sha256Hex`,
 * `signatureOf` and `env`.
 */
export const DELIVERY_SCRIPT = `
// What the nth of a stage is depends on the seed and the run id alone.
function drawBits(seed, stageAt, nth, use) {
  let bits = 0x9e3779b9;
  for (const word of [seed, seed / 4294967296, stageAt, nth, nth / 4294967296, use]) {
    bits = Math.imul(bits ^ Math.floor(word), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    bits ^= bits >>> 16;
  }
  return bits >>> 0;
}

function commonDivisor(a, b) {
  return b === 0 ? a : commonDivisor(b, a % b);
}

function mixAt(stageAt, nth) {
  const sum = PLAN.mix.reduce((total, entry) => total + entry.weight, 0);
  let stride = Math.max(1, Math.round(sum * 0.618));
  while (commonDivisor(stride, sum) !== 1) stride += 1;
  const shift = drawBits(PLAN.seed, stageAt, Math.floor(nth / sum), 1) % sum;
  let place = ((nth % sum) * stride + shift) % sum;
  for (const entry of PLAN.mix) {
    if (place < entry.weight) return entry;
    place -= entry.weight;
  }
  return PLAN.mix[0];
}

function creatorKey(name, id) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  const digest = sha256Hex(name + ":" + id);
  let key = "";
  for (let at = 0; at < 5; at += 1)
    key += alphabet.charAt(parseInt(digest.substr(2 * at, 2), 16) % alphabet.length);
  return key;
}

function usageId(id) {
  return String((parseInt(sha256Hex(id).slice(0, 8), 16) % 0x7fffffff) + 1);
}

function tagOf(runId) {
  return sha256Hex(JSON.stringify([PLAN.seed, runId])).slice(0, 10);
}

function deliveryAt(tag, stageAt, nth, nowMs) {
  const entry = mixAt(stageAt, nth);
  const idOf = (name) => name + "_" + tag + "_" + (stageAt + 1) + "_" + nth;
  const fill = {
    user: () => String(PLAN.accounts.first + (drawBits(PLAN.seed, stageAt, nth, 2) % PLAN.accounts.count)),
    iso: () => new Date(nowMs).toISOString(),
    ms: () => String(nowMs),
    sec: () => String(Math.floor(nowMs / 1000)),
    id: idOf,
    creator: (name) => creatorKey(name, idOf(name)),
    usage: (name) => usageId(idOf(name)),
  };
  const body = entry.body
    .map((piece) => (typeof piece === "string" ? piece : fill[piece[0]](piece[1])))
    .join("");
  const headers = {};
  for (const header of PLAN.headers)
    headers[header.name] = header.env === undefined ? header.value : needed(header.env);
  for (const header of entry.headers)
    headers[header[0]] = header[1] === null ? signatureOf(body, Math.floor(nowMs / 1000)) : header[1];
  return { body, headers };
}

function needed(name) {
  const value = env(name);
  if (value !== undefined && value !== "") return value;
  throw new Error("set the environment variable " + name);
}

// This machine only, unless ALLOW_REMOTE_LOAD=1; no host that the profile marks as live, unless ALLOW_LIVE=1.
function allowedTarget() {
  const url = env("TARGET_URL") || PLAN.target || needed("TARGET_URL");
  const parts = /^https?:\\/\\/(?:[^\\/?#\\\\]*@)?(\\[[0-9a-f:.]+\\]|[a-z0-9._-]+)(?::\\d+)?(?:[\\/?#]|$)/i.exec(url);
  if (parts === null) throw new Error("TARGET_URL: not an http or https URL with a plain host");
  const labels = parts[1].toLowerCase().split(".").filter((label) => label !== "");
  const host = labels.join(".");
  const isOwn =
    host === "localhost" || /\\.localhost$/.test(host) || host === "[::1]" || /^127(?:\\.\\d{1,3}){3}$/.test(host);
  if (isOwn) return url;
  const isOddAddress = host.charAt(0) === "[" || (/^(?:\\d+|0x[0-9a-f]*)$/.test(labels[labels.length - 1]) && !/^(?:[1-9]\\d{0,2}|0)(?:\\.(?:[1-9]\\d{0,2}|0)){3}$/.test(host));
  const isLive = PLAN.liveHosts.some((live) => isOddAddress || new RegExp(live, "i").test(host));
  if (isLive && env("ALLOW_LIVE") !== "1")
    throw new Error(host + " may belong to an environment that the profile marks as live; set ALLOW_LIVE=1 if you really mean it");
  if (env("ALLOW_REMOTE_LOAD") !== "1")
    throw new Error(host + " is not this machine, and that many deliveries may do it harm; set ALLOW_REMOTE_LOAD=1 if whoever runs it has agreed");
  return url;
}
`;
