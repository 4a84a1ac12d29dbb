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
  const placed = (id: (typeof PLACEMENTS)[number]["id"]) =>
    placement(id)
      .place(carried)
      .map(({ url, headers }) => JSON.stringify([url, headers]).replaceAll(/[^a-z]+/gi, " "));

  it("stands twice, in either order", () => {
    const [first, second] = placed("twice");
    expect(first).toMatch(/good.*bad/);
    expect(second).toMatch(/bad.*good/);
  });

  it("stands under another name alone", () => {
    const [only] = placed("other-name");
    expect(only).toMatch(/X Signature good/);
    expect(only).not.toMatch(new RegExp(`\\b${carrier.replace("-", " ")}\\b`));
  });

  it.each(PLACEMENTS.map(({ id }) => id))("%s reads as right for who lets it pass", (id) => {
    const { place, read } = placement(id);
    for (const request of place(carried))
      expect(read(request, carrier)).toContainEqual(carried.right);
  });

  it("is never the right request", () => {
    for (const { place } of PLACEMENTS)
      for (const request of place(carried)) expect(request).not.toEqual(carried.right);
  });
});
