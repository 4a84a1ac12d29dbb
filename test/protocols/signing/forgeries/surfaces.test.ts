/** Each surface moves a request, is known by what it changed, and by nothing else. */
import { describe, expect, it } from "vitest";
import {
  SURFACES,
  type SurfaceRequest,
  usualPath,
} from "../../../../src/protocols/signing/forgeries/surfaces.js";

const RIGHT: SurfaceRequest = {
  method: "POST",
  url: "https://game.example/api/hooks",
  headers: [["Content-Type", "application/json"]],
};

/** What a server sees of a request whose body comes in chunks. */
const asReceived = (request: SurfaceRequest): SurfaceRequest =>
  request.chunked === true
    ? { ...request, headers: [...request.headers, ["Transfer-Encoding", "chunked"]] }
    : request;

describe("a surface", () => {
  it.each(SURFACES.map((surface) => [surface.id, surface] as const))(
    "%s moves a request and is known by it",
    (id, { move, isMoved }) => {
      expect(isMoved(RIGHT, "POST")).toBe(false);
      const moved = asReceived(move(RIGHT));
      expect(isMoved(moved, "POST")).toBe(true);
      const others = SURFACES.filter((each) => each.id !== id && each.isMoved(moved, "POST"));
      // Any method but the usual one is another.
      expect(others.map((each) => each.id)).toEqual(
        id === "further-method" ? ["other-method"] : [],
      );
    },
  );

  it.each(SURFACES.filter(({ elsewhere }) => elsewhere === true).map(({ id, move }) => [id, move]))(
    "%s leads to the same place",
    (_, move) => {
      const { url } = move({ ...RIGHT, url: "/api/hooks" });
      expect(usualPath(url)).toBe("/api/hooks");
    },
  );

  it.each(["https://game.example", "https://game.example?a=1"])(
    "moves %s to another place of that host, or not at all",
    (url) => {
      for (const { id, move } of SURFACES.filter(({ elsewhere }) => elsewhere === true)) {
        const moved = move({ ...RIGHT, url }).url;
        expect(new URL(moved).host, id).toBe("game.example");
        expect(moved === url, id).toBe(new URL(moved).href === new URL(url).href);
      }
    },
  );

  it("leaves the query alone", () => {
    for (const { id, move } of SURFACES.filter(({ elsewhere }) => elsewhere === true))
      expect(move({ ...RIGHT, url: "/api/hooks?a=//;v" }).url, id).toMatch(/\?a=\/\/;v$/);
  });
});
