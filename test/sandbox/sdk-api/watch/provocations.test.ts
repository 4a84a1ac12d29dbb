/** Which calls get into trouble, and for how long. */
import { describe, expect, it } from "vitest";
import { createProvoker } from "../../../../src/sandbox/roles/sdk-api/watch/provocations.js";

/** A caller whose clock goes on by a second with each call. */
function provoker() {
  const provoke = createProvoker();
  let atMs = 0;
  return (route: string, operation: string, afterMs = 1_000) => {
    atMs += afterMs;
    const [method = ""] = route.split(" ");
    return provoke({ route, method, operation, atMs });
  };
}

const times = (count: number, act: () => unknown) => Array.from({ length: count }, act);

describe("createProvoker", () => {
  it("leaves the first of each kind alone, and every other read", () => {
    const call = provoker();
    const reads = Array.from({ length: 12 }, (_, nth) => call("GET campaigns", `read-${nth}`));
    expect(reads).toEqual([
      ...[null, "fails-thrice", null, "throttled", null, "slow"],
      ...[null, "fails", null, "held", null, null],
    ]);
    expect(call("POST sponsors", "s-1")).toBeNull();
    expect(call("POST sponsors", "s-2")).toBe("throttled");
    expect(call("POST webview/ott", "w-1")).toBeNull();
  });

  it("lets a read succeed after the third 500, and counts its repetitions as one read", () => {
    const call = provoker();
    call("GET campaigns", "a");
    expect(times(5, () => call("GET campaigns/:", "b"))).toEqual([
      ...["fails-thrice", "fails-thrice", "fails-thrice", null, null],
    ]);
    expect(call("GET creators/:", "c")).toBe("throttled");
    expect(call("GET creators/:", "c")).toBeNull();
  });

  it("goes on failing for twelve sendings, and no further", () => {
    const call = provoker();
    for (let nth = 1; nth < 8; nth += 1) call("GET creators/:", `read-${nth}`);
    const sendings = times(13, () => call("GET campaigns", "stuck"));
    expect(sendings).toEqual([...Array<string>(12).fill("fails"), null]);
  });

  it("forgets a call that was given up", () => {
    const call = provoker();
    call("GET campaigns", "a");
    expect(call("GET campaigns/:", "b")).toBe("fails-thrice");
    expect(call("GET campaigns/:", "b", 130_000)).toBeNull();
  });
});
