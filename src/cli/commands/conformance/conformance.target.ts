/** Where the server under test is, and how `--start` brings it up. */
import { UserError } from "../../../core/errors.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { chooseSuites } from "../../../tasks/conformance/choose-suites.js";
import type { TargetStart } from "../../../tasks/conformance/started-target.js";
import type { CommandContext } from "../../command.js";
import type { CommandInput } from "../../define-command.js";
import type { Options } from "./conformance.js";

/** @throws {UserError} `usage` */
export function targetStart(
  { arguments: suites, options }: CommandInput<Options>,
  profile: ResolvedProfile,
  { cwd }: CommandContext,
): TargetStart | null {
  if (options.start === undefined) {
    if (options.readyOn === undefined) return null;
    throw new UserError("usage", "--ready-on waits for what --start has started", "Add --start.");
  }
  const [first] = chooseSuites(suites, profile, options.sandbox);
  const readyOn = options.readyOn ?? (first === undefined ? null : originOf(first.id, profile));
  if (readyOn !== null) return { line: options.start, readyOn, cwd };
  throw new UserError(
    "usage",
    "--start: nothing says where the server answers",
    "Add --ready-on URL.",
  );
}

/** Where the suite's target is: whatever answers there is up. */
export function originOf(suite: string, { profile }: ResolvedProfile): string | null {
  const urls: Readonly<Record<string, string | undefined>> = {
    entry: profile.entry?.url,
    webhook: profile.webhook?.url,
    wallet: profile.wallet?.url,
    payments: profile.payments?.source.url,
    postback: profile.postback?.url,
  };
  const url = urls[suite]?.replaceAll(/\{[\w.-]+\}/g, "x");
  return url === undefined || !URL.canParse(url) ? null : new URL(url).origin;
}
