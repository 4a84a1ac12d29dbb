/** Sources that go wrong in a corner: out of a cache, at midnight, at the first poll. */
import { type Answer, header } from "../serve.js";
import { exactly } from "../trust.js";
import { isWithin, PAYMENTS, type Payment, rightRecord, type SourceChanges } from "./source.js";
import { lax, legal, wrong } from "./table.js";

const HOUR = 3_600_000;
const FIRST = PAYMENTS[0]?.at ?? 0;

const cachesRanges = (): SourceChanges => {
  const kept = new Map<string, readonly Payment[]>();
  return {
    within: (query, all) => {
      const found = kept.get(query.from) ?? all.filter((each) => isWithin(query, each));
      kept.set(query.from, found);
      return found;
    },
  };
};

const cachesAnswers = (): SourceChanges => {
  const answered = new Set<string>();
  return {
    trusts: (credential) => {
      if (answered.has(credential.asked.target)) return true;
      const isRight = exactly(credential);
      if (isRight) answered.add(credential.asked.target);
      return isRight;
    },
  };
};

const signsConnectionsIn = (): SourceChanges => {
  const known = new WeakSet<object>();
  return {
    trusts: (credential) => {
      const { connection } = credential.asked;
      if (exactly(credential)) known.add(connection);
      return known.has(connection);
    },
  };
};

const warmsUp = (): SourceChanges => {
  const known = new Set<string>();
  return {
    within: (query, all) => {
      const key = `${query.from} ${query.to}`;
      if (!known.has(key)) {
        known.add(key);
        return [];
      }
      return all.filter((each) => isWithin(query, each));
    },
  };
};

/** Payments around midnight. */
const NIGHT: readonly Payment[] = PAYMENTS.map((each, at) => ({
  ...each,
  at: Date.UTC(2026, 4, 3, 16) + at * 1_200_000 + 60_123,
}));
const NIGHT_SAMPLE = { from: "2026-05-03T12:00:00.000Z", to: "2026-05-04T12:00:00.000Z" };
const nightRange = {
  range: { from: "from", to: "to", format: "iso", sample: NIGHT_SAMPLE },
};

const toExactPath = ({
  path,
  target,
}: {
  readonly path: string;
  readonly target: string;
}): Answer | undefined =>
  path.endsWith("/")
    ? { status: 308, headers: { Location: target.replace(path, path.slice(0, -1)) } }
    : undefined;

export const CORNERS = [
  wrong(
    "cached-by-from",
    "keeps what it found by the beginning of a range",
    "another end is another range",
    cachesRanges,
  ),
  wrong(
    "cached-unchecked",
    "gives what it has in its cache before it looks at the fingerprint",
    "every poll needs a fingerprint",
    cachesAnswers,
  ),
  wrong(
    "connection-signed-in",
    "looks at no more fingerprints on a connection that has shown a right one",
    "a proxy sends many callers' requests through one connection",
    signsConnectionsIn,
  ),
  wrong(
    "warms-up",
    "has nothing the first time that a range is asked for",
    "its payments are missed",
    warmsUp,
  ),
  wrong("window-cut", "gives the first twelve hours of a longer range", "the rest is missed", {
    within: (query, all) =>
      all.filter((each) => isWithin(query, each) && each.at < query.fromMs + 12 * HOUR),
  }),
  wrong("window-from-end", "gives the last six hours of a longer range", "the rest is missed", {
    within: (query, all) =>
      all.filter((each) => isWithin(query, each) && each.at >= query.toMs - 6 * HOUR),
  }),
  wrong("second-day-lost", "gives the first day of a range alone", "the rest is missed", {
    payments: NIGHT,
    source: nightRange,
    within: (query, all) =>
      all.filter(
        (each) =>
          isWithin(query, each) &&
          new Date(each.at).getUTCDate() === new Date(query.fromMs).getUTCDate(),
      ),
  }),
  wrong(
    "amount-noise",
    "writes amounts as its floats are",
    "an amount has the currency's decimals",
    {
      record: (payment) => ({ ...rightRecord(payment), price: (payment.cents / 100) * 1.1 }),
    },
  ),
  wrong("ids-rounded", "reads 64-bit ids as floats", "two payments get one id", {
    record: (payment) => ({
      ...rightRecord(payment),
      tid: String(2 ** 60 + Number(payment.id.slice(3))),
    }),
  }),
  lax("day-long", "takes fingerprints for a day", "the agreed life is shorter", {
    isTimely: (timestamp, now) => Math.abs(now - Number(timestamp)) < 86_400,
  }),
  wrong("user-agent", "trusts clients that call themselves PlayCamp's", "the fingerprint decides", {
    trusts: (credential) =>
      exactly(credential) || /playcamp/i.test(header(credential.asked, "user-agent") ?? ""),
  }),
  wrong(
    "path-parameter",
    "checks the exact path, and serves it with a parameter after a semicolon",
    "the fingerprint decides",
    {
      before: ({ path }) =>
        path.includes(";")
          ? {
              status: 200,
              body: { code: 0, data: { list: PAYMENTS.slice(0, 3).map(rightRecord), total: 3 } },
            }
          : undefined,
    },
  ),
  legal("night", "has payments on both sides of midnight", "a range is a range", {
    payments: NIGHT,
    source: nightRange,
  }),
  legal(
    "total-in-words",
    "writes total as digits in a string",
    "what it counts is right",
    {
      body: (list, total) => ({ code: 0, data: { list, total: String(total) } }),
    },
    { mayWarn: true },
  ),
  legal("by-user", "has records in the order of users", "any order that is stable", {
    within: (query, all) =>
      all
        .filter((each) => isWithin(query, each))
        .sort((one, other) => one.user.localeCompare(other.user) || one.at - other.at),
  }),
  legal("uneven-pages", "has pages of ten and of seven in turn", "a page has what it has", {
    slice: ({ page }, inRange) => {
      const start = Math.floor(page / 2) * 17 + (page % 2) * 10;
      return inRange.slice(start, start + (page % 2 === 0 ? 10 : 7));
    },
  }),
  legal(
    "slash-redirected",
    "leads from the path with a slash to that without",
    "no record is shown",
    {
      before: toExactPath,
    },
  ),
  legal(
    "one-payment",
    "has one payment in its range",
    "few is legal",
    {
      payments: [{ id: "tx-1", at: FIRST, cents: 499, user: "u1", state: "paid" }],
    },
    { mayBlock: /./ },
  ),
];
