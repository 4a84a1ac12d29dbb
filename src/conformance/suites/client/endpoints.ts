/** Who calls, where, and in which form: keys, paths, methods, bodies. */
import { headerValue } from "../../../core/http.js";
import { isJsonObject } from "../../../core/json/value.js";
import { type CallCheck, callScenario, eachCall, ofWholeRecord } from "./call-check.js";
import type { SeenCall } from "./seen-calls.js";

const API = "PlayCamp SDK API";

const isServerSide = ({ route, target }: SeenCall) =>
  route === null ? !target.includes("/v1/client/") : !route.includes(" client/");

const PRESENTED: CallCheck = {
  id: "client.auth.key-presented",
  title: "calls carry the server key in Authorization",
  level: "MUST",
  clause: `${API}, authentication: Authorization: Bearer {keyId}:{secret}`,
  why: "Nothing that the game reports arrives.",
  fix: "Send Authorization: Bearer and the whole server key, key id and secret with the colon between them.",
  kills: ["client.no-authorization"],
  isAbout: isServerSide,
  unseen: "no call to a server endpoint was seen",
  judge: ofWholeRecord((calls) =>
    calls.some(({ key }) => key === "server")
      ? null
      : {
          expected: "at least one call with Authorization: Bearer and the server key",
          actual: `none of ${calls.length} calls; ${authorizationOf(calls[0])}`,
          calls,
        },
  ),
};

function authorizationOf(call: SeenCall | undefined): string {
  switch (call?.key) {
    case "absent":
      return "the first has no Authorization";
    case "unknown":
      return "the first has another key: configure the one that this sandbox shows";
    case "client":
      return "the first has the client key";
    default:
      return "the first has an Authorization of another form";
  }
}

const EVERY_CALL: CallCheck = {
  id: "client.auth.every-call",
  title: "every call carries a whole key, as Bearer",
  level: "MUST",
  clause: `${API}, authentication: Authorization: Bearer {keyId}:{secret}; 401 UNAUTHORIZED`,
  why: "That part of the game is refused on every call.",
  fix: "Set Authorization in the one place that every call passes.",
  kills: ["client.no-authorization", "client.forgets-authorization", "client.key-without-bearer"],
  isAbout: isServerSide,
  unseen: "no call to a server endpoint was seen",
  judge: eachCall(({ key }) => {
    if (key === "server" || key === "client") return null;
    return {
      expected: "Authorization: Bearer {keyId}:{secret}",
      actual: {
        absent: "no Authorization",
        malformed: "an Authorization that is not Bearer with a key id, a colon and a secret",
        unknown: "a key that is not this sandbox's",
      }[key],
    };
  }),
};

const SERVER_KEY: CallCheck = {
  id: "client.auth.server-key-on-server-endpoints",
  title: "server endpoints are called with the server key",
  level: "MUST",
  clause: `${API}, authentication: a client key on a server endpoint is 403`,
  why: "The client key is in every copy of the game; PlayCamp answers it 403 here.",
  fix: "Configure the key that begins with ak_server_ on the server, and leave the other to the game.",
  kills: ["client.client-key-on-server"],
  isAbout: isServerSide,
  unseen: "no call to a server endpoint was seen",
  judge: eachCall(({ key }) =>
    key === "client" ? { expected: "the server key", actual: "the client key" } : null,
  ),
};

const NOT_IN_URL: CallCheck = {
  id: "client.auth.key-not-in-url",
  title: "no key stands in a URL",
  level: "MUST",
  clause: `${API}, authentication: the key belongs in Authorization`,
  why: "URLs stand in the logs of every proxy on the way; whoever reads them can report payments.",
  fix: "Send the key in Authorization alone, and change a key that has been in URLs.",
  kills: ["client.key-in-url"],
  isAbout: () => true,
  unseen: "no call was seen",
  judge: eachCall(({ keySeenIn }) =>
    keySeenIn.includes("url")
      ? { expected: "a URL without a key", actual: "a key, or its secret, in the URL" }
      : null,
  ),
};

const NOT_IN_BODY: CallCheck = {
  id: "client.auth.key-not-in-body",
  title: "no key stands in a body",
  level: "SHOULD",
  clause: `${API}, authentication: the key belongs in Authorization`,
  why: "Bodies are logged, and metadata is shown to others.",
  fix: "Send the key in Authorization alone.",
  kills: ["client.key-in-body"],
  isAbout: ({ exchange }) => exchange.request.body !== null,
  unseen: "no call with a body was seen",
  judge: eachCall(({ keySeenIn }) =>
    keySeenIn.includes("body")
      ? { expected: "a body without a key", actual: "a key, or its secret, in the body" }
      : null,
  ),
};

const KNOWN: CallCheck = {
  id: "client.calls.known-endpoints",
  title: "every call goes to an endpoint that there is, by its method",
  level: "MUST",
  clause: `${API}, endpoints`,
  why: "PlayCamp answers 404 or 405, and what was reported is lost.",
  fix: "Compare method and path with the documentation; join the base URL and the path with one slash, and encode each part of a path, so that a slash in a user id is %2F.",
  kills: [
    "client.misspelt-path",
    "client.wrong-method",
    "client.double-slash",
    "client.raw-path-parts",
  ],
  isAbout: () => true,
  unseen: "no call was seen",
  judge: eachCall(({ lacks, method }) => {
    if (lacks === null) return null;
    return lacks === "path"
      ? { expected: "a documented path", actual: "there is no such path" }
      : { expected: "a documented method", actual: `there is no ${method} at this path` };
  }),
};

/** A form has its own name for what it is. */
const isWrite = ({ method, route, exchange }: SeenCall) =>
  route !== null && method !== "GET" && (exchange.request.body?.bytes ?? 0) > 0;

const JSON_BODIES: CallCheck = {
  id: "client.calls.json-bodies",
  title: "bodies are JSON objects",
  level: "MUST",
  clause: `${API}, requests: JSON`,
  why: "PlayCamp answers 400, and what was reported is lost.",
  fix: "Send JSON.stringify of an object, as UTF-8.",
  kills: ["client.form-bodies"],
  isAbout: (call) => isWrite(call) && call.exchange.request.body?.truncated !== true,
  unseen: "no call with a body was seen",
  judge: eachCall(({ body }) =>
    body !== null && isJsonObject(body)
      ? null
      : { expected: "a JSON object", actual: "a body that is none" },
  ),
};

const CONTENT_TYPE: CallCheck = {
  id: "client.calls.content-type",
  title: "bodies are named application/json",
  level: "SHOULD",
  clause: `${API}, requests: Content-Type: application/json`,
  why: "A server that goes by the content type does not parse the body.",
  fix: "Send Content-Type: application/json with each body.",
  kills: ["client.text-content-type"],
  isAbout: isWrite,
  unseen: "no call with a body was seen",
  judge: eachCall(({ exchange }) => {
    const type = headerValue(exchange.request.headers, "Content-Type");
    return type !== null && /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type.trim())
      ? null
      : { expected: "Content-Type: application/json", actual: type ?? "no Content-Type" };
  }),
};

export const endpointScenarios = [
  callScenario("client.keys", [PRESENTED, EVERY_CALL, SERVER_KEY, NOT_IN_URL, NOT_IN_BODY]),
  callScenario("client.calls", [KNOWN, JSON_BODIES, CONTENT_TYPE]),
];
