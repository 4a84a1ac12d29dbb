/** The published JSON Schema says of a profile what loading it says: the same files pass, the same are refused. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/core/errors.js";
import { type JsonSchema, publishedJsonSchema } from "../../src/profile/json-schema.js";
import { loadProfile } from "../../src/profile/load.js";
import { isPlainObject } from "../../src/profile/overrides.js";
import { shareRepeated } from "../../src/profile/shared-schema.js";
import { profileFileSchema } from "../../src/profile/schema.js";

const FIXTURES = fileURLToPath(new URL("../../fixtures", import.meta.url));
const SCHEMA = publishedJsonSchema();
/** Strict: a keyword that editors do not know is an error. */
const validate = new Ajv({
  strict: true,
  allowUnionTypes: true,
  allErrors: true,
}).compile(shareRepeated(SCHEMA));

function filesIn(folder: string): readonly (readonly [string, unknown])[] {
  return readdirSync(join(FIXTURES, folder))
    .filter((name) => name.endsWith(".json"))
    .map((name) => [
      `${folder}/${name}`,
      JSON.parse(readFileSync(join(FIXTURES, folder, name), "utf8")) as unknown,
    ]);
}

/** Sections of the payment shapes, each as a profile of its own. */
const SHAPES = filesIn("payments")
  .filter(([name]) => /shape-[a-g]\.json$/.test(name))
  .map(([name, payments]) => [name, { partner: "acme", payments }] as const);

const GOOD = [...filesIn("profiles"), ...SHAPES];
const BROKEN = filesIn("profiles/broken");
const FULL = GOOD.find(([name]) => name.endsWith("full.json"))?.[1];

