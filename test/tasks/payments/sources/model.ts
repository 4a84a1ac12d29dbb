/** What a drawn source holds, what its profile says, and what should come of it; knows nothing of the tool's own code. */
import type { Drawn } from "./draw.js";

const DAY_MS = Date.UTC(2026, 0, 5);

export interface ModelPayment {
  readonly id: string;
  /** In hundredths of USD, or whole KRW. */
  readonly minor: number;
  readonly currency: "USD" | "KRW";
  readonly atMs: number;
  /** In the same unit; null for none. */
  readonly refunded: number | null;
  readonly isPaid: boolean;
}

/** Faults by which some records are no payments, and say so where nobody looks. */
const SOME_UNPAID: ReadonlySet<Drawn["fault"]> = new Set([
  "not-paid",
  "unread-flag",
  "unread-code",
  "unread-false",
]);

function paymentsOf(
  { count, refund, fault, way }: Drawn,
  fromMs = DAY_MS,
): readonly ModelPayment[] {
  // Over all windows, where there are several.
  const stepMs = way === "in-windows" && fault !== "bounded" ? 61 * 60_000 : 60_000;
  return Array.from({ length: count }, (_, at) => {
    const currency = at % 3 === 2 ? "KRW" : "USD";
    const minor = 1000 + at * 137;
    const back = refund !== "none" && at % 4 === 1;
    const part = refund === "partial" ? Math.floor(minor / 4) : minor;
    return {
      id: `T-${String(at).padStart(3, "0")}`,
      minor,
      currency,
      atMs: fromMs + (fault === "ties-skipped" ? Math.floor(at / 2) : at) * stepMs,
      refunded: back ? part : null,
      isPaid: !(SOME_UNPAID.has(fault) && at % 5 === 0),
    };
  });
}

/** Decimal text in major units. */
function major(minor: number, currency: ModelPayment["currency"]): string {
  return currency === "KRW" ? String(minor) : (minor / 100).toFixed(2);
}

function amountMember(drawn: Drawn, minor: number, currency: "USD" | "KRW"): object {
  const text = major(minor, currency);
  const cents = currency === "KRW" ? minor * 100 : minor;
  const [whole = "", fraction = ""] = text.split(".");
  switch (drawn.amount) {
    case "major-text":
      return { price: text };
    case "major-number":
      return { price: Number(text) };
    case "minor":
      return { price: minor };
    case "micro":
      return { price: `${cents}0000` };
    case "scale":
      return { price: String(cents * 100) };
    case "nanos":
      return { price: { units: whole, nanos: Number(`${fraction}000000000`.slice(0, 9)) } };
    case "grouped":
      return { price: grouped(whole, ",") + (fraction === "" ? "" : `.${fraction}`) };
    case "comma":
      return { price: grouped(whole, ".") + (fraction === "" ? "" : `,${fraction}`) };
    case "hundredths":
      return { price: cents };
  }
}

function grouped(whole: string, sign: string): string {
  return whole.replaceAll(/\B(?=(?:\d{3})+$)/g, sign);
}

export function amountRule({ amount }: Drawn): object {
  const rules: Record<Drawn["amount"], object> = {
    "major-text": { path: "price" },
    "major-number": { path: "price" },
    minor: { path: "price", unit: "minor" },
    micro: { path: "price", unit: "micro" },
    scale: { path: "price", scale: 4 },
    nanos: { path: "price.units", nanos: "price.nanos" },
    grouped: { path: "price", grouping: "," },
    comma: { path: "price", grouping: ".", decimal: "," },
    hundredths: { path: "price", unit: "minor", currencies: { KRW: 2 } },
  };
  return rules[amount];
}

const two = (value: number) => String(value).padStart(2, "0");

/** In Seoul where no zone is written. */
function timeMember({ time, fault }: Drawn, atMs: number): object {
  const ms = fault === "old-times" ? atMs - 40 * 365 * 86_400_000 : atMs;
  const seoul = new Date(ms + 9 * 3_600_000);
  const [date = "", clock = ""] = seoul.toISOString().slice(0, 19).split("T");
  const hour = seoul.getUTCHours();
  switch (time) {
    case "iso":
      return { at: new Date(ms).toISOString() };
    case "offset":
      return { at: `${date}T${clock}+09:00` };
    case "s":
      return { at: Math.floor(ms / 1000) };
    case "ms":
      return { at: ms };
    case "local":
      return { at: `${date} ${clock}` };
    case "short":
      return { at: `${date}${clock}`.replaceAll(/[-:]/g, "").slice(2) };
    case "joined":
      return { day: date.replaceAll("-", ""), clock: clock.replaceAll(":", "") };
    case "am-pm":
      return {
        at: `${seoul.getUTCMonth() + 1}/${seoul.getUTCDate()}/${seoul.getUTCFullYear()} ${hour % 12 || 12}:${two(seoul.getUTCMinutes())}:${two(seoul.getUTCSeconds())} ${hour < 12 ? "AM" : "PM"}`,
      };
  }
}

