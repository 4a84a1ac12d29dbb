/** The program that is measured: this checkout's, or another one to compare it with. */
import { fileURLToPath } from "node:url";

export const BIN =
  process.env["PLAYCAMP_GW_BIN"] ??
  fileURLToPath(new URL("../../bin/playcamp-gw.js", import.meta.url));
