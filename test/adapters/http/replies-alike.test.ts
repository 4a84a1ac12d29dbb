/** A bare connection, a race and undici read the same from the same bytes, however odd and however cut they are. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createHttpClient } from "../../../src/adapters/http/http-client.js";
import type { HttpOutcome } from "../../../src/core/http.js";
import {
  latin1,
  rightReplies,
  type Said,
  sayingServer,
  type SayingServer,
} from "./drawn-replies.js";

const TIMEOUTS = { connectMs: 5_000, responseMs: 5_000, totalMs: 5_000 };

let server: SayingServer;
beforeAll(async () => {
  server = await sayingServer(null);
});
afterAll(() => server.close());

async function heard(all: readonly Said[], bare: boolean): Promise<readonly HttpOutcome[]> {
  server.saying = all;
  const { http, close } = createHttpClient({ extraCa: [], proxy: {} });
  const outcomes: HttpOutcome[] = [];
  for (const nth of all.keys()) {
    const request = { method: "GET", url: `${server.url}/${nth}`, headers: [], body: null };
    const kind = bare ? { isOneOfMany: true as const } : {};
    outcomes.push(await http({ ...request, timeouts: TIMEOUTS, ...kind }));
  }
  await close();
  return outcomes;
}

/** All at once, each on a connection of its own. */
async function raced(all: readonly Said[]): Promise<readonly HttpOutcome[]> {
  server.saying = all;
  const { race, close } = createHttpClient({ extraCa: [], proxy: {} });
  const { outcomes } = await race(
    all.map((_, nth) => ({
      method: "POST",
      url: `${server.url}/${nth}`,
      headers: [],
      body: Buffer.from("{}"),
      timeouts: TIMEOUTS,
    })),
  );
  await close();
  return outcomes;
}

/** undici leaves the white space behind a value. */
function shown({ reply }: HttpOutcome): unknown {
  if (reply === null) return null;
  const headers = reply.headers.map(([name, value]) => `${name}: ${value.trim()}`);
  return { ...reply, headers, body: latin1(reply.body) };
}

const REPEATABLE = { seed: 9112, numRuns: 100 };

it("of right replies on kept connections or in a race, all read each with its own body", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(rightReplies, { minLength: 1, maxLength: 4 }), async (replies) => {
      const all = replies.map(({ said }) => said);
      const bare = await heard(all, true);
      const whole = bare.map(({ reply }) => (reply === null ? null : latin1(reply.body)));
      expect(whole).toEqual(replies.map(({ body }) => latin1(body)));
      expect(bare.map(shown)).toEqual((await heard(all, false)).map(shown));
      expect(bare.map(shown)).toEqual((await raced(all)).map(shown));
    }),
    REPEATABLE,
  );
});

it("of a reply with bytes that were changed or lost, all read the same where they read any", async () => {
  const spoiled = fc
    .tuple(
      rightReplies,
      fc.array(fc.tuple(fc.nat(160), fc.nat(255)), { maxLength: 2 }),
      fc.nat(300),
    )
    .map(([{ said }, changes, lost]) => {
      const bytes = Buffer.from(said.bytes);
      for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
      const kept = changes.length === 0 ? Math.max(1, bytes.length - 1 - lost) : bytes.length;
      return { bytes: bytes.subarray(0, kept), cuts: said.cuts, then: "ends" as const };
    });
  let readByBoth = 0;
  await fc.assert(
    fc.asyncProperty(spoiled, async (said) => {
      const [bare, other] = [await heard([said], true), await heard([said], false)];
      expect((await raced([said])).map(shown)).toEqual(bare.map(shown));
      if (bare[0]?.reply == null || other[0]?.reply == null) return;
      readByBoth += 1;
      expect(bare.map(shown)).toEqual(other.map(shown));
    }),
    REPEATABLE,
  );
  expect(readByBoth).toBeGreaterThan(10);
});
