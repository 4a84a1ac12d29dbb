/**
 * How a partner's gateway renames what PlayCamp sends: plain data, as it stands
 * in a profile under `webhook.gateway`. Applying it is gateway.ts's work.
 */

/**
 * Where a field's value comes from. Sources: `event` (the converted name),
 * `source` (PlayCamp's name), `callbackId`, `usn` (`data.userId`), `creator`
 * (the creator key that this converted event is about), `timestamp`, `isTest`,
 * and any `data.…`.
 */
export interface GatewayFieldRule {
  /** One source. */
  readonly path?: string;
  /** The same value in every event. */
  readonly const?: unknown;
  /** Text with sources in braces, `{usn}-{creator}`; left out when one of them is missing. */
  readonly template?: string;
  /** Replaces values that it names; others pass unchanged. */
  readonly lookup?: Readonly<Record<string, string | number>>;
  /** How the value is written; unchanged where left out. */
  readonly as?: GatewayValueFormat;
}

/**
 * - `id`: a number when canonically decimal and exactly representable, else a string
 * - `number`: as `id`, but leading zeros and fractions are taken too
 * - `string`
 * - `s`, `ms`: a time, as unix seconds or milliseconds
 * - `iso`: a time, as ISO 8601 in UTC with milliseconds
 */
export type GatewayValueFormat = "id" | "number" | "string" | "s" | "ms" | "iso";

/** A source's name, a rule, or null: the default field is not sent. */
export type GatewayField = string | GatewayFieldRule | null;

/** What one PlayCamp event becomes: a name, or a name with the creator it is about. */
export type GatewayOutput =
  | string
  | {
      readonly event: string;
      /** Of a `sponsor.changed`: the creator who was left, or the one who was chosen. */
      readonly creator?: "old" | "new";
    };

/** Every part is optional; what is left out is as in {@link DEFAULT_GATEWAY_MAPPING}. */
export interface GatewayMapping {
  /** Dotted path of the events in the body; empty when the body is the list itself. */
  readonly envelope?: string;
  /** Further values of the body, dotted path → value. */
  readonly constants?: Readonly<Record<string, unknown>>;
  /** Dotted path in a converted event → source. Merged over the defaults, field by field. */
  readonly fields?: Readonly<Record<string, GatewayField>>;
  /** PlayCamp event → what it becomes, in order; a name alone is a list of one. Merged over the defaults; an empty list unmaps. */
  readonly events?: Readonly<Record<string, string | readonly GatewayOutput[]>>;
}

/** @source Partner Gateway document, "Webhooks" */
export const DEFAULT_GATEWAY_MAPPING = {
  envelope: "events",
  constants: {},
  fields: {
    custom_data: { path: "callbackId" },
    usn: { path: "usn", as: "id" },
    creator_usn: { path: "creator" },
    event: { path: "event" },
    timestamp: { path: "timestamp", as: "s" },
  },
  events: {
    "sponsor.created": ["sponsor.created"],
    "sponsor.ended": ["sponsor.ended"],
    "sponsor.changed": [
      { event: "sponsor.ended", creator: "old" },
      { event: "sponsor.created", creator: "new" },
    ],
  },
} as const satisfies Required<GatewayMapping>;

/** A mapping with every part filled in and every field a rule. */
export interface ResolvedGatewayMapping {
  readonly envelope: string;
  readonly constants: Readonly<Record<string, unknown>>;
  readonly fields: ReadonlyMap<string, GatewayFieldRule>;
  readonly events: ReadonlyMap<string, readonly GatewayOutput[]>;
}

/** Lays a partner's mapping over the defaults. */
export function resolveGatewayMapping(mapping: GatewayMapping = {}): ResolvedGatewayMapping {
  const fields = new Map<string, GatewayFieldRule>(Object.entries(DEFAULT_GATEWAY_MAPPING.fields));
  for (const [name, field] of Object.entries(mapping.fields ?? {})) {
    if (field === null) fields.delete(name);
    else fields.set(name, overridden(fields.get(name), field));
  }
  return {
    envelope: mapping.envelope ?? DEFAULT_GATEWAY_MAPPING.envelope,
    constants: mapping.constants ?? DEFAULT_GATEWAY_MAPPING.constants,
    fields,
    events: new Map<string, readonly GatewayOutput[]>(
      Object.entries({
        ...DEFAULT_GATEWAY_MAPPING.events,
        ...mapping.events,
      }).map(([name, outputs]) => [name, typeof outputs === "string" ? [outputs] : outputs]),
    ),
  };
}

/** A rule without a source of its own refines the default: `{ "lookup": … }` is enough. */
function overridden(
  base: GatewayFieldRule | undefined,
  field: string | GatewayFieldRule,
): GatewayFieldRule {
  if (typeof field === "string") return { path: field };
  const hasSource =
    field.path !== undefined || field.template !== undefined || Object.hasOwn(field, "const");
  return hasSource ? field : { ...base, ...field };
}
