import { describe, expect, it } from "vitest";
import {
  type EventSamples,
  fitToSamples,
  NO_SAMPLES,
  numberedForGateway,
} from "../../../src/protocols/webhook/event-samples.js";
import { sampleEvent } from "../../../src/protocols/webhook/events.js";
import { convertToGateway } from "../../../src/protocols/webhook/gateway.js";

const SAMPLES: EventSamples = {
  users: ["42", "43"],
  campaigns: ["camp-1"],
  creators: ["AAAA1", "BBBB2"],
  coupons: ["REAL"],
};
const changed = sampleEvent("sponsor.changed", { timestampMs: 0, ids: (label) => label });

describe("fitToSamples", () => {
  it("takes users, campaigns, creators and coupons from the lists", () => {
    const coupon = sampleEvent("coupon.redeemed", { timestampMs: 0, ids: (label) => label });
    expect(fitToSamples(coupon, SAMPLES, () => 1).data).toMatchObject({
      userId: "43",
      couponCode: "REAL",
    });
  });

  it("changes from one creator to another", () => {
    expect(fitToSamples(changed, SAMPLES, (_, count) => count - 1).data).toMatchObject({
      oldCreatorKey: "BBBB2",
      newCreatorKey: "AAAA1",
      campaignId: "camp-1",
    });
  });

  it("leaves what no list is given for", () => {
    expect(fitToSamples(changed, NO_SAMPLES, () => 0)).toEqual(changed);
  });
});

describe("numberedForGateway", () => {
  it("sends creators as numbers, as the gateway's example has them", () => {
    const { mapping, samples } = numberedForGateway({}, NO_SAMPLES);
    const event = fitToSamples(changed, samples, () => 0);
    const sent = convertToGateway([event], mapping).events.map((each) => each["creator_usn"]);
    expect(sent).toEqual([17_324_966, 17_324_967]);
  });

  it("follows samples and mappings of the profile", () => {
    expect(numberedForGateway({}, SAMPLES)).toEqual({ mapping: {}, samples: SAMPLES });
    const own = { fields: { creator_usn: null } };
    expect(numberedForGateway(own, NO_SAMPLES).mapping).toBe(own);
  });
});
