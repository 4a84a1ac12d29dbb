/** Every provider's preset against a small server that answers as that provider's public documentation says. */
import { generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { headerValue, type HttpRequest } from "../../../src/core/http.js";
import { presetSections } from "../../../src/tasks/init/draft.js";
import { PRESET_IDS, type PresetId } from "../../../src/tasks/init/presets/index.js";
import { PAYMENT_SHAPE_IDS } from "../../../src/sandbox/roles/payment-source/shapes/ids.js";
import { replied } from "../../fake-http.js";
import { syncSource } from "../payments/sources/run.js";

type Reply = ReturnType<typeof replied>;
type Answer = (request: HttpRequest, url: URL, body: string) => Reply;

const EC = generateKeyPairSync("ec", { namedCurve: "P-256" });
const RSA = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = (key: { export: (as: { type: "pkcs8"; format: "pem" }) => string | Buffer }) =>
  String(key.export({ type: "pkcs8", format: "pem" }));

const SECRETS = {
  ACME_PAYMENTS_KEY: "s3cret",
  ACME_ONE_STORE_SECRET: "one-secret",
  EC_KEY: pem(EC.privateKey),
  EC_PUBLIC: String(EC.publicKey.export({ type: "spki", format: "pem" })),
  RSA_KEY: pem(RSA.privateKey),
};

const json = (body: unknown, status = 200) => replied(status, JSON.stringify(body));
const seconds = (iso: string) => Date.parse(iso) / 1000;
const bearer = ({ headers }: HttpRequest) => headerValue(headers, "Authorization");
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString("base64")}`;

function jws(payload: object): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "ES256" })}.${part(payload)}`;
  const key = { key: EC.privateKey, dsaEncoding: "ieee-p1363" as const };
  return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
}

interface Case {
  readonly answer: Answer;
  /** Transaction id → amount in PlayCamp. */
  readonly amounts: Readonly<Record<string, string>>;
  readonly refunded?: readonly string[];
  readonly outcome?: string;
  /** Laid over `payments` of the preset: what stands for the partner's own. */
  readonly change?: (payments: Section) => Section;
}

type Section = Record<string, Record<string, unknown>>;

const AT = "2026-01-05T03:00:00Z";
const LATER = "2026-01-05T04:00:00Z";

/** Purchases in the game's own words, for the stores that list refunds alone. */
const OWN = (id: string) => ({
  [id]: "P-1",
  userId: "u",
  productId: "gem",
  amount: "9.99",
  currency: "USD",
  purchasedAt: AT,
});

