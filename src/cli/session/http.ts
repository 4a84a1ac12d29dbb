/**
 * Opens the HTTP client for a command and closes it whatever happens. What is
 * sent through it stands in the journal, so no command can forget that.
 */
import { UserError } from "../../core/errors.js";
import type { Http, RaceHttp } from "../../core/http.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { CommandContext } from "../command.js";
import { journalling } from "./journal.js";
import { readNamedFile } from "./read-input.js";

/** @param profile whose secrets are kept out of the journal; null where there is none */
export async function withHttp<Result>(
  context: CommandContext,
  profile: ResolvedProfile | null,
  use: (http: Http, race: RaceHttp, load: Http) => Promise<Result>,
): Promise<Result> {
  const extraCa = await readCa(context);
  const { openHttp } = await journalling(context, profile);
  const { http, race, load, close } = await openHttp({ extraCa });
  try {
    return await use(http, race, load);
  } finally {
    await close();
  }
}

/** The PEM texts of --cacert. */
export async function readCa(context: CommandContext): Promise<readonly string[]> {
  const { flags } = context;
  if (flags.cacert === null) return [];
  const bytes = await readNamedFile(flags.cacert, context);
  const text = bytes === null ? "" : Buffer.from(bytes).toString("utf8");
  if (text.includes("-----BEGIN CERTIFICATE-----")) return [text];
  throw new UserError(
    "tls_file_invalid",
    bytes === null
      ? `--cacert ${flags.cacert}: there is no such file`
      : `--cacert ${flags.cacert}: not a PEM certificate`,
    "A PEM file begins with -----BEGIN CERTIFICATE-----.",
  );
}