export function timeRule({ time }: Drawn): object {
  const zone = "Asia/Seoul";
  const rules: Record<Drawn["time"], object> = {
    iso: { path: "at" },
    offset: { path: "at" },
    s: { path: "at", unit: "s" },
    ms: { path: "at", unit: "ms" },
    local: { path: "at", zone },
    short: { path: "at", zone, unit: "yyMMddHHmmss" },
    joined: { join: ["day", "clock"], zone, unit: "yyyyMMddHHmmss" },
    "am-pm": { path: "at", zone, unit: "M/d/yyyy h:mm:ss a" },
  };
  return rules[time];
}

/** An order of two pieces, listed by its pieces under one id. */
function isOfTwoLines({ fault }: Drawn, { id, refunded }: ModelPayment): boolean {
  const hasSuch = fault === "lines-of-one-order" || fault === "pieces-skipped";
  return hasSuch && refunded === null && id.endsWith("0");
}

/** When a record was made, whatever it says: nothing that is sent. */
export const AT = Symbol("at");

/** The records as the source lists them, each under its id. */
export function recordsOf(drawn: Drawn, fromMs = DAY_MS): readonly object[] {
  return paymentsOf(drawn, fromMs).flatMap((payment) => {
    const base = {
      [AT]: payment.atMs,
      id: payment.id,
      user: "u1",
      product: "gem",
      cur: payment.currency,
      ...timeMember(drawn, payment.atMs),
      ...(drawn.fault === "unread-flag" ? { cancelled: !payment.isPaid } : {}),
      ...(drawn.fault === "unread-code" ? { tradeType: payment.isPaid ? 1 : 9 } : {}),
      ...(drawn.fault === "unread-false" ? { approvedYn: payment.isPaid ? "Y" : "N" } : {}),
      ...(drawn.fault === "not-paid" ? { orderStatus: payment.isPaid ? "PAID" : "FAILED" } : {}),
    };
    const own = { ...base, ...amountMember(drawn, payment.minor, payment.currency) };
    if (isOfTwoLines(drawn, payment)) return [1, 2].map((line) => ({ ...own, line }));
    const { refunded } = payment;
    const back = (minor: number) => amountMember(drawn, minor, payment.currency);
    switch (drawn.refund) {
      case "none":
      case "second-query":
        return [own];
      case "status":
        return [{ ...own, state: refunded === null ? "paid" : "refunded" }];
      case "records":
      case "partial":
        if (refunded === null) return [{ ...own, kind: "sale" }];
        return [
          { ...own, kind: "sale" },
          { ...base, ...back(refunded), id: `R-${payment.id}`, of: payment.id, kind: "refund" },
        ];
      case "negative":
        if (refunded === null) return [{ ...own, kind: "sale" }];
        return [
          { ...own, kind: "sale" },
          {
            ...base,
            ...negative(back(refunded)),
            id: `R-${payment.id}`,
            of: payment.id,
            kind: "refund",
          },
        ];
      case "list":
        return [
          {
            ...own,
            givenBack: refunded === null ? [] : [{ id: `R-${payment.id}`, ...back(refunded) }],
          },
        ];
    }
  });
}

/** What lies before the range, in the same form: nobody's business. */
export function olderRecordsOf(drawn: Drawn): readonly object[] {
  const before = { ...drawn, count: 9, refund: "none" as const, fault: "none" as const };
  return recordsOf(before, DAY_MS - 2 * 86_400_000)
    .map((record, at) => ({ ...record, id: `OLD-${at}`, kind: "sale", state: "paid" }))
    .toReversed();
}

/** What the query of refunds alone lists. */
export function refundsOf(drawn: Drawn): readonly object[] {
  return paymentsOf(drawn).flatMap(({ id, currency, refunded }) =>
    refunded === null
      ? []
      : [{ order: id, cur: currency, ...amountMember(drawn, refunded, currency) }],
  );
}

function negative(member: object): object {
  return JSON.parse(
    JSON.stringify(member, (_, value: unknown) => {
      if (typeof value === "number") return -value;
      return typeof value === "string" ? `-${value}` : value;
    }),
  ) as object;
}

export function refundRule({ refund, amount }: Drawn): object {
  const path = amount === "nanos" ? "price.units" : "price";
  if (refund === "none" || refund === "second-query") return {};
  if (refund === "status") return { refund: { path: "state", in: ["refunded"] } };
  if (refund === "list") return { refund: { list: "givenBack", amount: path } };
  return { refund: { path: "kind", in: ["refund"], of: "of" } };
}

/** What PlayCamp should hold after a run that ends as complete. */
export function expected(drawn: Drawn): {
  readonly amounts: ReadonlyMap<string, string>;
  readonly refunded: readonly string[];
} {
  // Of a payment that was refunded at once, PlayCamp hears nothing.
  const paid = paymentsOf(drawn).filter(
    ({ isPaid, refunded }) => isPaid && !(drawn.refund === "status" && refunded !== null),
  );
  // Its second piece has no id of its own: no run that holds one of them has all.
  const pieces = paid.flatMap((payment) => (isOfTwoLines(drawn, payment) ? [payment.id] : []));
  return {
    amounts: new Map([
      ...paid.map(
        ({ id, minor, currency }) => [id, String(Number(major(minor, currency)))] as const,
      ),
      ...pieces.map((id) => [`second piece of ${id}`, "lost"] as const),
    ]),
    refunded: paid.flatMap(({ id, minor, refunded }) => (refunded === minor ? [id] : [])),
  };
}
