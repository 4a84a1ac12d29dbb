/** Vectors of the wallet callbacks' signature, over bodies in the operator's own dialect. */
import type { WalletDialect } from "../../../protocols/wallet/dialect.js";
import {
  buildAuth,
  buildBalance,
  buildCloseRound,
  buildRollback,
  buildWin,
  buildWithdraw,
  type CallbackMessage,
  serialiseBody,
} from "../../../protocols/wallet/messages.js";
import { toMillis } from "../../../protocols/wallet/millis.js";
import {
  PUBLIC_KEY_HEADER,
  SIGNATURE_HEADER,
  signCallback,
  verifyCallback,
} from "../../../protocols/wallet/signature.js";
import { callbackCredential } from "../../../protocols/wallet/credential.js";
import { explainHmac } from "../explain-hmac.js";
import { forgedValues } from "../forged.js";
import {
  bodyInput,
  type Explanation,
  OTHER_KEY,
  type SignVector,
  TEST_KEY,
  type VectorSet,
  type VerifyVector,
} from "../vector.js";

/** The tenant of every vector; the profile's own is left alone. */
const PUBLIC_KEY = "playcamp-gw-test-tenant";

export function walletVectors(dialect: WalletDialect): VectorSet {
  return {
    suite: "wallet",
    recipe: {
      algorithm: "hmac-sha256",
      encoding: "base64",
      message: "{body}",
      header: SIGNATURE_HEADER,
      publicKeyHeader: PUBLIC_KEY_HEADER,
      publicKey: PUBLIC_KEY,
    },
    vectors: [...signVectors(dialect), ...verifyVectors(dialect)],
    explain: (vector, { signature }) => explain(vector, signature ?? ""),
  };
}

const SESSION = {
  userId: "user-1",
  sessionToken: "session-1",
  currency: "USD",
  platform: "desktop",
  game: "aviadrone",
  provider: "playcamp",
};
const ROUND = "round-1";
const BET = { roundId: ROUND, txId: "tx-1", amount: toMillis(5440) };

function messages(
  dialect: WalletDialect,
): readonly (readonly [id: string, title: string, message: CallbackMessage])[] {
  return [
    ["auth", "/auth", buildAuth(dialect, { ...SESSION, userToken: "user-token-1" })],
    ["bet", "/withdraw of a bet", buildWithdraw(dialect, SESSION, { ...BET, action: "BET" })],
    [
      "win",
      "/deposit of a win",
      buildWin(dialect, SESSION, {
        ...BET,
        txId: "tx-2",
        action: "WIN",
        betTxId: BET.txId,
      }),
    ],
    [
      "rollback",
      "/deposit of a refund",
      buildRollback(dialect, SESSION, {
        ...BET,
        txId: "tx-3",
        betTxId: BET.txId,
      }),
    ],
    [
      "close-round",
      "/deposit that closes a round: JSON within a text of JSON",
      buildCloseRound(dialect, SESSION, {
        roundId: ROUND,
        operatorId: "operator-1",
        bets: [{ stake: BET.amount, coefficient: 1.5 }],
      }),
    ],
    ["balance", "/balance", buildBalance(dialect, SESSION)],
  ];
}

/** What a server that parses and writes again would change before verifying. */
const RAW_BODY = Buffer.from(
  '{ "user_id":"user-1", "amount":100.0,\n  "note":"a\\/b \\u00e9 é" }\n',
);
const RAW_TITLE = "the bytes as they came: white space, 100.0 and escapes are part of them";

function signVectors(dialect: WalletDialect): readonly SignVector[] {
  const bodies = messages(dialect).map(
    ([name, title, { body }]) => [name, title, serialiseBody(body)] as const,
  );
  return [...bodies, ["raw-bytes", RAW_TITLE, RAW_BODY] as const].map(([name, title, body]) => ({
    id: `wallet.sign.${name}`,
    suite: "wallet",
    task: "sign",
    title,
    key: TEST_KEY,
    input: bodyInput(body),
    signedHex: Buffer.from(body).toString("hex"),
    expected: { signature: signCallback(body, TEST_KEY) },
  }));
}

interface Presented {
  readonly body?: Buffer;
  readonly signed?: (body: Buffer) => Buffer;
  readonly key?: string;
  readonly deviation?: (signature: string) => string | null;
  readonly publicKey?: string | null;
}

type Judged = readonly [id: string, title: string, accepted: boolean, presented: Presented];

const JUDGED: readonly Judged[] = [
  ["right", "a right signature", true, {}],
  ["raw-bytes", RAW_TITLE, true, { body: RAW_BODY }],
  ["other-key", "made with another secret", false, { key: OTHER_KEY }],
  [
    "amount-changed",
    "the amount was changed after signing",
    false,
    { signed: (body) => Buffer.from(body.toString().replace("5440", "5441")) },
  ],
  [
    "written-again",
    "made over the body parsed and written again",
    false,
    {
      body: RAW_BODY,
      signed: (body) => Buffer.from(JSON.stringify(JSON.parse(body.toString()))),
    },
  ],
  [
    "hex",
    "in hex instead of Base64",
    false,
    { deviation: (text) => Buffer.from(text, "base64").toString("hex") },
  ],
  ["cut", "four characters are missing", false, { deviation: (text) => text.slice(0, -4) }],
  ["longer", "with more behind it", false, { deviation: (text) => `${text}AAAA` }],
  ["empty", "an empty header", false, { deviation: () => "" }],
  ["missing", "no signature header at all", false, { deviation: () => null }],
  ["other-tenant", "a right signature under an unknown public key", false, { publicKey: "nobody" }],
  ["no-tenant", "no public key at all", false, { publicKey: null }],
];

function verifyVectors(dialect: WalletDialect): readonly VerifyVector[] {
  const bet = serialiseBody(buildWithdraw(dialect, SESSION, { ...BET, action: "BET" }).body);
  const forged = forgedValues(
    callbackCredential(bet, TEST_KEY),
    JUDGED.map(([id]) => id),
  ).map(({ id, title, value }) => [id, title, false, { deviation: () => value }] as const);
  return [...JUDGED, ...forged].flatMap(([name, title, accepted, presented]: Judged) => {
    const { key = TEST_KEY, deviation, publicKey = PUBLIC_KEY } = presented;
    const body = presented.body ?? Buffer.from(bet);
    const right = signCallback(presented.signed?.(body) ?? body, key);
    const signature = deviation === undefined ? right : deviation(right);
    const verdict = verifyCallback({ body, signature, secrets: [TEST_KEY] });
    const isKnown = publicKey === PUBLIC_KEY;
    if ((verdict.valid && isKnown) !== accepted) return [];
    const reason = verdict.valid ? "unknown-public-key" : verdict.fault;
    return [
      {
        id: `wallet.verify.${name}`,
        suite: "wallet",
        task: "verify",
        title,
        key: TEST_KEY,
        input: { ...bodyInput(body), publicKey, signature },
        expected: accepted ? { accepted } : { accepted, reason },
      },
    ];
  });
}

/** The webhooks' diagnosis reads hex. */
function explain(vector: SignVector, signature: string): Explanation | null {
  const verdict = verifyCallback({
    body: Buffer.from(vector.signedHex, "hex"),
    signature,
    secrets: [vector.key],
  });
  if (verdict.valid) return null;
  const { fault, message } = verdict;
  if (fault !== "mismatch") return { cause: fault, message };
  const hex = Buffer.from(signature, "base64").toString("hex");
  return explainHmac(vector, hex, "simple");
}
