/** `sign-entry`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { lineProfile } from "../../session/line-profile.js";
import { options } from "./sign-entry.options.js";
import { run } from "./sign-entry.run.js";

export const signEntry = defineCommand({
  name: "sign-entry",
  group: "Entry",
  summary: "print a signed WebView entry URL",
  description:
    "Prints a signed WebView entry URL. Without a profile the line says it all:\n--url 'https://gw.example/api/{partner}/sponsor' --partner acme --key-env NAME",
  options,
  line: (values, place) => lineProfile("entry", values, place),
  examples: [
    "playcamp-gw sign-entry --usn 100001 --sandbox --check",
    "playcamp-gw sign-entry --usn 100001 --campaign spring --sandbox",
  ],
  load: () => Promise.resolve({ run }),
});
