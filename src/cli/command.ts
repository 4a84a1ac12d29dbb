/** What a command is: its declaration as data, its work loaded only when it runs. */
import type { AppendFiles } from "../core/append-file.js";
import type { Folders } from "../core/folders.js";
import type { HttpClient } from "../core/http.js";
import type {
  Clock,
  Files,
  OpenPrompter,
  Random,
  SecretStore,
  Terminal,
  UserSettings,
} from "../core/ports.js";
import type { RunInThread, RunThread } from "../core/threads.js";
import type { KnownSecret } from "../core/redaction/needles.js";
import type { ResultKind } from "./output/guarded-terminal.js";
import type { UserError } from "../core/errors.js";
import type { MachineFacts, NetworkProbe } from "../core/probes.js";
import type { WatchFolder } from "../core/folder-watch.js";
import type { OpenKeyboard } from "../core/keyboard.js";
import type { EditFile, RunProgram, StartProgram } from "../core/programs.js";
import type { AskSecret } from "../profile/secret-places.js";
import type { RecordFiles } from "../core/record-files.js";
import type { Listen } from "../core/server.js";
import type { ProfileChoice } from "../tasks/open-profile.js";
import type { OptionSpec, Uses, ValueSource } from "./options.js";

export const COMMAND_GROUPS = [
  "Entry",
  "Webhooks",
  "SDK API",
  "Wallet",
  "Payments",
  "Postback",
  "Conformance",
  "Load",
  "Support",
  "Set-up",
  "Sandbox",
] as const;
export type CommandGroup = (typeof COMMAND_GROUPS)[number];

export interface ArgumentSpec {
  /** In commander's notation: `<required>`, `[optional]`, `[many...]`. */
  readonly name: string;
  readonly description: string;
  /** Left out for free text. */
  readonly values?: ValueSource;
}

/** What help, completion and the README say of a command. */
export interface CommandDeclaration {
  /** One word, or a noun and a verb: `webhooks list`. */
  readonly name: string;
  readonly group: CommandGroup;
  readonly summary: string;
  readonly description?: string;
  readonly arguments?: readonly ArgumentSpec[];
  /** By the name that the command's own code uses. */
  readonly options: Readonly<Record<string, OptionSpec<unknown>>>;
  /** Its result comes piece by piece: whoever reads no further has had enough. */
  readonly isStreaming?: true;
  /** It works for long on much, and in a thread needs half of the memory. It reads no stdin, and asks for nothing but secrets. */
  readonly hasThread?: true;
  /** Lines that run as printed, on the sandbox where they need a target. */
  readonly examples: readonly string[];
}

export interface CommandDefinition extends CommandDeclaration {
  /** @throws {UserError} for what a flag was given */
  readonly start: (context: CommandContext, call: CommandCall) => Promise<Outcome>;
}

/** How a command ended; only main.ts knows which exit code that is. */
export type Outcome = "done" | "refused" | "incomplete" | "defect" | "interrupted";

/** A command line as it was parsed, before a flag's value was looked at. */
export interface CommandCall {
  readonly arguments: readonly string[];
  /** By the keys of the declaration's options. */
  readonly given: Readonly<Record<string, Uses>>;
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
  /** Whoever wrote the profile may name any variable and any file. */
  readonly trustProfile: boolean;
  /** How `profile`, `env`, `set` or `timeout` was given: the flag, or its variable; null where it was not. */
  readonly givenBy: (key: "profile" | "env" | "set" | "timeout") => string | null;
}

/** The world that a command runs in; tests pass their own. */
export interface CliWorld {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly random: Random;
  readonly files: Files;
  /** Files that only grow, each open to one process. */
  readonly appendFiles: AppendFiles;
  readonly folders: Folders;
  readonly machine: MachineFacts;
  readonly listen: Listen;
  readonly runProgram: RunProgram;
  readonly startProgram: StartProgram;
  readonly runThread: RunThread;
  /** For commands with {@link CommandDeclaration.hasThread}; left out, they run where they are. */
  readonly runInThread?: RunInThread;
  /** PEM texts that the environment names as trusted. */
  readonly extraCa: () => Promise<readonly string[]>;
  /** To be called only where `flags.input` allows questions. */
  readonly editFile: EditFile;
  readonly watchFolder: WatchFolder;
  /** @param options.extraCa PEM texts that are trusted besides the usual ones */
  readonly openHttp: (options: { readonly extraCa: readonly string[] }) => Promise<HttpClient>;
  readonly openNetworkProbe: (options: {
    readonly extraCa: readonly string[];
  }) => Promise<NetworkProbe>;
  /** Resolves when everything that waits for this thread now has had its turn. */
  readonly nextTurn: () => Promise<void>;
  /** What this user chose; null where the environment names no home. */
  readonly userSettings: () => UserSettings | null;
  readonly openRecordFiles: (folder: string, random: Random) => Promise<RecordFiles>;
  readonly openSecretStore: (folder: string) => Promise<SecretStore>;
  /** To be opened only where `flags.input` allows questions. */
  readonly openPrompter: OpenPrompter;
  /** To be opened only where `flags.input` allows questions. */
  readonly openKeyboard: OpenKeyboard;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly version: string;
  /** Aborts when the process is asked to stop. */
  readonly signal: AbortSignal;
  /** Takes what stderr must say when the process is asked a second time, and ends at once. */
  readonly atOnce: (lastWords: () => string | null) => void;
}

export interface CommandContext extends CliWorld {
  /** For a secret that is in none of its places. */
  readonly askSecret: AskSecret;
  /** Every command there is. */
  readonly allCommands: () => Promise<readonly CommandDeclaration[]>;
  /** The name of the command that runs. */
  readonly command: string;
  readonly flags: GlobalFlags;
  /** stderr, unless --quiet. */
  say(line: string): void;
  /** stderr, only with --verbose. */
  detail(line: string): void;
  /** stdout: the result. */
  result(text: string, kind?: ResultKind): void;
  /** stderr, whatever the flags: an error that does not end the command. */
  complain(error: UserError): void;
  /** Takes out of a text for a file what no output shows. */
  redact(text: string): string;
  /** From now on no output shows this. */
  learnSecret(secret: KnownSecret): void;
}
