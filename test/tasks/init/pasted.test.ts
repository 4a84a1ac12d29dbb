import { describe, expect, it } from "vitest";
import { entryUrlIn, isContent, requestsIn } from "../../../src/tasks/init/pasted.js";

const URL = "https://gw.example.com/api/acme/sponsor?usn=7&custom_data=7%7C1%7Cab";

describe("what is pasted", () => {
  it.each([
    ["a URL", URL],
    ["in brackets", `<${URL}>`],
    ["HTML", URL.replaceAll("&", "&amp;")],
    ["a curl line", `curl -i '${URL}' -H 'Accept: */*'`],
    ["a curl of several lines", `curl \\\n  '${URL}' \\\n  -H 'Accept: */*'\n`],
    [
      "a request",
      `GET ${URL.slice("https://gw.example.com".length)} HTTP/1.1\nHost: gw.example.com\n\n`,
    ],
    ["a log line", `2026-01-05 10:00:00 INFO open "${URL}" for user 7`],
  ])("has its entry URL found: %s", (_, text) => {
    expect(entryUrlIn(text)?.replace(/^http:/, "https:")).toBe(URL);
  });

  it.each(["nothing", "./capture.http", "https://gw.example.com/api/acme/sponsor"])(
    "has none: %s",
    (text) => {
      expect(entryUrlIn(text)).toBeNull();
    },
  );

  it("is told from a path", () => {
    expect(["./a.json", "C:\\a.har", "curl.txt", "post me.http"].map(isContent)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(['{"a":1}', "a,b\n1,2", "curl https://x", "POST /in HTTP/1.1"].map(isContent)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(requestsIn('{"list":[]}')).toEqual([]);
  });
});
