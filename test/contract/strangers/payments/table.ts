/** What the entries of this family share. */
import { table } from "../stranger.js";
import { openSource, type SourceChanges } from "./source.js";

export const { right, wrong, lax, legal } = table<SourceChanges>(openSource);
