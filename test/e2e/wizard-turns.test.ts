/** Wrong turns in the wizard, taken at a real terminal: each ends in a profile that works. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { signTimestampedWebhook } from "../../src/protocols/webhook/signature.js";
import {
  atTerminal,
  CTRL_C,
  DOWN,
  ENTER,
  ESC,
  HAS_TERMINAL,
  type Step,
  UP,
} from "./at-terminal.js";
import { emptyFolder, startProgram } from "./run-program.js";
import { EXAMPLE, KEY, RECIPE } from "./wizard-example.js";

const pasted = (text: string) => `\u001b[200~${text}\u001b[201~`;

const WHO: Step = ["Partner id", `acme${ENTER}`];
const ENTRY: Step = ["What do you integrate", `${DOWN} ${ENTER}`];
const WEBHOOKS: Step = ["What do you integrate", ` ${ENTER}`];
const PAYMENTS: Step = ["What do you integrate", ` ${DOWN} ${DOWN} ${ENTER}`];
const HOME: Step = ["Where shall your secrets", ENTER];
const USUAL: Step = ["How is an entry URL signed", ENTER];
const LIKE_MINE: Step = ["How is an entry URL signed", `${UP}${ENTER}`];
const NO_KEY: Step = ["Value of entry.key", ENTER];
const ADDRESS: Step = ["The gateway's entry URL", ENTER];
const TTL: Step = ["Time to live", ENTER];
const WRITE: Step = ["Write it?", ENTER];
const NOWHERE: Step = ["Shall what you type be kept", `${UP}${ENTER}`];
const REST: readonly Step[] = [HOME, USUAL, NO_KEY, ADDRESS, TTL, WRITE];

const BODY =
  '{"events":[{"event":"sponsor.ended","timestamp":"2026-01-05T00:00:00.000Z","data":{"userId":"7"}}]}';
const CAPTURE = [
  "POST /in HTTP/1.1",
  "Host: game.example.com",
  `x-webhook-signature: ${signTimestampedWebhook(Buffer.from(BODY), KEY, 1_767_225_600)}`,
  "",
  BODY,
].join("\n");
const RECORD = {
  하나: "A-1",
  둘: "u77",
  셋: "gem100",
  넷: "4900",
  다섯: "KRW",
  여섯: "google",
  일곱: "MOBILE_STORE",
  여덟: "20260105103000",
};
const REPLY = JSON.stringify({ data: { 목록: [RECORD] } }, null, 2);

interface Turn {
  readonly name: string;
  readonly steps: readonly Step[];
  /** Of the profile that is written. */
  readonly profile: object;
  readonly files?: Readonly<Record<string, string>>;
  readonly out?: string;
  readonly then?: (folder: string) => Promise<void>;
}

