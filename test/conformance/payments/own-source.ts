/** Queries of payments and refunds that a test answers itself, by an agreement of its own. */
import type { Http } from "../../../src/core/http.js";
import type { ConformanceReport } from "../../../src/core/report.js";
import type { ResolvedProfile } from "../../../src/profile/resolve.js";
import { replied } from "../../fake-http.js";
import { judge } from "./judge-payments.js";

type Section = NonNullable<ResolvedProfile["profile"]["payments"]>;
export type Answer = (query: URLSearchParams, step: string) => readonly object[];

export interface OwnSource {
  readonly payments: Answer;
  readonly refunds: Answer;
  /** Over both sources. */
  readonly source: Partial<Section["source"]>;
  /** In place of {@link REFUND_FIELDS}. */
  readonly ofRefunds?: RefundFields;
  readonly ofRefundsSource?: Partial<Section["source"]>;
  readonly ofPayments?: Partial<Section["source"]>;
}

type RefundFields = Omit<NonNullable<Section["refunds"]>, "source" | "of">;
const REFUND_FIELDS: RefundFields = { id: "rid", amount: "back", currency: { const: "USD" } };

const HOST = "http://own.example";
const MAP: Section["map"] = {
  transactionId: "id",
  userId: { const: "u1" },
  productId: { const: "p1" },
  amount: "price",
  currency: { const: "USD" },
  platform: { const: "Web" },
  distributionType: { const: "PC_STORE" },
  purchasedAt: "at",
};

/** As far as it is about records: nobody is asked for credentials. */
export function judgeOwn(own: OwnSource): Promise<ConformanceReport> {
  const {
    payments,
    refunds,
    source,
    ofPayments = {},
    ofRefundsSource = {},
    ofRefunds = REFUND_FIELDS,
  } = own;
  const common = { records: "list", ...source };
  const section: Section = {
    source: { url: `${HOST}/payments`, ...common, ...ofPayments },
    map: MAP,
    refunds: {
      source: { url: `${HOST}/refunds`, ...common, ...ofRefundsSource },
      of: "order",
      ...ofRefunds,
    },
  };
  const http: Http = ({ url, step = "" }) => {
    const { pathname, searchParams } = new URL(url);
    const answer = pathname.endsWith("/refunds") ? refunds : payments;
    return Promise.resolve(
      replied(200, JSON.stringify({ list: answer(searchParams, step) }), [
        ["Content-Type", "application/json"],
      ]),
    );
  };
  const change = (resolved: ResolvedProfile): ResolvedProfile => ({
    ...resolved,
    profile: { ...resolved.profile, payments: section },
  });
  return judge({}, [], change, { through: () => http });
}

/** A refund or payment each so many hours, from the beginning of January 2026. */
export function everyHours<Each>(
  hours: number,
  count: number,
  make: (at: string, n: number) => Each,
) {
  return Array.from({ length: count }, (_, n) =>
    make(new Date(Date.UTC(2026, 0, 1) + n * hours * 3_600_000 + 1_800_000).toISOString(), n),
  );
}
