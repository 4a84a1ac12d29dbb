/** The sandbox that a command works with, started for the call. */
import type { HttpClient } from "../../core/http.js";
import { UserError } from "../../core/errors.js";
import type { Http } from "../../core/http.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { ProfileChoice } from "../../tasks/open-profile.js";
import type { ToldCall } from "../../sandbox/role.js";
import type { OpenSandbox } from "../../tasks/sandbox/open-sandbox.js";
import type { SandboxChoices } from "../../tasks/sandbox/section.js";
import type { CommandContext } from "../command.js";
import { readCa } from "./client.js";
import type { SandboxFlags } from "./sandbox-options.js";

export interface SandboxPlace {
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  /** Left out, the published one. */
  readonly apiKey?: string;
  /** Told of each call of the watched SDK API. */
  readonly onCall?: (call: ToldCall) => void;
}

export interface TargetSandbox extends SandboxPlace {
  readonly target: SandboxFlags;
  /** The user's profile, for its recipes; null where there is none. */
  readonly base: ResolvedProfile | null;
  readonly choice: ProfileChoice;
}

/** @returns to be closed: no sandbox outlives its call */
export async function startTargetSandbox(
  { target, choice, ...base }: TargetSandbox,
  context: CommandContext,
): Promise<OpenSandbox> {
  const { openSandbox } = await import("../../tasks/sandbox/open-sandbox.js");
  const own = createSandboxHttp(context);
  const sandbox = await openSandbox(
    {
      ...base,
      flags: choice,
      deviations: [...(target.fault ?? []), ...(target.variant ?? [])],
      choices: sandboxChoices(target),
    },
    { ...context, http: own.http },
  );
  return { ...sandbox, close: () => sandbox.close().finally(own.close) };
}

/** What the flags say of the sandbox's data. */
function sandboxChoices({ paymentsShape, payments }: SandboxFlags): SandboxChoices {
  return {
    ...(paymentsShape === undefined ? {} : { paymentsShape }),
    ...(payments === undefined ? {} : { payments }),
  };
}

/** What a sandbox sends its deliveries with; opened with the first of them, which most calls never see. */
function createSandboxHttp(context: CommandContext): {
  readonly http: Http;
  readonly close: () => Promise<void>;
} {
  let client: Promise<HttpClient> | null = null;
  const open = async () => context.openHttp({ extraCa: await readCa(context) });
  return {
    http: async (request, signal) => {
      client ??= open();
      return (await client).http(request, signal);
    },
    close: async () => {
      if (client !== null) await (await client).close();
    },
  };
}

/** @throws {UserError} `usage` where flags change a sandbox that is not asked for */
export function assertDeviationsHaveSandbox(flags: SandboxFlags): void {
  if (flags.sandbox === true || !isDeviating(flags)) return;
  throw new UserError(
    "usage",
    "--fault, --variant, --payments-shape and --payments change the sandbox, and --sandbox is not given",
    "Add --sandbox, or leave them out.",
  );
}

/** Whether the flags say what kind of sandbox it is to be. */
export function isDeviating({ fault, variant, paymentsShape, payments }: SandboxFlags): boolean {
  const deviations = [...(fault ?? []), ...(variant ?? [])].length;
  return deviations > 0 || paymentsShape !== undefined || payments !== undefined;
}
