/** Opens the HTTP client for a command and closes it whatever happens. */
import { UserError } from "../core/errors.js";
import type { Http, RaceHttp } from "../core/http.js";
import type { CommandContext } from "./command.js";
import { resolve } from "node:path";

export async function withHttp<Result>(
  context: CommandContext,
  use: (http: Http, race: RaceHttp) => Promise<Result>,
): Promise<Result> {
  const extraCa = await readCa(context);
  const { http, race, close } = await context.openHttp({ extraCa });
  try {
    return await use(http, race);
  } finally {
    await close();
  }
}

async function readCa({
  flags,
  files,
  cwd,
}: CommandContext): Promise<readonly string[]> {
  if (flags.cacert === null) return [];
  const bytes = await files.readBytes(resolve(cwd, flags.cacert));
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