function loads(profile: unknown): boolean {
  try {
    loadProfile(JSON.stringify(profile), {
      origin: "fixture",
      environment: null,
      overrides: [],
    });
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

function verdict(profile: unknown): string {
  return validate(profile) ? "valid" : JSON.stringify(validate.errors);
}

describe("the published schema", () => {
  it("finds what it is tested with", () => {
    expect(SHAPES).toHaveLength(7);
    expect(GOOD.length).toBeGreaterThan(10);
    expect(BROKEN.length).toBeGreaterThan(20);
  });

  it.each(GOOD)("accepts %s, as loading does", (_, profile) => {
    expect(verdict(profile)).toBe("valid");
    expect(loads(profile)).toBe(true);
  });

  it.each(BROKEN)("refuses %s, as loading does", (_, profile) => {
    expect(loads(profile)).toBe(false);
    expect(verdict(profile)).not.toBe("valid");
  });

  it("lets a profile name its schema", () => {
    expect(verdict({ $schema: "./playcamp-gw.schema.json", partner: "acme" })).toBe("valid");
  });
});

type Path = readonly (string | number)[];

/** Every place in a value, from the outside inwards. */
function placesIn(value: unknown, path: Path = []): readonly Path[] {
  const inside = Array.isArray(value)
    ? value.flatMap((item, at) => placesIn(item, [...path, at]))
    : isPlainObject(value)
      ? Object.entries(value).flatMap(([key, item]) => placesIn(item, [...path, key]))
      : [];
  return [path, ...inside];
}

function changedAt(
  value: unknown,
  [step, ...rest]: Path,
  change: (value: unknown) => unknown,
): unknown {
  if (step === undefined) return change(value);
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<
    string | number,
    unknown
  >;
  copy[step] = changedAt(copy[step], rest, change);
  return copy;
}

/** There the schema knows more than the shape alone: which names there are. */
const FIELD_NAMES = /^(payments\.map|wallet\.fields)$/;

const MUTATIONS: Readonly<Record<string, (value: unknown) => unknown>> = {
  "an unknown key": (value) => (isPlainObject(value) ? { ...value, unknownKey: 1 } : value),
  "a number": () => 4711.5,
  "an object": () => ({ unknownKey: true }),
  "a list of lists": () => [[]],
  null: () => null,
};

describe("every place of a full profile, changed", () => {
  const inBase = placesIn(FULL).filter((path) => path.length > 0 && path[0] !== "environments");

  it.each(Object.entries(MUTATIONS))(
    "to %s, is judged by the schema as by loading",
    (_, mutate) => {
      let refused = 0;
      for (const path of inBase) {
        const name = path.join(".");
        if (FIELD_NAMES.test(name)) continue;
        const changed = changedAt(FULL, path, mutate);
        const isShapely = profileFileSchema().safeParse(changed).success;
        expect(verdict(changed) === "valid", name).toBe(isShapely);
        if (!isShapely) refused += 1;
      }
      expect(refused).toBeGreaterThan(40);
    },
  );

  it("holds in environments for what lies in them", () => {
    const unknown = (path: Path) =>
      changedAt(FULL, path, MUTATIONS["an unknown key"] ?? ((x) => x));
    const places = placesIn(FULL).filter(
      (path) =>
        path[0] === "environments" &&
        path.length > 1 &&
        isPlainObject(path.reduce<unknown>(child, FULL)),
    );
    expect(places.length).toBeGreaterThan(8);
    for (const path of places) {
      expect(verdict(unknown(path)), path.join(".")).not.toBe("valid");
      expect(loads(unknown(path)), path.join(".")).toBe(false);
    }
  });

  function child(value: unknown, step: string | number): unknown {
    return (value as Record<string | number, unknown>)[step];
  }
});

describe("for whoever completes by it in an editor", () => {
  it("every key says what it is for", () => {
    expect(undescribed(SCHEMA, "")).toEqual([]);
  });

  it("that is one line, and more than its default", () => {
    const odd = descriptions(SCHEMA).filter(
      (line) =>
        !/^[A-Z][^\n]{9,199}\.$/.test(line) || /^(?:Default [^.]*|What stands there)\.$/.test(line),
    );
    expect(odd).toEqual([]);
  });

  it("the full fixture shows every key, so that none goes untested", () => {
    const shown = new Set(
      placesIn(FULL).map((path) =>
        path
          .map((step) => (typeof step === "number" ? "[]" : step))
          .join(".")
          // Two queries of one shape: what cannot stand in one together stands in the other.
          .replace(/^payments\.refunds\.source\./, "payments.source."),
      ),
    );
    const missing = sectionKeys(SCHEMA).filter((key) => !shown.has(key));
    expect(missing).toEqual([]);
  });

  /** Keys of the sections and of the objects in them, those of unions left out. */
  function sectionKeys(schema: JsonSchema, path = ""): readonly string[] {
    return Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => {
      const name = path === "" ? key : `${path}.${key}`;
      const isElsewhere = name === "wallet.fields" || name === "payments.refunds.source";
      if (key === "environments" || isElsewhere) return [name];
      return [name, ...sectionKeys(inner, name)];
    });
  }

  function descriptions(schema: unknown): readonly string[] {
    if (Array.isArray(schema)) return schema.flatMap(descriptions);
    if (!isPlainObject(schema)) return [];
    const { description, ...rest } = schema;
    const own = typeof description === "string" ? [description] : descriptions(description);
    return [...own, ...Object.values(rest).flatMap(descriptions)];
  }

  function undescribed(schema: JsonSchema, path: string): readonly string[] {
    const { properties = {}, items, anyOf = [], oneOf = [] } = schema;
    const { additionalProperties } = schema;
    const inside = [
      ...anyOf,
      ...oneOf,
      ...(items === undefined ? [] : [items]),
      ...(typeof additionalProperties === "object" ? [additionalProperties] : []),
    ].flatMap((each) => undescribed(each, path));
    const isFieldName = /(payments\.map|wallet\.fields)$/.test(path);
    const own = Object.entries(properties).flatMap(([key, inner]) => {
      const name = path === "" ? key : `${path}.${key}`;
      const isSaid = isFieldName || inner.description !== undefined;
      return [...(isSaid ? [] : [name]), ...undescribed(inner, name)];
    });
    return [...own, ...inside];
  }
});
