/** `fire-callback`: what is sent, what is refused before anything is, and how answers are judged. */
import { describe, expect, it } from "vitest";
import { CALLBACK_TAMPERS } from "../../src/protocols/wallet/tamper.js";
import { createFakeClock } from "../fake-clock.js";
import { failed, replied } from "../fake-http.js";
import { intercepted, recordedTerminal, withWalletProfile } from "./intercepted-world.js";
import { runRecorded } from "./recording-world.js";

const fire = (...words: string[]) => ["fire-callback", ...words];
const onSandbox = (...words: string[]) => [...fire(...words), "--sandbox"];

interface Report {
  readonly status: number | null;
  readonly accepted: boolean;
  readonly providerTxId?: string;
  readonly behavedCorrectly?: boolean;
}

describe("fire-callback refuses before the first request", () => {
  const bad: readonly (readonly [line: string, says: string])[] = [
    ["withdraw --amount 5.44", "Write --amount 5440"],
    ["withdraw --amount 5,44", "Write --amount 5440"],
    ["withdraw --amount -5", "--tamper negative-amount"],
    ["withdraw --amount 5e3", "integer millis"],
    ["withdrawal", 'Did you mean "withdraw"?'],
    ["withdraw --action WIN", "withdraw has no such action"],
    ["auth --action BET", "auth has no actions"],
    ["balance --amount 5", "--amount: balance has nothing of this kind"],
    ["auth --user 7", "--user: auth has nothing of this kind"],
    ["deposit --action CLOSE_ROUND --tx 7", "--tx: deposit CLOSE_ROUND"],
    ["withdraw --bet-tx 7", "--bet-tx: withdraw BET"],
    ["deposit --action ROLL_BACK", "--bet-tx is not given"],
    ["withdraw --tamper wrong-secrets", 'Did you mean "wrong-secret"?'],
    ["auth --tamper negative-amount", "no amount that an operator must judge"],
    ["auth --player 9", "--player 9: the profile names"],
    ["auth --player 0", "--player"],
    ["withdraw --set body.amount:={", "takes JSON"],
    ["withdraw --set header.a.b=1", "names no header"],
    ["withdraw --set bodi.amount=1", "the profile has no bodi"],
  ];
  it.for(bad)("%s", async ([line, says]) => {
    const world = intercepted();
    const run = await runRecorded(onSandbox(...line.split(" ")), {
      ...world,
      ...withWalletProfile(),
    });
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toContain(says);
    expect(world.seen).toEqual([]);
  });

  it("more than wallet.maxStake, however it was said", async () => {
    for (const words of [
      ["--amount", "2001"],
      ["--set", "body.amount=2001"],
    ]) {
      const world = intercepted();
      const run = await runRecorded(fire("withdraw", ...words), {
        ...world,
        ...withWalletProfile({ maxStake: 2000 }),
      });
      expect(run.code).toBe(2);
      expect(run.err).toContain("moves 2.001 USD, and wallet.maxStake allows 2.000 USD");
      expect(world.seen).toEqual([]);
    }
  });

  it("a host that some environment marks as live", async () => {
    const world = intercepted(() => replied(200));
    const profile = withWalletProfile(
      {},
      {
        environments: {
          live: { live: true, wallet: { url: "https://wallet.example.com" } },
        },
      },
    );
    const run = await runRecorded(fire("auth"), { ...world, ...profile });
    expect(run.code).toBe(2);
    expect(run.err).toContain("--allow-live");
    expect(world.seen).toEqual([]);
  });
});

