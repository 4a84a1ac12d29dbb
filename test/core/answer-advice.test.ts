/** What is said about answers that are no success: each of its kind, and nothing where nothing is known. */
import { describe, expect, it } from "vitest";
import { adviceOnAnswer, adviceOnFailure } from "../../src/core/answer-advice.js";
import type { HeaderPair } from "../../src/core/http.js";

const URL_ = "http://game.test:8080/hook";

function advice(
  status: number,
  headers: readonly HeaderPair[] = [],
  text = "",
  method = "POST",
): string | null {
  return adviceOnAnswer({ method, url: URL_, status, headers, text });
}

describe("a redirect", () => {
  it.each([
    [308, "https://game.test:8080/hook", "POST", /wants https:\/\/; use that URL itself/],
    [301, "/hook/", "POST", /only the slash at the end differs.*without the body/],
    [307, "/hook/", "POST", /only the slash at the end differs(?!.*without the body)/],
    [303, "/hook/", "GET", /(?!.*without the body)/],
    [302, "/users/sign_in?next=/hook", "POST", /login page/],
    [302, "/sso", "POST", /login page/],
    [301, "http://www.game.test:8080/hook", "POST", /another host/],
    [308, URL_, "POST", /to itself/],
    [308, `${URL_}#x`, "POST", /to itself/],
    [302, "/authors", "POST", /use that URL itself/],
  ])("with %d to %s of a %s", (status, location, method, said) => {
    const text = advice(status, [["location", location]], "", method);
    expect(text).toMatch(said);
    expect(text).toContain(new URL(location, URL_).href);
  });

  it.each(["", "http://", "  "])("to nowhere (%j) is told as such", (location) => {
    expect(advice(307, [["Location", location]])).toMatch(/without a Location/);
  });
});

describe("an answer", () => {
  it.each<[number, HeaderPair[], string, RegExp]>([
    [
      400,
      [],
      "The plain HTTP request was sent to HTTPS port",
      /use https:\/\/game\.test:8080\/hook/,
    ],
    [400, [], "Client sent an HTTP request to an HTTPS server.", /speaks TLS/],
    [400, [], "This combination of host and port requires TLS.", /speaks TLS/],
    [400, [], "You're speaking plain HTTP to an SSL-enabled server port.", /speaks TLS/],
    [426, [["Upgrade", "TLS/1.2, HTTP/1.1"]], "", /wants TLS/],
    [404, [["Ngrok-Error-Code", "ERR_NGROK_3200"]], "", /ERR_NGROK_3200/],
    [403, [], "CSRF verification failed. Request aborted.", /csrf_exempt/],
    [422, [], "ActionController::InvalidAuthenticityToken", /skip_forgery_protection/],
    [419, [], "", /Laravel/],
    [400, [], "Invalid HTTP_HOST header: 'game.test'", /add game\.test/],
    [403, [["cf-mitigated", "challenge"]], "", /firewall/],
    [403, [["x-amzn-waf-action", "block"]], "", /firewall/],
    [401, [["WWW-Authenticate", 'Basic realm="x"']], "", /\(Basic\)/],
    [404, [], "Cannot POST /hook", /no route for POST/],
    [404, [], "", /Nothing is served/],
    [405, [["Allow", "GET, HEAD"]], "", /it takes GET, HEAD/],
    [407, [], "", /NO_PROXY/],
    [413, [], "", /shorter bodies/],
    [415, [], "", /application\/json/],
    [503, [], "", /gateway before/],
    [525, [], "", /Cloudflare/],
  ])("of %d %j %j", (status, headers, text, said) => {
    expect(advice(status, headers, text)).toMatch(said);
  });

  it.each<[number, HeaderPair[], string]>([
    [200, [], "CSRF"],
    [400, [], '{"error":"creatorKey unknown"}'],
    [401, [], "Invalid signature"],
    [401, [["WWW-Authenticate", "Bearer"]], ""],
    [403, [], "signature"],
    [500, [], "boom"],
    [304, [], ""],
  ])("of %d %j %j speaks for itself", (status, headers, text) => {
    expect(advice(status, headers, text)).toBeNull();
  });
});

describe("no answer", () => {
  it.each([
    [
      "refused",
      "connection refused (ECONNREFUSED); on this port a server listens at [::1] alone",
      /^Write \[::1\]/,
    ],
    ["refused", "the proxy 10.0.0.1:3128: connection refused (ECONNREFUSED)", /HTTP_PROXY/],
    ["refused", "connection refused (ECONNREFUSED)", /host and port/],
    ["tls", "this port speaks TLS, and the URL says http://", /^Use https:/],
    ["tls", "TLS: certificate has expired (CERT_HAS_EXPIRED)", /--cacert/],
    ["dns", "the host name does not resolve (ENOTFOUND)", /slip/],
  ] as const)("because of %s: %s", (kind, message, said) => {
    expect(adviceOnFailure(URL_, { kind, message })).toMatch(said);
  });

  it("of TLS where plain HTTP is spoken names the other scheme", () => {
    const message = "TLS: the other side does not speak TLS (ERR_SSL_WRONG_VERSION_NUMBER)";
    expect(adviceOnFailure("https://h.test/x", { kind: "tls", message })).toContain(
      "http://h.test/x",
    );
  });
});
