/** What is copied along with a request: the fence of a chat or an issue, and the prompt of a terminal. */
import { isBru } from "./bruno.js";
import { isFetch } from "./fetch-call.js";

const FENCE = /^\s*`{3,}[\w-]*\s*$/;
const COMMAND = String.raw`(?:curl|wget|https?|xh|iwr|irm|Invoke-\w{1,30}|printf)(?:\.exe)?\s`;
const RAW = /^[A-Z]{3,10} +(?:\S+ +HTTP\/[\d.]+|(?:https?:|\/)\S*)\s*$/;
const BEGINS = new RegExp(String.raw`^\s*(?:\$ )?${COMMAND}`, "i");
const PROMPT = new RegExp(
  String.raw`^\s*(?:(?:PS )?[A-Z]:\\[^>]{0,200}>|\[[^\]]{1,100}\][#$%] |[\w.-]{1,64}@[\w.-]{1,64}[^#$%]{0,200}[#$%] |% )\s*(?=${COMMAND})`,
  "i",
);

/** The text of a request as it was before somebody copied it; most texts as they are. */
export function withoutSurroundings(text: string): string {
  // Their own syntax tells where they end; what looks like a fence or a prompt is part of them.
  if (isBru(text) || isFetch(text)) return text;
  let isRaw = false;
  return withinFence(text)
    .split("\n")
    .map((line) => {
      isRaw ||= RAW.test(line);
      return isRaw ? line : line.replace(PROMPT, "");
    })
    .join("\n");
}

/** The one fenced part, unless what stands before it is a request already, whose body has fences. */
function withinFence(text: string): string {
  const lines = text.split("\n");
  const [first, last, ...others] = lines.flatMap((line, at) => (FENCE.test(line) ? [at] : []));
  if (first === undefined || last === undefined || others.length > 0) return text;
  const isInside = lines
    .slice(0, first)
    .some((line) => RAW.test(line) || BEGINS.test(line.replace(PROMPT, "")));
  if (isInside) return text;
  const fenced = lines.slice(first + 1, last).join("\n");
  // The fence's own line break.
  return fenced.replace(/\r$/, "");
}
