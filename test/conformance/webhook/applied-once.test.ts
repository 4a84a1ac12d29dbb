/** A redelivery is judged whatever a partner's format leaves out or rewrites: the probe asks for what the receiver got. */
import { describe, expect, it } from "vitest";
import type { ConformanceReport } from "../../../src/core/report.js";
import type { GatewayMapping } from "../../../src/protocols/webhook/gateway-mapping.js";
import { createWorld } from "../../cli/world.js";

const APPLIED_ONCE = "webhook.redelivery.applied-once";

async function statusUnder(gateway: GatewayMapping, more = "", check = APPLIED_ONCE) {
  const world = await createWorld({
    profile: {
      partner: "acme",
      webhook: {
        url: "http://127.0.0.1:1/",
        secret: { env: "X" },
        format: "gateway",
        gateway,
      },
    },
  });
  const line = `conformance webhook --sandbox --only ${check} --json${more}`;
  const { out, err } = await world.run(line.split(" "));
  expect(err).toBe("");
  const { checks } = JSON.parse(out) as ConformanceReport;
  return checks.map(({ status, message }) => ({ status, message }));
}

const MAPPINGS: readonly (readonly [string, GatewayMapping])[] = [
  ["drops custom_data", { fields: { custom_data: null } }],
  ["writes usn another way", { fields: { usn: { template: "player-{usn}" }, custom_data: null } }],
  [
    "takes usn from the event's data",
    { fields: { usn: null, who: "data.userId", custom_data: null } },
  ],
  ["names events by PlayCamp's names", { fields: { event: null, kind: "source" } }],
  ["writes the event's name into another", { fields: { event: { template: "boost.{event}" } } }],
  [
    "translates the event's name",
    {
      fields: {
        event: { path: "event", lookup: { "sponsor.created": "ON" } },
      },
    },
  ],
  ["names no event at all", { fields: { event: null } }],
];

describe(APPLIED_ONCE, () => {
  it.each(MAPPINGS)("under a mapping that %s", async (_, mapping) => {
    const right = await statusUnder(mapping);
    expect(right.map(({ status }) => status)).toEqual(["pass"]);
    const fault = " --fault webhook.applies-redeliveries";
    const wrong = await statusUnder(mapping, fault);
    expect(wrong.map(({ status }) => status)).toEqual(["fail"]);
  });

  it("is not asked where the format leaves nothing to ask by", async () => {
    const mapping = { fields: { custom_data: null, usn: null } };
    expect(await statusUnder(mapping)).toEqual([
      {
        status: "na",
        message: expect.stringContaining("webhook.gateway") as string,
      },
    ]);
  });
});

describe("a format that tells two events of one second by nothing", () => {
  it.each(["webhook.applied.distinct-kept", "webhook.applied.every-event"])(
    "is asked by %s for one of them",
    async (check) => {
      const events = { "coupon.redeemed": "coupon.redeemed", "sponsor.created": [] };
      expect(await statusUnder({ events }, "", check)).toMatchObject([{ status: "pass" }]);
    },
  );
});
