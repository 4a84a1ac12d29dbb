/** What a call says of keys. */
import { describe, expect, it } from "vitest";
import type { HeaderPair } from "../../../../src/core/http.js";
import { keyKindOf, keySeenIn } from "../../../../src/sandbox/roles/sdk-api/watch/key-facts.js";

const KEYS = { serverKey: "ak_server_a:secret-of-server", clientKey: "ak_client_a:secret-of-game" };

const authorised = (value: string): readonly HeaderPair[] => [["authorization", value]];

it.each([
  ["Bearer ak_server_a:secret-of-server", "server"],
  ["Bearer ak_client_a:secret-of-game", "client"],
  ["Bearer ak_server_b:another", "unknown"],
  ["Bearer secret-of-server", "malformed"],
  ["ak_server_a:secret-of-server", "malformed"],
  ["Basic YTpi", "malformed"],
  ["", "absent"],
])("Authorization: %s is %s", (value, kind) => {
  expect(keyKindOf({ headers: authorised(value) }, KEYS)).toBe(kind);
});

describe("a key elsewhere", () => {
  const seen = (target: string, body = "", authorization = "") =>
    keySeenIn({ target, body: Buffer.from(body), headers: authorised(authorization) }, KEYS);

  it.each([
    ["/v1/server/x?key=ak_server_a%3Asecret-of-server"],
    ["/v1/server/x?secret=secret-of-server"],
    ["/v1/server/ak_server_other:whatever-it-is/x"],
    ["/v1/server/x?key=ak_server_a:secret-of-server&z=%zz"],
  ])("is seen in %s", (target) => {
    expect(seen(target)).toEqual(["url"]);
  });

  it("is seen in a body, also where it is no key of this sandbox", () => {
    expect(seen("/", '{"key":"secret-of-game"}')).toEqual(["body"]);
    expect(seen("/", '{"key":"of-others-secret"}', "Bearer k:of-others-secret")).toEqual(["body"]);
  });

  it("is not seen where there is none", () => {
    expect(seen("/v1/server/users/ak_server?limit=1", '{"userId":"server"}')).toEqual([]);
  });
});
