/** The certificates of NODE_EXTRA_CA_CERTS, which Node forgets as soon as another CA is named. */
import { readFile } from "node:fs";
import { promisify } from "node:util";

/** @returns PEM texts */
export async function nodeExtraCa(
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[]> {
  const path = env["NODE_EXTRA_CA_CERTS"];
  if (path === undefined || path === "") return [];
  try {
    return [await promisify(readFile)(path, "utf8")];
  } catch {
    // Node itself has already warned about a file that it cannot read.
    return [];
  }
}
