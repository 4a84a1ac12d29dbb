/** What may go wrong in the ways in which a source is asked. */
import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { headerValue, type HttpRequest } from "../../../../src/core/http.js";
import { replied } from "../../../fake-http.js";
import { list, MAP, record, sync } from "./one-source.js";
import { syncSource } from "./run.js";
import { SIGNED_KEY, signedRecord, SOURCE } from "./ways.js";

describe("a report", () => {
  const REPORT = {
    id: "id",
    status: "http://127.0.0.1:1/s/{id}",
    ready: { path: "state", in: ["DONE"] },
    failed: ["FATAL"],
  };
  const AUTH = { auth: { kind: "bearer" }, key: { env: "SOURCE_KEY" } };
  const secrets = { SOURCE_KEY: "s3cret" };

  it.each<[string, string, string, string]>([
    ["is never ready", "RUNNING", "incomplete", 'not ready after 10m (it says "RUNNING")'],
    ["will not be made", "FATAL", "refused", 'there will be no report: state is "FATAL"'],
  ])("stops the run where it %s", async (_, state, outcome, message) => {
    const { summary, ...done } = await sync({ report: REPORT }, (__, path) =>
      replied(200, JSON.stringify(path === "/payments" ? { id: 7 } : { state })),
    );
    expect(done.outcome).toBe(outcome);
    expect(summary.stop?.message).toContain(message);
  });

  it("is downloaded elsewhere without the source's credentials", async () => {
    const { ids, requests, outcome } = await sync(
      {
        ...AUTH,
        report: { ...REPORT, download: "file" },
        format: "csv",
        headers: { "X-Own": "1" },
      },
      ({ url }, path) => {
        if (path === "/payments") return replied(202, '{"id":7}');
        if (path === "/s/7")
          return replied(200, '{"state":"DONE","file":"http://127.0.0.1:9/moved?sig=1"}');
        if (path === "/moved") return replied(302, "", [["Location", "/file"]]);
        expect(url).toBe("http://127.0.0.1:9/file");
        return replied(200, "id,price,at\nT1,1.50,2026-01-05T10:00:00Z\n");
      },
      { secrets },
    );
    expect([ids, outcome]).toEqual([["T1"], "done"]);
    const shown = requests.map(({ headers }) => [
      headerValue(headers, "Authorization"),
      headerValue(headers, "X-Own"),
    ]);
    const [own, other] = [
      ["Bearer s3cret", "1"],
      [null, null],
    ];
    expect(shown).toEqual([own, own, other, other]);
  });

  it("is waited for where the first reply says that it will be", async () => {
    let asked = 0;
    const { ids, outcome } = await sync({ report: {} }, (_, path) => {
      if (path === "/payments") return replied(202, "", [["Location", "/later"]]);
      asked += 1;
      return asked < 3 ? replied(202, "", [["Retry-After", "1"]]) : list(record("T1"));
    });
    expect([ids, outcome, asked]).toEqual([["T1"], "done", 3]);
  });
});

describe("signed records", () => {
  const jws = { jws: { key: { env: "SIGNED_KEY" } } };
  const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey;
  const OTHER = String(other.export({ type: "spki", format: "pem" }));
  const [head = "", , signature = ""] = signedRecord(record("T1")).split(".");
  const payload = Buffer.from(JSON.stringify(record("T2"))).toString("base64url");

  it.each<[string, unknown, string, string]>([
    [
      "under another key",
      signedRecord(record("T1")),
      OTHER,
      "signature of a signed token is wrong",
    ],
    ["with another payload", `${head}.${payload}.${signature}`, SIGNED_KEY, "is wrong"],
    ["without a signature", `eyJhbGciOiJub25lIn0.${payload}.x`, SIGNED_KEY, 'under "none"'],
    ["that are no tokens", record("T1"), SIGNED_KEY, "is no signed token"],
  ])("stop the run %s", async (_, token, key, message) => {
    const secrets = { SIGNED_KEY: key };
    const { outcome, summary, ids } = await sync(jws, () => list(token), { secrets });
    expect([outcome, ids]).toEqual(["refused", []]);
    expect(summary.stop?.message).toContain(message);
  });

  it("may stand in a member of the record", async () => {
    const map = { ...MAP, transactionId: "info.id", amount: "info.price", purchasedAt: "info.at" };
    const profile = {
      partner: "acme",
      payments: { source: { url: SOURCE, records: "list", jws: { path: "info" } }, map },
      sdkApi: { url: "http://127.0.0.1:2/playcamp", apiKey: { env: "PUSH_KEY" } },
    };
    const reply = list({ info: signedRecord(record("T1")) });
    const { amounts } = await syncSource(profile, () => Promise.resolve(reply));
    expect([...amounts]).toEqual([["T1", "1.5"]]);
  });
});

describe("a list that begins with its newest record", () => {
  const source = { order: "newest-first", paging: { kind: "cursor", cursor: "c", next: "next" } };
  const page = (next: string | null, ...records: readonly object[]) =>
    replied(200, JSON.stringify({ list: records, next }));
  const OLD = "2026-01-03T10:00:00Z";
  const OLDER = "2026-01-02T10:00:00Z";

  it("is read up to a page that is older than the range", async () => {
    const { ids, requests, outcome } = await sync(source, ({ url }) => {
      const at = Number(new URL(url).searchParams.get("c") ?? 0);
      return (
        [
          page("1", record("T1"), record("T2", "2026-01-05T09:00:00Z")),
          page("2", record("T3", "2026-01-05T08:00:00Z"), record("OLD-1", OLD)),
          page("3", record("OLD-2", OLDER)),
        ][at] ?? replied(500)
      );
    });
    expect([ids, outcome, requests.length]).toEqual([["T1", "T2", "T3"], "done", 3]);
  });

  it("is read to its end where it is in another order", async () => {
    const { ids, notices } = await sync(source, ({ url }) => {
      const at = Number(new URL(url).searchParams.get("c") ?? 0);
      return (
        [page("1", record("OLD-2", OLDER), record("OLD-1", OLD)), page(null, record("T1"))][at] ??
        replied(500)
      );
    });
    expect(ids).toEqual(["T1"]);
    expect(notices.join()).toContain("is read to its end");
  });
});

describe("a second query for refunds", () => {
  const refunds = {
    source: { url: "http://127.0.0.1:1/voided", records: "voided" },
    of: "order",
  };
  const answer = (voided: object) => (_: HttpRequest, path: string) =>
    path === "/voided" ? replied(200, JSON.stringify(voided)) : list(record("T1"), record("T2"));

  it("takes back what it lists, the whole where it names no amount", async () => {
    const voided = { voided: [{ order: "T2" }, { order: "T2" }] };
    const { refunded, outcome } = await sync({}, answer(voided), { refunds });
    expect([refunded, outcome]).toEqual([["T2"], "done"]);
  });

  it.each([
    ["nothing at its path", {}, "led nowhere"],
    ["more than it shows", { voided: [], has_more: true }, '"has_more" is true'],
  ])("leaves the run incomplete where it has %s", async (_, voided, message) => {
    const { summary, outcome } = await sync({}, answer(voided), { refunds });
    expect(outcome).toBe("incomplete");
    expect(summary.doubts.join()).toContain(message);
  });
});
