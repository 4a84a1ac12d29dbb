import { describe, expect, it } from "vitest";
import { PLACEMENTS, placement } from "../../../../src/protocols/signing/forgeries/placements.js";

const HEADER = (value: string) => ({
  method: "POST",
  url: "/hooks?a=1",
  headers: [
    ["Content-Type", "application/json"],
    ["X-Sig", value],
  ] as const,
});
const PARAMETER = (value: string) => ({
  method: "GET",
  url: `https://example.com/enter?usn=7&token=${value}&c=`,
  headers: [],
});

describe.each([
  ["a header", HEADER, "X-Sig"],
  ["a parameter", PARAMETER, "token"],
] as const)("the credential in %s", (_, request, carrier) => {
  const carried = { right: request("good"), wrong: request("bad") };
  const placed = (id: (typeof PLACEMENTS)[number]["id"]) => {
    const { url, headers } = placement(id).place(carried);
    return JSON.stringify([url, headers]).replaceAll(/[^a-z]+/gi, " ");
  };

  it("stands twice, in either order", () => {
    expect(placed("right-then-wrong")).toMatch(/good.*bad/);
    expect(placed("wrong-then-right")).toMatch(/bad.*good/);
  });

  it("stands under another name alone", () => {
    expect(placed("other-name")).toMatch(/X Signature good/);
    expect(placed("other-name")).not.toMatch(new RegExp(`\\b${carrier.replace("-", " ")}\\b`));
  });

  it.each(PLACEMENTS.map(({ id }) => id))("%s reads as right for who lets it pass", (id) => {
    const { place, read } = placement(id);
    expect(read(place(carried), carrier)).toEqual(carried.right);
  });

  it("is never the right request", () => {
    for (const { place } of PLACEMENTS) expect(place(carried)).not.toEqual(carried.right);
  });
});
