/**
 * What there is to complete, read off the registry: commands, flags, and where
 * the values of each come from. How a shell is told is in the files beside this one.
 */
import { WEBHOOK_EVENTS } from "../../../../protocols/webhook/events.js";
import { REPORT_FORMAT_IDS } from "../../../../reports/formats/index.js";
import { PRESET_IDS } from "../../../../tasks/init/presets/index.js";
import type { CommandDefinition, OptionSpec } from "../../../command.js";
import { GLOBAL_OPTIONS } from "../../../global-flags.js";

/** Values that only the program itself knows when they are wanted; see values.ts. */
export const ASKED_VALUES = [
  "checks",
  "faults",
  "variants",
  "webhook-tampers",
  "callback-tampers",
  "profiles",
  "environments",
  "stored-secrets",
] as const;
export type AskedValues = (typeof ASKED_VALUES)[number];

/** Words, file names and what the program says may be combined; none is free text. */
export interface Source {
  readonly words?: readonly string[];
  readonly ask?: AskedValues;
  /** `at`: a file after `@`. */
  readonly files?: "plain" | "at" | "folders";
}

export interface CompletedFlag {
  /** Such as `--usn`. */
  readonly flag: string;
  readonly description: string;
  /** Null where the flag takes no value. */
  readonly value: Source | null;
}

export interface CompletedCommand {
  /** Empty for the program itself, `webhooks` for a noun, `webhooks list` for a command. */
  readonly name: string;
  /** Words that may follow and lead to another command. */
  readonly next: readonly { readonly word: string; readonly summary: string }[];
  /** The global ones stand with the program itself. */
  readonly flags: readonly CompletedFlag[];
  readonly operands: readonly Source[];
  /** The last operand may be repeated. */
  readonly repeats: boolean;
}

/** The names of the suites, which are too heavy to load for them; a test holds them to the registry. */
const SUITES = ["entry", "webhook", "wallet", "payments", "postback", "flow"];

/** By command and flag or operand, or by flag or operand alone; what is not here is free text or files. */
const SOURCES: Readonly<Record<string, Source>> = {
  "--profile": { ask: "profiles", files: "plain" },
  "--env": { ask: "environments" },
  "--cacert": { files: "plain" },
  "--fault": { ask: "faults" },
  "--variant": { ask: "variants" },
  "--only": { ask: "checks" },
  "profile show --only": {},
  "--skip": { ask: "checks" },
  "--reporter": { words: REPORT_FORMAT_IDS },
  "--event": { words: WEBHOOK_EVENTS },
  "--preset": { words: PRESET_IDS },
  "fire-webhook --tamper": { ask: "webhook-tampers" },
  "fire-callback --tamper": { ask: "callback-tampers" },
  "<check-id>": { ask: "checks" },
  "<event>": { words: WEBHOOK_EVENTS },
  "[event...]": { words: WEBHOOK_EVENTS },
  "conformance [suite...]": { words: SUITES },
  "vectors [suite...]": { words: ["entry", "webhook", "wallet", "payments"] },
  "<callback>": { words: ["auth", "withdraw", "deposit", "balance"] },
  "<game>": { words: ["chicken-race", "aviadrone"] },
  "[profile]": { ask: "profiles", files: "plain" },
  "profile set-secret <name>": { ask: "stored-secrets" },
  "<shell>": { words: ["bash", "zsh", "fish", "powershell"] },
};

export function completionModel(
  commands: readonly CommandDefinition[],
): readonly CompletedCommand[] {
  const nouns = [
    ...new Set(
      commands.flatMap(({ name }) => {
        const [noun = "", verb] = name.split(" ");
        return verb === undefined ? [] : [noun];
      }),
    ),
  ];
  return [
    {
      ...inner("", commands),
      flags: [
        ...GLOBAL_OPTIONS.map((option) => completedFlag("", option)),
        { flag: "--help", description: "print help", value: null },
        { flag: "--version", description: "print the version", value: null },
      ],
    },
    ...nouns.map((noun) => inner(noun, commands)),
    ...commands.map(leaf),
  ];
}

/** A place where another word decides: the program itself, or a noun, whose verbs say what it is about. */
function inner(name: string, commands: readonly CommandDefinition[]): CompletedCommand {
  const prefix = name === "" ? "" : `${name} `;
  const next = new Map<string, string[]>();
  for (const command of commands) {
    if (!command.name.startsWith(prefix)) continue;
    const [word = "", verb] = command.name.slice(prefix.length).split(" ");
    next.set(word, [...(next.get(word) ?? []), verb ?? command.summary]);
  }
  return {
    name,
    next: [...next].map(([word, texts]) => ({
      word,
      summary: texts.join(", "),
    })),
    flags: [],
    operands: [],
    repeats: false,
  };
}

function leaf(command: CommandDefinition): CompletedCommand {
  const operands = command.arguments ?? [];
  return {
    name: command.name,
    next: [],
    flags: command.options.map((option) => completedFlag(command.name, option)),
    operands: operands.map(({ name }) => sourceOf(command.name, name, name)),
    repeats: operands.at(-1)?.name.includes("...") === true,
  };
}

function completedFlag(
  command: string,
  { flags, description, choices }: OptionSpec,
): CompletedFlag {
  const [flag = "", placeholder] = flags.split(/ (.*)/);
  const value =
    placeholder === undefined
      ? null
      : choices === undefined
        ? sourceOf(command, flag, placeholder)
        : { words: choices };
  return { flag, description, value };
}

function sourceOf(command: string, name: string, placeholder: string): Source {
  const known = SOURCES[`${command} ${name}`] ?? SOURCES[name];
  if (known !== undefined) return known;
  if (placeholder.includes("@file")) return { files: "at" };
  if (placeholder.includes("dir")) return { files: "folders" };
  return placeholder.includes("file") ? { files: "plain" } : {};
}

/** The keys of the table of sources, for the test that holds them to the registry. */
export const SOURCE_KEYS = Object.keys(SOURCES);
export const SUITE_WORDS: readonly string[] = SUITES;