const CASES: Partial<Record<PresetId, Case>> = {
  "portone-v1": {
    answer: (request, url, body) => {
      if (url.pathname === "/users/getToken") {
        const { imp_key, imp_secret } = JSON.parse(body) as Record<string, string>;
        const isRight = imp_key === "your-imp-key" && imp_secret === "s3cret";
        return isRight
          ? json({ code: 0, response: { access_token: "tok", expired_at: 4102444800 } })
          : json({ code: -1, message: "denied" }, 401);
      }
      if (bearer(request) !== "tok") return json({ code: -1 }, 401);
      const paid = {
        custom_data: '{"userId":"u1"}',
        name: "gem",
        currency: "KRW",
        status: "paid",
        cancel_amount: 0,
        cancel_history: [],
        cancelled_at: 0,
        failed_at: 0,
      };
      const list = [
        { ...paid, imp_uid: "imp_1", amount: 12000, paid_at: seconds(AT) },
        {
          ...paid,
          imp_uid: "imp_2",
          amount: 5000,
          paid_at: seconds(AT),
          status: "cancelled",
          cancel_amount: 5000,
          cancelled_at: seconds(LATER),
          cancel_history: [{ pg_tid: "c1", amount: 5000, cancelled_at: seconds(LATER) }],
        },
        { ...paid, imp_uid: "imp_3", amount: 7000, paid_at: 0, status: "ready" },
      ];
      const shown = url.searchParams.get("page") === "1" ? list : [];
      return json({
        code: 0,
        message: null,
        response: { total: 3, previous: 0, next: 0, list: shown },
      });
    },
    amounts: { imp_1: "12000", imp_2: "5000" },
    refunded: ["imp_2"],
  },
  "portone-v2": {
    answer: (request, url) => {
      if (bearer(request) !== "PortOne s3cret") return json({ type: "UNAUTHORIZED" }, 401);
      const { cursor, storeId } = JSON.parse(url.searchParams.get("requestBody") ?? "{}") as {
        cursor?: string;
        storeId?: string;
      };
      if (storeId !== "your-store-id") return json({ type: "FORBIDDEN" }, 403);
      const paid = (id: string, total: number, more: object = {}) => ({
        cursor: `c-${id}`,
        payment: {
          id,
          status: "PAID",
          customer: { id: "u1" },
          orderName: "gem",
          currency: "KRW",
          amount: { total, cancelled: 0 },
          paidAt: AT,
          statusChangedAt: AT,
          ...more,
        },
      });
      const pages: Record<string, unknown[]> = {
        "": [paid("a", 12000), paid("b", 0, { status: "READY", paidAt: null })],
        "c-b": [
          paid("c", 5000, {
            status: "PARTIAL_CANCELLED",
            cancellations: [
              { id: "x", status: "SUCCEEDED", totalAmount: 1000, cancelledAt: LATER },
            ],
          }),
        ],
      };
      return json({ items: pages[cursor ?? ""] ?? [] });
    },
    amounts: { a: "12000", c: "5000" },
    outcome: "incomplete",
  },
  toss: {
    answer: (request, url) => {
      if (bearer(request) !== basic("s3cret:")) return json({ code: "UNAUTHORIZED_KEY" }, 401);
      if (url.searchParams.get("startDate") !== "2026-01-05T09:00:00") return json([], 400);
      const row = (
        transactionKey: string,
        paymentKey: string,
        amount: number,
        status = "DONE",
      ) => ({
        mId: "tvivarepublica",
        transactionKey,
        paymentKey,
        orderId: "gem",
        method: "카드",
        customerKey: "u1",
        useEscrow: false,
        receiptUrl: "https://x",
        status,
        transactionAt: "2026-01-05T12:00:00+09:00",
        currency: "KRW",
        amount,
      });
      const all = [
        row("t1", "p1", 12000),
        row("t2", "p2", 5000),
        row("t3", "p2", -2500, "PARTIAL_CANCELED"),
        row("t4", "p2", -2500, "CANCELED"),
        row("t5", "p3", 3000, "WAITING_FOR_DEPOSIT"),
      ];
      const after = url.searchParams.get("startingAfter");
      const from = all.findIndex(({ transactionKey }) => transactionKey === after) + 1;
      return json(all.slice(from, from + 2));
    },
    amounts: { p1: "12000", p2: "5000" },
    refunded: ["p2"],
  },
  nicepay: {
    answer: () => {
      const paid = {
        resultCode: "0000",
        status: "paid",
        paidAt: "2026-01-05T12:00:00.000+0900",
        failedAt: "0",
        cancelledAt: "0",
        payMethod: "card",
        balanceAmt: 12000,
        goodsName: "gem",
        mallReserved: '{"userId":"u1"}',
        currency: "KRW",
        cancels: null,
      };
      return json([
        { ...paid, tid: "n1", amount: 12000 },
        {
          ...paid,
          tid: "n2",
          amount: 5000,
          status: "cancelled",
          cancelledAt: "2026-01-05T13:00:00.000+0900",
          cancels: [{ tid: "n2c", amount: 5000 }],
        },
        { ...paid, tid: "n3", amount: 1000, status: "expired", paidAt: "0" },
      ]);
    },
    amounts: { n1: "12000", n2: "5000" },
    refunded: ["n2"],
  },
  inicis: {
    answer: () => {
      const row = {
        custom: { userId: "u1" },
        goodsName: "gem",
        currency: "WON",
        applDate: "20260105",
      };
      return json([
        { ...row, tid: "i1", TotPrice: "12000", applTime: "120000", resultCode: "0000" },
        { ...row, tid: "i2", TotPrice: "5000", applTime: "120001", resultCode: "V801" },
      ]);
    },
    amounts: { i1: "12000" },
  },
  "one-store": {
    answer: (request, url, body) => {
      if (url.pathname === "/v7/oauth/token") {
        const form = new URLSearchParams(body);
        const isRight =
          form.get("client_id") === "your-client-id" && form.get("client_secret") === "one-secret";
        return isRight ? json({ access_token: "one", expires_in: 3600 }) : json({}, 401);
      }
      if (url.pathname === "/payments") return json([OWN("purchaseId")]);
      if (bearer(request) !== "Bearer one")
        return json({ error: { code: "AccessTokenInvalid" } }, 401);
      return json({ voidedPurchaseList: [{ purchaseId: "P-1", voidedTime: Date.parse(LATER) }] });
    },
    amounts: { "P-1": "9.99" },
    refunded: ["P-1"],
  },
  "google-play": {
    answer: (request, url, body) => {
      if (url.hostname === "oauth2.googleapis.com") {
        const assertion = new URLSearchParams(body).get("assertion") ?? "";
        const claims = Buffer.from(assertion.split(".")[1] ?? "", "base64url").toString();
        return claims.includes('"aud":"https://oauth2.googleapis.com/token"')
          ? json({ access_token: "g", expires_in: 3599, token_type: "Bearer" })
          : json({ error: "invalid_grant" }, 400);
      }
      if (url.pathname === "/payments") return json([OWN("orderId")]);
      if (bearer(request) !== "Bearer g") return json({ error: { code: 401 } }, 401);
      if (url.searchParams.get("token") === null)
        return json({ tokenPagination: { nextPageToken: "t2" }, voidedPurchases: [] });
      return json({ voidedPurchases: [{ orderId: "P-1", voidedReason: 0, voidedSource: 0 }] });
    },
    change: ({ refunds, ...payments }) => ({
      ...payments,
      refunds: {
        ...refunds,
        source: { ...(refunds?.["source"] as object), key: { env: "RSA_KEY" } },
      },
    }),
    amounts: { "P-1": "9.99" },
    refunded: ["P-1"],
  },
  "app-store": {
    answer: (request, url, body) => {
      const [, claims = ""] = (bearer(request) ?? "").split(".");
      const said = Buffer.from(claims, "base64url").toString();
      if (!said.includes('"aud":"appstoreconnect-v1"')) return json({}, 401);
      if (JSON.parse(body).startDate !== Date.parse("2026-01-05T00:00:00Z")) return json({}, 400);
      const notified = (notificationType: string, transactionId: string, price = 9990) => ({
        signedPayload: jws({
          notificationType,
          data: {
            environment: "Production",
            signedTransactionInfo: jws({
              transactionId,
              appAccountToken: "u1",
              productId: "gem",
              price,
              currency: "USD",
              purchaseDate: Date.parse(AT),
            }),
          },
        }),
      });
      return url.searchParams.get("paginationToken") === null
        ? json({
            notificationHistory: [
              notified("ONE_TIME_CHARGE", "a"),
              notified("ONE_TIME_CHARGE", "b"),
            ],
            hasMore: true,
            paginationToken: "p2",
          })
        : json({
            notificationHistory: [notified("REFUND", "b"), notified("TEST", "c")],
            hasMore: false,
            paginationToken: "p3",
          });
    },
    change: ({ source, ...payments }) => ({
      ...payments,
      source: {
        ...source,
        key: { env: "EC_KEY" },
        jws: { ...(source?.["jws"] as object), key: { env: "EC_PUBLIC" } },
      },
    }),
    amounts: { a: "9.99", b: "9.99" },
    refunded: ["b"],
  },
  steam: {
    answer: (_, url) => {
      if (url.searchParams.get("key") !== "s3cret") return replied(403, "<html>Forbidden</html>");
      const time = url.searchParams.get("time") ?? "";
      const order = (transid: string, at: string, amount: number, more: object = {}) => ({
        orderid: transid,
        transid,
        steamid: "76561197972751825",
        status: "Succeeded",
        currency: "KRW",
        time: at,
        timecreated: at,
        country: "KR",
        usstate: "",
        items: [{ itemid: 100, qty: 1, amount, vat: 0, itemstatus: "Succeeded" }],
        ...more,
      });
      const orders = [
        order("s1", AT, 1200000),
        order("s2", "2026-01-05T14:00:00Z", 500000, { currency: "USD" }),
        order("s3", AT, 1, { status: "Failed" }),
        order("s4", "2026-01-05T15:00:00Z", 99000, { status: "Chargedback" }),
        order("s5", "2026-01-07T00:00:00Z", 99000),
      ].filter(({ time: at }) => at >= time);
      return json({ response: { result: "OK", params: { count: orders.length, orders } } });
    },
    amounts: { s1: "12000", s2: "5000" },
  },
  stripe: {
    answer: (request, url) => {
      if (bearer(request) !== basic("s3cret:")) return json({ error: { type: "auth" } }, 401);
      if (url.searchParams.get("created[gte]") !== String(seconds("2026-01-05T00:00:00Z")))
        return json({ error: { type: "invalid_request_error" } }, 400);
      if (url.pathname === "/v1/refunds")
        return json({
          object: "list",
          has_more: false,
          data: [
            {
              id: "re_1",
              object: "refund",
              charge: "ch_2",
              amount: 999,
              currency: "usd",
              status: "succeeded",
            },
            {
              id: "re_2",
              object: "refund",
              charge: "ch_1",
              amount: 999,
              currency: "usd",
              status: "failed",
            },
          ],
        });
      const charge = (id: string, amount: number, currency: string, more: object = {}) => ({
        id,
        object: "charge",
        amount,
        amount_captured: amount,
        amount_refunded: 0,
        refunded: false,
        disputed: false,
        captured: true,
        paid: true,
        status: "succeeded",
        currency,
        created: seconds(AT),
        metadata: { user_id: "u1", product_id: "gem" },
        ...more,
      });
      const first = url.searchParams.get("starting_after") === null;
      return json({
        object: "list",
        has_more: first,
        data: first
          ? [
              charge("ch_1", 999, "usd"),
              charge("ch_2", 999, "usd", { amount_refunded: 999, refunded: true }),
            ]
          : [charge("ch_3", 1200, "krw"), charge("ch_4", 1, "usd", { status: "failed" })],
      });
    },
    amounts: { ch_1: "9.99", ch_2: "9.99", ch_3: "1200" },
    refunded: ["ch_2"],
  },
  paypal: {
    answer: (request, url) => {
      if (url.pathname === "/v1/oauth2/token")
        return bearer(request) === basic("your-client-id:s3cret")
          ? json({ access_token: "pp", expires_in: 32400 })
          : json({ error: "invalid_client" }, 401);
      if (bearer(request) !== "Bearer pp") return json({ name: "AUTHENTICATION_FAILURE" }, 401);
      const info = (transaction_id: string, code: string, value: string, more: object = {}) => ({
        transaction_info: {
          transaction_id,
          transaction_event_code: code,
          transaction_initiation_date: "2026-01-05T03:00:00+0000",
          transaction_amount: { currency_code: "USD", value },
          fee_amount: { currency_code: "USD", value: "-0.59" },
          transaction_status: "S",
          custom_field: "u1",
          invoice_id: "gem",
          ...more,
        },
      });
      const page = url.searchParams.get("page");
      const all = [
        info("X1", "T0006", "9.99"),
        info("X2", "T0006", "4.99"),
        info("X3", "T1107", "-4.99", {
          paypal_reference_id: "X2",
          paypal_reference_id_type: "TXN",
        }),
        info("X4", "T0400", "-100.00"),
        info("X5", "T0006", "3.00", { transaction_status: "P" }),
      ];
      return json({
        transaction_details: page === "1" ? all : [],
        total_items: 5,
        total_pages: 1,
        page: 1,
      });
    },
    amounts: { X1: "9.99", X2: "4.99" },
    refunded: ["X2"],
  },
  xsolla: {
    answer: (request, url) => {
      if (bearer(request) !== basic("your-merchant-id:s3cret")) return json({}, 401);
      const row = (id: number, status: string, dry_run = 0) => ({
        transaction: { id, status, transfer_date: "2026-01-05T12:00:00+09:00", dry_run },
        user: { id: "u1" },
        purchase: { virtual_items: "gem" },
        payment_details: { payment: { amount: 9.99, currency: "USD" } },
      });
      const rows = [row(1, "done"), row(2, "canceled"), row(3, "error")];
      const from = Number(url.searchParams.get("offset"));
      return json(rows.slice(from, from + 100));
    },
    amounts: { 1: "9.99" },
  },
  adyen: {
    answer: (request) => {
      if (bearer(request) !== basic("report@Company.YourCompany:s3cret")) return replied(401);
      return replied(
        200,
        [
          "Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,Creation Date,TimeZone,Type,Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC)",
          "C,M,A1,order-1,visa,2026-01-05 04:00:00,CET,Settled,,EUR,,9.99",
          "C,M,A2,order-2,visa,2026-01-05 05:00:00,CET,Settled,,EUR,,4.99",
          "C,M,A2,order-2,visa,2026-01-05 06:00:00,CET,Refunded,R1,EUR,4.99,",
          "C,M,,,,2026-01-05 23:00:00,CET,Fee,,EUR,0.10,",
          "",
        ].join("\n"),
        [["Content-Type", "text/csv"]],
      );
    },
    amounts: { A1: "9.99", A2: "4.99" },
    refunded: ["A2"],
  },
};