describe("what fire-callback sends", () => {
  it("asks /auth for the user, and not when --user names it", async () => {
    const asked = intercepted();
    await runRecorded(onSandbox("withdraw"), asked);
    expect(asked.seen.map(({ name }) => name)).toEqual(["auth", "withdraw"]);
    expect(asked.seen[1]?.json).toMatchObject({
      user_id: "user-1",
      action: "BET",
      amount: 1000,
    });
    const told = intercepted();
    await runRecorded(onSandbox("withdraw", "--user", "user-1"), told);
    expect(told.seen.map(({ name }) => name)).toEqual(["withdraw"]);
    expect(told.seen[0]?.json?.["user_id"]).toBe("user-1");
  });

  it("is the same bytes for the same ids", async () => {
    const world = intercepted();
    const words = ["withdraw", "--tx", "b-1", "--amount", "5440"];
    await runRecorded(onSandbox(...words), world);
    await runRecorded(onSandbox(...words), world);
    const bets = world.seen.filter(({ name }) => name === "withdraw");
    expect(bets[0]?.text).toContain('"provider_tx_id":"b-1"');
    expect(bets[1]?.text).toBe(bets[0]?.text);
    expect(bets[1]?.headers).toEqual(bets[0]?.headers);
  });

  it("puts a win into the round of the bet that it names", async () => {
    const world = intercepted();
    await runRecorded(onSandbox("withdraw", "--tx", "b-1"), world);
    await runRecorded(onSandbox("deposit", "--bet-tx", "b-1"), world);
    const [, bet, , win] = world.seen;
    expect(win?.json).toMatchObject({
      action: "WIN",
      withdraw_provider_tx_id: "b-1",
      action_id: bet?.json?.["action_id"],
    });
    expect(win?.json?.["provider_tx_id"]).not.toBe("b-1");
  });

  it("applies body.… before signing and header.… after it", async () => {
    const world = intercepted();
    const changed = await runRecorded(
      onSandbox(
        ...["withdraw", "--set", "body.amount=7"],
        ...["--set", "body.extra[0].deep:=[1]", "--json"],
      ),
      world,
    );
    expect(changed.code).toBe(0);
    expect(world.seen[1]?.json).toMatchObject({
      amount: 7,
      extra: [{ deep: [1] }],
    });
    const unsigned = await runRecorded(
      onSandbox("withdraw", "--set", "header.X-Signature=AAAA", "--json"),
    );
    expect(unsigned.code).toBe(1);
    expect((JSON.parse(unsigned.out) as Report).status).toBe(401);
  });

  it("keeps every digit of a long id", async () => {
    const world = intercepted();
    await runRecorded(onSandbox("balance", "--set", "body.user_id:=9007199254740993"), world);
    expect(world.seen[1]?.text).toContain('"user_id":9007199254740993,');
  });

  it("sends CLOSE_ROUND without a player", async () => {
    const world = intercepted();
    const run = await runRecorded(
      onSandbox("deposit", "--action", "CLOSE_ROUND", "--round", "r-1"),
      world,
    );
    expect(run.code).toBe(0);
    expect(world.seen).toHaveLength(1);
    expect(world.seen[0]?.json).toMatchObject({
      amount: 0,
      provider_tx_id: "r-1-sandbox-close-round",
    });
    expect(world.seen[0]?.json).not.toHaveProperty("user_id");
  });

  it("says before the first request to another machine what it may cost", async () => {
    const said: string[] = [];
    let saidBefore: readonly string[] = [];
    const world = intercepted(() => {
      saidBefore = [...said];
      return replied(401);
    });
    const terminal = recordedTerminal((text) => said.push(text));
    await runRecorded(fire("withdraw", "--amount", "5440", "--retry"), {
      ...world,
      ...withWalletProfile({ retry: { delays: ["1s", "5s"] } }),
      terminal,
    });
    expect(saidBefore).toEqual([
      "wallet.example.com: at most 6 requests, at most 5.440 USD moves\n",
    ]);
  });
});

describe("how fire-callback judges", () => {
  const data = (fields: object) => JSON.stringify({ code: 200, message: "OK", data: fields });
  const whole = {
    user_id: "u",
    operator_tx_id: "o",
    provider: "playcamp",
    provider_tx_id: "t",
    new_balance: 5,
    currency: "USD",
  };
  const replies: readonly (readonly [
    what: string,
    status: number,
    body: string,
    code: number,
    says: string,
  ])[] = [
    ["a whole reply", 200, data(whole), 0, "new balance: 0.005 USD"],
    ["a bare reply", 200, JSON.stringify(whole), 0, "accepted: 200"],
    [
      "a balance in units",
      200,
      data({ ...whole, new_balance: 0.5 }),
      1,
      "new_balance must be an integer number of millis, and is 0.5",
    ],
    [
      "another player's reply",
      200,
      data({ ...whole, user_id: "v" }),
      1,
      'user_id must be "u", and is "v"',
    ],
    ["an internal code", 400, '{"code":10014,"message":"no","data":null}', 1, "NO_WITHDRAW_FOUND"],
    ["no money", 402, "{}", 1, "402: insufficient funds"],
    ["a web page", 200, "<html>", 1, "body must be a JSON object"],
    ["escape codes", 500, "\u001b[2J", 1, "\\u001b[2J"],
  ];
  it.for(replies)("%s", async ([, status, body, code, says]) => {
    const run = await runRecorded(fire("withdraw", "--user", "u", "--tx", "t"), {
      ...intercepted(() => replied(status, body)),
      ...withWalletProfile(),
    });
    expect(run.out).toContain(says);
    expect(run.code).toBe(code);
  });

  it("notes what an operator should do, and accepts all the same", async () => {
    const rest: Partial<typeof whole> = { ...whole };
    delete rest.operator_tx_id;
    const run = await runRecorded(fire("withdraw", "--user", "u", "--tx", "t"), {
      ...intercepted(() => replied(200, data(rest))),
      ...withWalletProfile(),
    });
    expect(run.code).toBe(0);
    expect(run.err).toContain("operator_tx_id should be");
  });

  it("stops at an /auth that is refused, and says how to go on without", async () => {
    const world = intercepted(() => replied(401, "{}"));
    const run = await runRecorded(fire("withdraw"), {
      ...world,
      ...withWalletProfile(),
    });
    expect(run.code).toBe(1);
    expect(run.out).toContain("not fired: the auth before it ended with 401");
    expect(run.err).toContain("--user");
    expect(world.seen).toHaveLength(1);
  });

  it("is incomplete when nothing listens there", async () => {
    const run = await runRecorded(fire("auth"), {
      ...intercepted(() => failed("refused")),
      ...withWalletProfile(),
    });
    expect(run.code).toBe(3);
  });

  it("shows no secret and no token", async () => {
    const run = await runRecorded(fire("withdraw", "--verbose"), {
      ...intercepted((request) =>
        replied(
          200,
          data({
            ...whole,
            balance: 9,
            session: request.json?.["session_token"],
          }),
        ),
      ),
      ...withWalletProfile(),
    });
    expect(run.err).toContain("[secret:wallet.player.sessionToken]");
    for (const secret of ["the-user-token", "the-session-token", "the-wallet"])
      expect(run.out + run.err).not.toContain(secret);
  });
});

