/** Asks for a secret that is in none of its places: once a run, at a terminal, and kept for the run alone. */
import type { AskSecret } from "../../profile/secret-places.js";
import type { CommandContext } from "../command.js";

type Asking = Pick<CommandContext, "flags" | "terminal" | "openPrompter" | "say">;

export function createAskSecret({ flags, terminal, openPrompter, say }: Asking): AskSecret {
  const typed = new Map<string, Promise<string>>();
  const ask = async (path: string, reference: Parameters<AskSecret>[1]) => {
    const prompter = await openPrompter({ canGoBack: false });
    const value = await prompter.secret({
      message: `${path} is not set. Type it, for this call only`,
      problem: (text) => (text === "" ? "Nothing was typed; Ctrl-C leaves." : null),
    });
    say(`to be asked no more: ${wayToKeep(reference)}`);
    return value;
  };
  return async (path, reference) => {
    if (!flags.input || !terminal.errIsTerminal) return null;
    const place = JSON.stringify(reference);
    const value = typed.get(place) ?? ask(path, reference);
    typed.set(place, value);
    return value;
  };
}

function wayToKeep(reference: Parameters<AskSecret>[1]): string {
  if ("env" in reference) return `export ${reference.env}, or write it into .env`;
  if ("store" in reference) return `playcamp-gw profile set-secret ${reference.store}`;
  return `write it into ${reference.file}`;
}