const TURNS: readonly Turn[] = [
  {
    name: "a partner id that is none",
    steps: [
      ["Partner id", `acme rpg${ENTER}`],
      ["letters, digits", "\u0015"],
      ["", `acme${ENTER}`],
      ENTRY,
      ...REST,
    ],
    profile: { partner: "acme" },
  },
  {
    name: "Esc, to name the partner again",
    steps: [
      ["Partner id", `acne${ENTER}`],
      ["What do you integrate", ESC],
      ["Partner id", `acme${ENTER}`],
      ENTRY,
      ...REST,
    ],
    profile: { partner: "acme" },
  },
  {
    name: "a placeholder that nothing fills",
    steps: [
      WHO,
      ENTRY,
      HOME,
      USUAL,
      NO_KEY,
      ["The gateway's entry URL", `https://gw.example.com/api/{parnter}/sponsor${ENTER}`],
      ["Only {partner} is filled in", "\u0015"],
      ["", `https://gw.example.com/api/{partner}/s${ENTER}`],
      TTL,
      WRITE,
    ],
    profile: { entry: { url: "https://gw.example.com/api/{partner}/s" } },
  },
  {
    name: "the wrong key, and < back to it",
    steps: [
      WHO,
      ENTRY,
      HOME,
      LIKE_MINE,
      ["Value of entry.key", `wrong-key${ENTER}`],
      NOWHERE,
      ["An entry URL that is accepted", `${EXAMPLE}${ENTER}`],
      ["Esc or < goes back", `<${ENTER}`],
      ["Shall what you type be kept", ESC],
      ["Value of entry.key", `${KEY}${ENTER}`],
      NOWHERE,
      ["An entry URL that is accepted", `${EXAMPLE}${ENTER}`],
      ["found: hmac-sha256", ""],
      TTL,
      WRITE,
    ],
    profile: { entry: { signature: { message: "{timestamp}:{usn}", encoding: "base64url" } } },
  },
  {
    name: "an example in a curl command of several lines",
    steps: [
      WHO,
      ENTRY,
      HOME,
      LIKE_MINE,
      ["Value of entry.key", `${KEY}${ENTER}`],
      NOWHERE,
      [
        "An entry URL that is accepted",
        pasted(`curl -i \\\n  '${EXAMPLE}' \\\n  -H 'Accept: */*'`),
      ],
      ["pasted: 3 lines", ENTER],
      ["found: hmac-sha256", ""],
      TTL,
      WRITE,
    ],
    profile: { entry: { url: RECIPE.url } },
  },
  {
    name: "a capture that is not there, and then the request itself",
    steps: [
      WHO,
      WEBHOOKS,
      HOME,
      ["What do you know of the deliveries", `${DOWN}${ENTER}`],
      ["Value of webhook.secret", `${KEY}${ENTER}`],
      NOWHERE,
      ["File with the captured request", `nowhere.http${ENTER}`],
      ["there is no file nowhere.http", pasted(CAPTURE)],
      ["pasted: 5 lines", ENTER],
      ["the signature is right", ""],
      WRITE,
    ],
    profile: { webhook: { url: "https://game.example.com/in", signature: "timestamped" } },
  },
  {
    name: "a query in place of its reply, records in Korean, a compact time, a zone that is none",
    steps: [
      WHO,
      PAYMENTS,
      HOME,
      ["What does your payment query look like", ENTER],
      ["File with a reply", `https://game.example.com/payments${ENTER}`],
      ["what it answers is needed here", "\u0015"],
      ["", pasted(REPLY)],
      ["(pasted:", ENTER],
      ...koreanFields(),
      ["Time zone", `Nowhere/Land${ENTER}`],
      ["Nowhere", "\u0015"],
      ["", `Asia/Seoul${ENTER}`],
      ["payment query's URL", ENTER],
      ["The query is sent by", ENTER],
      ["beginning of the range", ENTER],
      ["its end", ENTER],
      ["Format of both", ENTER],
      ["How does your server know", `${DOWN}${ENTER}`],
      WRITE,
    ],
    profile: {
      payments: {
        source: { records: "data.목록", auth: { kind: "bearer" } },
        map: {
          transactionId: "하나",
          userId: "둘",
          currency: "다섯",
          amount: { path: "넷" },
          platform: { path: "여섯", lookup: { google: "Android" } },
          distributionType: "일곱",
          purchasedAt: { path: "여덟", unit: "yyyyMMddHHmmss", zone: "Asia/Seoul" },
        },
      },
    },
  },
  {
    name: "a typed secret that shall not be lost",
    steps: [
      WHO,
      ENTRY,
      HOME,
      USUAL,
      ["Value of entry.key", `${KEY}${ENTER}`],
      ["Shall what you type be kept", ENTER],
      ADDRESS,
      TTL,
      WRITE,
    ],
    profile: { entry: { key: { env: "ACME_SHARED_KEY" } } },
    then: async (folder) => {
      expect(await readFile(join(folder, ".env"), "utf8")).toBe(`ACME_SHARED_KEY=${KEY}\n`);
      expect((await startProgram(["sign-entry", "--usn", "1"], folder).ended).code).toBe(0);
    },
  },
  {
    name: "an answer that is noticed at the end",
    steps: [
      WHO,
      ENTRY,
      HOME,
      USUAL,
      NO_KEY,
      ADDRESS,
      ["Time to live", `10s${ENTER}`],
      ["Write it?", `${DOWN}${ENTER}`],
      ["Which answer?", ENTER],
      ["A token is refused", ""],
      ["Time to live", `120s${ENTER}`],
      WRITE,
    ],
    profile: { entry: { signature: { ttl: "120s" } } },
  },
  {
    name: "a duration in words, and another area after all",
    steps: [
      WHO,
      ["What do you integrate", ENTER],
      ["Where shall your secrets", ESC],
      ENTRY,
      HOME,
      USUAL,
      NO_KEY,
      ADDRESS,
      ["Time to live", `5 minutes${ENTER}`],
      ["a duration such as", "\u0015"],
      ["", `5m${ENTER}`],
      WRITE,
    ],
    profile: { entry: { signature: { ttl: "5m" } } },
  },
  {
    name: "a file that is there and shall stay",
    files: { "playcamp-gw.json": "mine" },
    out: "mine.json",
    steps: [
      ["Replace it?", ENTER],
      ["Write to", `playcamp-gw.json${ENTER}`],
      ["that one is there already", "\u0015"],
      ["", `mine.json${ENTER}`],
      WHO,
      ENTRY,
      ...REST,
    ],
    profile: { partner: "acme" },
    then: async (folder) => {
      expect(await readFile(join(folder, "playcamp-gw.json"), "utf8")).toBe("mine");
    },
  },
];

