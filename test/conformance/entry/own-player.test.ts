/** Players beside each other: what a gateway may do with refusals, and where it need not say whose a place is. */
import { describe, expect, it } from "vitest";
import type { GatewayChanges } from "../../contract/strangers/entry/gateway.js";
import { judged } from "./judged.js";

/** Whoever was refused this often is kept out for a while. */
const MOST_REFUSALS = 3;

function countingBy(keyOf: (usn: string) => string): GatewayChanges {
  const refused = new Map<string, number>();
  return {
    refused: ({ query }) => {
      const key = keyOf(query.get("usn") ?? "");
      refused.set(key, (refused.get(key) ?? 0) + 1);
      return { status: 401 };
    },
    admits: ({ usn }) =>
      (refused.get(keyOf(usn)) ?? 0) >= MOST_REFUSALS ? { status: 401 } : undefined,
  };
}

describe("entry.signature.refused-has-no-effect", () => {
  const check = "entry.signature.refused-has-no-effect";

  it("accuses a gateway that counts refusals by player", async () => {
    expect(
      await judged(
        check,
        countingBy((usn) => usn),
      ),
    ).toMatchObject({ status: "fail" });
  });

  it("accuses no gateway that counts refusals by the address that they come from", async () => {
    const result = await judged(
      check,
      countingBy(() => "address"),
    );
    expect(result?.status).toBe("blocked");
    expect(result?.message).toContain("another player");
  });
});

describe("entry.location.own-player", () => {
  const check = "entry.location.own-player";
  const at = (location: GatewayChanges["location"]): GatewayChanges =>
    location === undefined ? {} : { location };

  it("is not asked where one page serves all", async () => {
    const result = await judged(
      check,
      at(() => "https://webview.example.com/campaign"),
    );
    expect(result?.status).toBe("na");
  });

  it("goes by ids, by PlayCamp's tokens, and by places that all differ", async () => {
    const places: readonly GatewayChanges["location"][] = [
      undefined,
      ({ usn }) => `https://webview.example.com/${usn}`,
      ({ usn }) => `https://webview.example.com/?session=${Number(usn) * 7}`,
    ];
    for (const place of places) expect((await judged(check, at(place)))?.status).toBe("pass");
  });

  it("accuses one place for two players", async () => {
    const first = at(() => "https://webview.example.com/?ott=1");
    expect((await judged(check, first))?.status).toBe("fail");
  });
});
