/** The parameters of a request, wherever they stand: read, and written again after a change. */
import { headerValue, type HeaderPair } from "../../core/http.js";
import { parseJson } from "../../core/json/read.js";
import { isJsonObject, type JsonValue, renderJson, scalarText } from "../../core/json/value.js";

export type Parameters = readonly (readonly [name: string, value: JsonValue])[];

interface Carrier {
  readonly url: string;
  readonly headers: readonly HeaderPair[];
  readonly body: Uint8Array | null;
}

type Place = "query" | "form" | "json";

function placeOf({ headers, body }: Carrier): Place {
  if (body === null) return "query";
  return /json/i.test(headerValue(headers, "content-type") ?? "") ? "json" : "form";
}

/** Those of the body where there is one, else of the URL. */
export function parametersOf(request: Carrier): Parameters {
  const text = Buffer.from(request.body ?? []).toString("utf8");
  switch (placeOf(request)) {
    case "query":
      return [...new URL(request.url).searchParams];
    case "form":
      return [...new URLSearchParams(text)];
    case "json": {
      const document = parseJson(text);
      return document.ok && isJsonObject(document.value) ? Object.entries(document.value) : [];
    }
  }
}

/** The same request with other parameters, in the same place. */
export function withParameters<Request extends Carrier>(
  request: Request,
  change: (parameters: Parameters) => Parameters,
): Request {
  const parameters = change(parametersOf(request));
  const pairs = parameters.map(([name, value]): [string, string] => [
    name,
    scalarText(value) ?? "",
  ]);
  switch (placeOf(request)) {
    case "query": {
      const query = pairs.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
      const bare = request.url.replace(/\?.*$/s, "");
      return { ...request, url: query === "" ? bare : `${bare}?${query}` };
    }
    case "form":
      return { ...request, body: Buffer.from(new URLSearchParams(pairs).toString()) };
    case "json":
      return { ...request, body: Buffer.from(renderJson(Object.fromEntries(parameters))) };
  }
}