function koreanFields(): readonly Step[] {
  const part = (field: string, keys: string): Step => [
    `Which part of a record is ${field}`,
    `${keys}${ENTER}`,
  ];
  return [
    // What has a stand-in begins below the records' own parts.
    part("currency", UP.repeat(4)),
    part("transactionId", ""),
    part("userId", ""),
    part("productId", ""),
    part("amount", ""),
    part("platform", UP.repeat(3)),
    ['platform "google" is', ENTER],
    part("distributionType", UP.repeat(2)),
    part("purchasedAt", ""),
  ];
}

describe.skipIf(!HAS_TERMINAL)("a wrong turn in the wizard", () => {
  it.each(TURNS)(
    "$name",
    async ({ steps, profile, files = {}, out = "playcamp-gw.json", then }) => {
      const folder = await emptyFolder();
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
      const { code, screen } = await atTerminal(folder, ["init", "--skip-check"], steps);
      expect(code, screen).toBe(0);
      expect(screen).not.toContain(KEY);
      expect(JSON.parse(await readFile(join(folder, out), "utf8"))).toMatchObject(profile);
      const validated = await startProgram(["profile", "validate", out], folder).ended;
      expect(validated.code, validated.err).toBe(0);
      await then?.(folder);
    },
  );

  it("Ctrl-C in the middle: the next init goes on from there", async () => {
    const folder = await emptyFolder();
    const broken = await atTerminal(
      folder,
      ["init", "--skip-check"],
      [
        WHO,
        ENTRY,
        HOME,
        USUAL,
        ["Value of entry.key", `${KEY}${ENTER}`],
        NOWHERE,
        ["entry URL", CTRL_C],
      ],
    );
    expect([broken.code, broken.screen.includes("Your answers are kept")]).toEqual([130, true]);
    const resumed = await atTerminal(
      folder,
      ["init", "--skip-check"],
      [["Go on where you stopped", ENTER], ["Value of entry.key", ENTER], ADDRESS, TTL, WRITE],
    );
    expect(resumed.code, resumed.screen).toBe(0);
    expect(resumed.screen).not.toContain("Partner id");
    const validated = await startProgram(["profile", "validate"], folder).ended;
    expect(validated.code, validated.err).toBe(0);
  });
});
