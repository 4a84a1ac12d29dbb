/** `vectors`: its declaration. */
import { VECTOR_SUITES, VECTOR_TASKS } from "../../../tasks/vectors/vector.js";
import { defineCommand } from "../../define-command.js";
import { input, oneOf, text, type OptionsOf } from "../../options.js";
import { sandboxOption } from "../../session/sandbox-options.js";

const options = {
  task: oneOf("--task <task>", "only the vectors of this task", VECTOR_TASKS),
  check: input("--check <@file|->", "judge these results instead of printing the vectors"),
  exec: text("--exec <command>", "run this program on the vectors and judge what it prints"),
  ...sandboxOption("use the sandbox's recipes where there is no profile"),
};
export type Options = OptionsOf<typeof options>;

export const vectors = defineCommand({
  name: "vectors",
  group: "Entry",
  summary: "print test vectors of the profile's recipes, or judge an implementation by them",
  description: `Prints test vectors for programs in any language: inputs, the signed bytes as hex, the right
outputs, and what has to be refused. All are made with a published test key; no secret is read.

The document: {"format":"playcamp-gw/vectors@1", "recipes":{suite:{…}}, "cases":[…]}. A case has
  id, suite, title, key, input, expected, and task:
  sign    compute from key and input; expected {signature} (entry also {token,url}; signedHex
          is what is signed)
  verify  accept or refuse input at input.nowSec; expected {accepted, reason}; reason is not judged
Inputs: entry sign {usn,campaign,timestamp,partner,params}, verify {url,params}; webhook and wallet
{bodyHex,body,…}, bodyHex being the exact bytes; payments {timestamp,from,to,partner}. A signature
that is null was not sent.

Results, for --check and --exec: {"id":…, "token":…} or {"id":…, "signature":…} for sign (more of
url, signature, signedHex is judged too, and signedHex shows where the text went wrong),
{"id":…, "accepted":true|false} for verify. --check takes {"results":[…]}, a list, or one a line.

--exec starts the program once, writes one case a line to its stdin (with its suite's recipe,
without the answer), closes it, and reads one result a line from its stdout; other lines are ignored. No shell is
used: the line is split at spaces, quotes group (on Windows only double ones, and a backslash is
part of a path). For pipes, or .cmd files, name the shell: --exec 'cmd /d /c sign.cmd'.
--timeout bounds the program (default: 30s); it is ended, with its children, when it is over.

Exits 1 when a result is wrong, 3 when none is wrong and some are missing.`,
  arguments: [
    {
      name: "[suite...]",
      description: "entry, webhook, wallet, payments (default: those of the profile)",
      values: { words: VECTOR_SUITES },
    },
  ],
  options,
  examples: ["playcamp-gw vectors --sandbox", "playcamp-gw vectors entry --task sign --sandbox"],
  load: () => import("./vectors.run.js"),
});