const OTHERS = ["entry", "webhook", "gateway-webhook", "wallet", "postback", "sdk-api", "payments"];
const SHAPES = PAYMENT_SHAPE_IDS.map((id) => `payments-${id.toLowerCase()}`);
const PROVIDERS = PRESET_IDS.filter((id) => !OTHERS.includes(id) && !SHAPES.includes(id));

describe("the presets of payment providers", () => {
  it.each(PROVIDERS)("%s brings every payment and refund of a server of its shape", async (id) => {
    const expected = CASES[id];
    if (expected === undefined) throw new Error(`no server for ${id}`);
    const { answer, amounts, refunded = [], outcome = "done", change = (each) => each } = expected;
    const { payments } = await presetSections(id, "acme");
    const profile = {
      partner: "acme",
      payments: change(payments as unknown as Section),
      sdkApi: { url: "http://127.0.0.1:2/playcamp", apiKey: { env: "PUSH_KEY" } },
    };
    const synced = await syncSource(
      profile,
      (request) => {
        const body = Buffer.from(request.body ?? []).toString();
        return Promise.resolve(answer(request, new URL(request.url), body));
      },
      SECRETS,
    );
    const told = JSON.stringify([synced.summary, synced.notices]);
    expect(Object.fromEntries(synced.amounts), told).toEqual(amounts);
    expect([synced.refunded, synced.outcome], told).toEqual([refunded, outcome]);
  });
});
