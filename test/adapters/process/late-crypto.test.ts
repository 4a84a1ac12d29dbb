/** The first short texts are hashed in another way than the rest: nobody may see a difference. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";

beforeEach(() => {
  vi.resetModules();
});

const asNode = (digest: string, data: Uint8Array, as: "hex" | "binary") =>
  createHash(digest).update(data).digest(as);

describe.each(["sha256", "sha512"] as const)("a %s digest", (digest) => {
  it.each(["hex", "binary"] as const)("is Node's as %s, first or later", async (as) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 12 }),
        async (texts) => {
          vi.resetModules();
          const { hash } = await import("../../../src/adapters/process/late-crypto.js");
          for (const text of texts) expect(hash(digest, text, as)).toBe(asNode(digest, text, as));
        },
      ),
      { numRuns: 25 },
    );
  });

  it("is Node's at every length around its blocks, and where it is long", async () => {
    for (const length of [0, 55, 56, 63, 64, 65, 119, 120, 127, 128, 1_023, 1_024, 1_025, 70_000]) {
      vi.resetModules();
      const { hash } = await import("../../../src/adapters/process/late-crypto.js");
      const data = Uint8Array.from({ length }, (_, at) => at % 251);
      expect(hash(digest, data, "hex")).toBe(asNode(digest, data, "hex"));
    }
  });
});

it("takes Node's crypto for what is not short or not the first, and not before", async () => {
  const load = vi.spyOn(process, "getBuiltinModule");
  const { hash } = await import("../../../src/adapters/process/late-crypto.js");
  const short = new Uint8Array(64);
  for (let nth = 0; nth < 6; nth += 1) hash("sha256", short, "hex");
  expect(load).not.toHaveBeenCalled();
  hash("sha256", short, "hex");
  expect(load).toHaveBeenCalledWith("node:crypto");
  load.mockRestore();
});
