/** Legal JSON in unusual bytes, correctly signed: it must verify, and be booked. */
import { wireName } from "../../../protocols/wallet/dialect.js";
import { type JsonObject, renderJson } from "../../../core/json/value.js";
import type { CheckDefinition } from "../../check.js";
import { describeReply, expectStatus, firstFinding } from "../../expect.js";
import { expectDelta, judgeSpan } from "./balance-deltas.js";
import { atTable, check } from "./scenario.js";
import { type BalanceReading } from "./session.js";
import { type Table } from "./table.js";
import { rawCallback } from "./wallet-target.js";

const CLAUSE = "Wallet callbacks, signature: over the exact raw body bytes";
const WHY =
  "Bets are refused as soon as the provider writes its JSON a little differently, and the log says only “invalid signature”.";
const FIX =
  "Verify the bytes as they arrived, before any JSON library touches them (Express: express.raw; Go: io.ReadAll; Spring: byte[] body; PHP: php://input).";

interface Unusual {
  readonly definition: CheckDefinition;
  readonly what: string;
  /** From values to text: what was parsed again would have lost the digits of a long id. */
  readonly write: (body: JsonObject) => string;
}

function unusual(
  id: string,
  what: string,
  kills: readonly string[],
  write: Unusual["write"],
): Unusual {
  const definition = check(`wallet.body.${id}-accepted`, "MUST", {
    title: `a correctly signed bet with ${what} is accepted and debited`,
    clause: CLAUSE,
    why: WHY,
    fix: FIX,
    kills: [
      "wallet.verifies-reserialised",
      "wallet.refuses-every-bet",
      "wallet.keeps-cents-only",
      ...kills,
    ],
    mayCatch: ["wallet.stores-units-as-float32"],
  });
  return { definition, what, write };
}

const UNUSUAL: readonly Unusual[] = [
  unusual(
    "whitespace",
    "unusual white space, a line break at the end included",
    ["wallet.verifies-trimmed"],
    (body) => ` {\n\t${membersOf(body, ": ").join(",\n\t")}\n}\r\n`,
  ),
  unusual("escapes", "letters written as \\u escapes", [], (body) =>
    renderJson(body).replace('"BET"', String.raw`"\u0042ET"`),
  ),
  unusual(
    "member-order",
    "its members in another order",
    [],
    (body) => `{ ${membersOf(body).reverse().join(",")}}`,
  ),
];

const NUMBER_FORM = check("wallet.body.decimal-integer-verifies", "MUST", {
  title:
    "an amount written as 100.0, correctly signed, is not answered 401, and moves 100 or nothing",
  clause: CLAUSE,
  why: WHY,
  fix: FIX,
  kills: ["wallet.verifies-reserialised", "wallet.refuses-every-bet", "wallet.keeps-cents-only"],
  mayCatch: ["wallet.stores-units-as-float32"],
});

export const bytesScenarios = [
  atTable({
    id: "wallet.body.bytes",
    checks: [...UNUSUAL.map(({ definition }) => definition), NUMBER_FORM],
    requests: 2 * (UNUSUAL.length + 1),
    stakeMillis: 1000 * (UNUSUAL.length + 1),
    play: async (table) => {
      let before: BalanceReading = table.opening;
      for (const each of UNUSUAL) before = await playUnusual(table, each, before);
      await playDecimal(table, before);
    },
  }),
];

async function playUnusual(
  table: Table,
  { definition, what, write }: Unusual,
  before: BalanceReading,
): Promise<BalanceReading> {
  const { target } = table.context;
  const bet = table.bet(definition.id);
  const { path, body } = table.message(bet);
  const step = await table.play(
    `a bet with ${what}`,
    rawCallback(target, path, Buffer.from(write(body))),
  );
  const after = await table.balance(`the balance after ${what}`);
  judgeSpan(table, definition.id, { before, steps: [step], after }, (delta, reply) =>
    firstFinding(
      expectStatus(reply, 200, "the bytes are legal JSON and correctly signed"),
      expectDelta(delta, 0 - bet.amount, "the bet was accepted"),
    ),
  );
  return after;
}

async function playDecimal(table: Table, before: BalanceReading): Promise<void> {
  const bet = table.bet("decimal");
  const { path, body } = table.message(bet);
  const { target } = table.context;
  const amount = JSON.stringify(wireName(target.dialect.fields, "amount"));
  const members = membersOf(body).map((member) =>
    member.startsWith(`${amount}:`) ? `${member}.0` : member,
  );
  const step = await table.play(
    `a bet whose amount is written ${bet.amount}.0`,
    rawCallback(target, path, Buffer.from(`{${members.join(",")}}`)),
  );
  const after = await table.balance("the balance after it");
  judgeSpan(table, NUMBER_FORM.id, { before, steps: [step], after }, (delta, reply) =>
    firstFinding(
      reply.status === 401
        ? {
            expected: "anything but 401: the signature is right",
            actual: describeReply(reply),
          }
        : null,
      expectDelta(
        delta,
        reply.status === 200 ? [0 - bet.amount, 0] : 0,
        "100.0 is 100, or refused",
      ),
    ),
  );
}

function membersOf(body: JsonObject, colon = ":"): string[] {
  return Object.entries(body).map(
    ([name, value]) => `${JSON.stringify(name)}${colon}${renderJson(value)}`,
  );
}
