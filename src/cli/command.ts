/** What a command is: its declaration as data, its work loaded only when it runs. */
import type { HttpClient } from "../adapters/http/http-client.js";
import type { Clock, Files, Prompter, Random, Terminal } from "../core/ports.js";
import type { Listen } from "../core/server.js";
import type { ProfileChoice } from "../tasks/open-profile.js";

export const COMMAND_GROUPS = [
  "Entry",
  "Webhooks",
  "Wallet",
  "Payments",
  "Postback",
  "Conformance",
  "Support",
  "Set-up",
  "Sandbox",
] as const;
export type CommandGroup = (typeof COMMAND_GROUPS)[number];

export interface ArgumentSpec {
  /** In commander's notation: `<required>`, `[optional]`, `[many...]`. */
  readonly name: string;
  readonly description: string;
}

export interface OptionSpec {
  /** In commander's notation: `--usn <id>`. */
  readonly flags: string;
  readonly description: string;
  /** @throws {UserError} naming the flag */
  readonly parse?: (text: string) => unknown;
  /** The flag may be given several times; its value is a list. */
  readonly repeatable?: true;
  readonly choices?: readonly string[];
  readonly required?: true;
}

export interface CommandDefinition {
  /** One word, or a noun and a verb: `webhooks list`. */
  readonly name: string;
  readonly group: CommandGroup;
  readonly summary: string;
  readonly description?: string;
  readonly arguments?: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  /** Lines that run as printed, on the sandbox where they need a target. */
  readonly examples: readonly string[];
  readonly load: () => Promise<{ readonly run: CommandRun }>;
}

/** How a command ended; only main.ts knows which exit code that is. */
export type Outcome = "done" | "refused" | "incomplete" | "defect" | "interrupted";

export type CommandRun = (context: CommandContext, input: CommandInput) => Promise<Outcome>;

export interface CommandInput {
  readonly arguments: readonly string[];
  /** By camel-cased flag name; absent when not given. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface GlobalFlags extends ProfileChoice {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  /** May ask questions. */
  readonly input: boolean;
  readonly cacert: string | null;
  /** Folder of the journal; null for the platform's own, false for none. */
  readonly journal: string | null | false;
  readonly allowLive: boolean;
  /** How `profile`, `env`, `set` or `timeout` was given: the flag, or its variable; null where it was not. */
  readonly givenBy: (key: "profile" | "env" | "set" | "timeout") => string | null;
}

/** The world that a command runs in; tests pass their own. */
export interface CliWorld {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly random: Random;
  readonly files: Files;
  readonly listen: Listen;
  readonly openHttp: (options: { readonly extraCa: readonly string[] }) => Promise<HttpClient>;
  /** To be opened only where `flags.input` allows questions. */
  readonly openPrompter: () => Promise<Prompter>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly version: string;
  /** Aborts when the process is asked to stop. */
  readonly signal: AbortSignal;
  /** Takes what stderr must say when the process is asked a second time, and ends at once. */
  readonly atOnce?: (lastWords: () => string | null) => void;
}

export interface CommandContext extends CliWorld {
  /** Every command there is. */
  readonly commands: readonly CommandDefinition[];
  /** The name of the command that runs. */
  readonly command: string;
  readonly flags: GlobalFlags;
  /** stderr, unless --quiet. */
  say(line: string): void;
  /** stderr, only with --verbose. */
  detail(line: string): void;
  /** stdout: the result. */
  result(text: string): void;
}
