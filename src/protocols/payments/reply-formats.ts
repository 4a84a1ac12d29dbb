/** Replies that are no JSON, as the JSON value that a mapping's paths lead into; every value stays a text. */
import { parse } from "csv-parse/sync";
import { XMLParser } from "fast-xml-parser";
import { type JsonObject, type JsonValue, isJsonObject } from "../../core/json/value.js";
import { valueAt } from "../../core/json/path.js";
import { xmlTags } from "./xml-tags.js";

export type TableReading =
  | { readonly ok: true; readonly records: readonly JsonObject[] }
  | { readonly ok: false; readonly problem: string };

/** The first line names the columns; a row of another width is refused, and with it the reply. */
export function readTableReply(
  text: string,
  format: "csv" | "tsv",
  separator: string = format === "tsv" ? "\t" : ",",
): TableReading {
  try {
    const records: Record<string, string>[] = parse(text, {
      columns: (names: string[]) => names.map((name) => name.trim()),
      delimiter: separator,
      bom: true,
      skip_empty_lines: true,
    });
    return { ok: true, records };
  } catch (error) {
    const problem = error instanceof Error ? error.message : "";
    const name = format.toUpperCase();
    const [head = ""] = text.split(/\r?\n/, 1);
    const other = ["\t", ";", "|", ","].find(
      (each) => each !== separator && !head.includes(separator) && head.includes(each),
    );
    const way =
      other === undefined
        ? ""
        : ` (it may be separated by ${JSON.stringify(other)}: set payments.source.separator)`;
    return { ok: false, problem: `the body is not ${name}${way}: ${problem}` };
  }
}

/** Attributes are members whose name begins with `@`; entities other than XML's own stay as written. */
export function readXmlReply(
  text: string,
):
  | { readonly ok: true; readonly body: JsonValue }
  | { readonly ok: false; readonly problem: string } {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    ignoreDeclaration: true,
    parseTagValue: false,
    parseAttributeValue: false,
    removeNSPrefix: true,
  });
  const broken = openTag(text);
  if (broken !== null) return { ok: false, problem: `the body is not XML: ${broken}` };
  try {
    const body: unknown = parser.parse(text);
    return isJsonObject(body)
      ? { ok: true, body: asJson(body) }
      : { ok: false, problem: "the body is XML without an element" };
  } catch (error) {
    const problem = error instanceof Error ? error.message : "";
    return { ok: false, problem: `the body is not XML: ${problem}` };
  }
}

/** As deep as JSON may be. */
const DEEPEST = 256;

/** The parser reads on where a tag is missing: a reply that was cut off would pass for a short one. */
function openTag(text: string): string | null {
  const open: string[] = [];
  for (const { name, kind } of xmlTags(text)) {
    if (kind === "end") {
      if (open.pop() !== name) return `</${name}> closes nothing`;
    } else if (kind === "start") open.push(name);
    if (open.length > DEEPEST) return `its elements are more than ${DEEPEST} deep`;
  }
  const [first] = open;
  return first === undefined ? null : `<${first}> is not closed`;
}

/** What the parser gives is JSON already, texts and all. */
function asJson(value: unknown): JsonValue {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(asJson);
  if (!isJsonObject(value)) return null;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, asJson(child)]));
}

/** A list of one element looks like the element, and an empty one like its parent's empty text. */
export function xmlRecords(body: JsonValue, path: string): readonly JsonValue[] | "absent" {
  const found = valueAt(body, path);
  if (found !== undefined) return [found].flat();
  const parent = path.slice(0, Math.max(0, path.lastIndexOf(".")));
  const above = parent === "" ? undefined : valueAt(body, parent);
  return above === "" || isJsonObject(above) ? [] : "absent";
}