describe("fire-callback --tamper", () => {
  it.for(CALLBACK_TAMPERS.map(({ id }) => id))("%s: a correct operator passes", async (kind) => {
    const run = await runRecorded(onSandbox("withdraw", "--tamper", kind));
    expect(run.out).toContain("this one did");
    expect(run.code).toBe(0);
  });

  it.for([
    ["missing-signature", "wallet.accepts-missing-signature"],
    ["wrong-secret", "wallet.accepts-bad-signature"],
    ["wrong-encoding", "wallet.accepts-hex-signature"],
    ["short-signature", "wallet.crashes-on-short-signature"],
    ["trailing-garbage", "wallet.ignores-trailing-garbage"],
    ["reserialised", "wallet.verifies-reserialised"],
    ["unknown-public-key", "wallet.accepts-unknown-public-key"],
    ["not-json", "wallet.malformed-is-500"],
    ["missing-field", "wallet.missing-amount-is-zero"],
    ["negative-amount", "wallet.credits-negative-amounts"],
    ["fractional-amount", "wallet.accepts-fractions"],
  ] as const)("%s: %s is told", async ([kind, fault]) => {
    const run = await runRecorded(
      onSandbox("withdraw", "--tamper", kind, "--fault", fault, "--json"),
    );
    expect((JSON.parse(run.out) as Report).behavedCorrectly).toBe(false);
    expect(run.code).toBe(1);
  });
});

describe("a spoilt callback that is refused", () => {
  it.for([
    [
      [replied(401), replied(200, '{"currency":"USD","amount":1}')],
      0,
      "accepts a right callback (balance, unbroken)",
    ],
    [
      [replied(401), replied(401)],
      1,
      "NOTHING IS SHOWN BY THAT: a right callback (balance, unbroken)",
    ],
    [[replied(200)], 1, "THIS ONE DID NOT"],
  ] as const)("shows something only beside a right one: %#", async ([replies, code, said]) => {
    const world = intercepted((_, __, number) => replies[number - 1] ?? replied(500));
    const line = fire("withdraw", "--user", "u-1", "--tamper", "wrong-secret");
    const run = await runRecorded(line, { ...world, ...withWalletProfile() });
    expect(run.out).toContain(said);
    expect([run.code, world.seen.length]).toEqual([code, replies.length]);
  });
});

describe("fire-callback --retry", () => {
  const retry = { retry: { delays: ["1s", "30s"] } };

  it.for([
    ["503, 503, 200", [replied(503), replied(503)], [1_000, 30_000], 0],
    ["a time-out, then 200", [failed("response-timeout")], [1_000], 0],
    ["500 three times", [replied(500), replied(500), replied(500)], [1_000, 30_000], 1],
    ["402 is final", [replied(402, "{}")], [], 1],
    ["409 is final", [replied(409, "{}")], [], 1],
  ] as const)("%s", async ([, outcomes, sleeps, code]) => {
    const clock = createFakeClock();
    const world = intercepted((_, forward, number) => outcomes[number - 1] ?? forward());
    const run = await runRecorded(onSandbox("withdraw", "--user", "user-1", "--retry"), {
      ...world,
      ...withWalletProfile(retry),
      clock,
    });
    expect(run.code).toBe(code);
    expect(clock.sleeps).toEqual(sleeps);
    expect(world.seen).toHaveLength(sleeps.length + 1);
    const [first, ...again] = world.seen;
    for (const each of again) {
      expect(each.text).toBe(first?.text);
      expect(each.headers).toEqual(first?.headers);
    }
  });

  it("is not done unasked", async () => {
    const world = intercepted(() => replied(503));
    const run = await runRecorded(fire("auth"), {
      ...world,
      ...withWalletProfile(retry),
    });
    expect(run.code).toBe(1);
    expect(world.seen).toHaveLength(1);
  });
});

it("--player takes the profile's further players", async () => {
  const world = intercepted();
  const line = ["--player", "2", "--sandbox"];
  const run = await runRecorded(fire("balance", ...line), world);
  expect(run.code).toBe(0);
  expect(world.seen.map(({ json }) => json?.["session_token"])).toEqual([
    "sandbox-session-token-2",
    "sandbox-session-token-2",
  ]);
});
