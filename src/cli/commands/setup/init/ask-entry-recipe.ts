/** An entry recipe written out part by part, while a sample is signed by what is there so far. */
import { SIGNATURE_ENCODINGS } from "../../../../protocols/signing/encodings.js";
import { SIGNING_ALGORITHMS } from "../../../../protocols/signing/algorithms.js";
import { type Draft, withValues } from "../../../../tasks/init/draft.js";
import type { SampleWorld } from "../../../../tasks/init/samples.js";
import { askValue } from "./ask-values.js";
import type { InitDesk } from "./desk.js";
import { entrySampleText } from "./entry-sample.js";

export async function askRecipe(desk: InitDesk, draft: Draft, world: SampleWorld): Promise<Draft> {
  const { prompter, say } = desk;
  const preview = (filled: Draft) => entrySampleText(filled, world);
  say("  With hmac the key is the HMAC's key; otherwise it stands in the text.");
  const algorithm = await prompter.choose({
    message: "Algorithm",
    choices: SIGNING_ALGORITHMS.map((value) => ({ value, name: value })),
  });
  const isHmac = algorithm.startsWith("hmac");
  let written = withValues(draft, [
    `entry.signature.algorithm=${algorithm}`,
    ...(isHmac ? ["entry.signature.message={usn}|{timestamp}"] : []),
  ]);
  say("  Placeholders: {usn} {campaign} {timestamp} {key} {partner}.");
  written = await askValue(desk, written, {
    path: "entry.signature.message",
    message: "Text that is signed",
    preview,
  });
  written = await askChoice(desk, written, "entry.signature.encoding", {
    message: "The signature is written as",
    values: SIGNATURE_ENCODINGS,
  });
  written = await askChoice(desk, written, "entry.signature.timestamp", {
    message: "The timestamp counts",
    values: ["s", "ms"],
  });
  say("  The token is what the game hands over; {signature} stands in it.");
  written = await askValue(desk, written, {
    path: "entry.signature.token",
    message: "Token",
    preview,
  });
  for (const [name, meaning] of PARAMETERS)
    written = await askValue(desk, written, {
      path: `entry.params.${name}`,
      message: `Parameter that carries ${meaning}`,
    });
  return written;
}

const PARAMETERS = [
  ["usn", "the user's id"],
  ["campaign", "the campaign"],
  ["token", "the token"],
] as const;

async function askChoice(
  { prompter }: InitDesk,
  draft: Draft,
  path: string,
  question: { readonly message: string; readonly values: readonly string[] },
): Promise<Draft> {
  const value = await prompter.choose({
    message: question.message,
    choices: question.values.map((each) => ({ value: each, name: each })),
  });
  return withValues(draft, [`${path}=${value}`]);
}
