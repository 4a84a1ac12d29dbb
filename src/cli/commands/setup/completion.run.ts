/** `completion`: a script made from the registry, or the values that a script asks for. */
import { UserError } from "../../../core/errors.js";
import { suggestionHint } from "../../../core/suggest.js";
import type { Outcome } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import { ASKED_VALUES } from "../../options.js";
import type { Session } from "../../session/session.js";
import { renderBash } from "./completion/bash.js";
import { installCompletion } from "./completion/install.js";
import type { Options } from "./completion.js";
import { renderFish } from "./completion/fish.js";
import { type CompletedCommand, completionModel } from "./completion/model.js";
import { renderPowershell } from "./completion/powershell.js";
import { renderZsh } from "./completion/zsh.js";

type Render = (model: readonly CompletedCommand[]) => string;

const SHELLS = new Map<string, Render>([
  ["bash", renderBash],
  ["zsh", renderZsh],
  ["fish", renderFish],
  ["powershell", renderPowershell],
  ["pwsh", renderPowershell],
]);

export const run: CommandRun<Options> = async (
  session,
  { arguments: [shell = "", ...rest], options: { install } },
) => {
  if (shell === "values") return printValues(rest, session);
  const render = SHELLS.get(shell);
  if (render === undefined)
    throw new UserError(
      "unknown_shell",
      `there is no completion for "${shell}"`,
      suggestionHint(shell, [...SHELLS.keys()]),
    );
  if (rest.length > 0)
    throw new UserError(
      "usage",
      `completion ${shell} takes nothing further, and "${rest.join(" ")}" follows`,
      "Name the shell alone.",
    );
  const script = render(completionModel(await session.allCommands()));
  if (install) await installCompletion(shell, script, session);
  else session.result(script);
  return "done";
};

async function printValues(
  [what = "", ...words]: readonly string[],
  session: Session,
): Promise<Outcome> {
  const wanted = ASKED_VALUES.find((each) => each === what);
  if (wanted === undefined)
    throw new UserError(
      "unknown_values",
      `completion values knows nothing of "${what}"`,
      suggestionHint(what, ASKED_VALUES),
    );
  const { askedValues } = await import("./completion/values.js");
  const values = await askedValues(wanted, words, session);
  if (values.length > 0) session.result(values.join("\n"));
  return "done";
}
