/**
 * A line of text with something shown below it that changes with every key: the sample that
 * the answer so far signs. Several lines that are pasted are one answer.
 */
import {
  createPrompt,
  isEnterKey,
  isTabKey,
  makeTheme,
  useKeypress,
  usePrefix,
  useRef,
  useState,
} from "@inquirer/core";
import type { TextQuestion } from "../../core/ports.js";

interface Pasted {
  /** Null while nothing is being pasted. */
  parts: string[] | null;
  /** What stood in the line before and behind the cursor: a line end in what is pasted empties it. */
  around: readonly [before: string, behind: string];
  /** A text of several lines, which no line of a terminal can show. */
  whole: string | null;
}

const MOST_PASTED = 1_000_000;
const TOO_LONG = "too long to paste: give the file's path";

export const textPrompt = createPrompt<string, TextQuestion>(
  ({ message, byDefault = "", problem, preview }, done) => {
    const theme = makeTheme();
    const [status, setStatus] = useState<"idle" | "done">("idle");
    const [typed, setTyped] = useState("");
    const [error, setError] = useState<string | null>(null);
    const pasted = useRef<Pasted>({ parts: null, around: ["", ""], whole: null });
    const prefix = usePrefix({ status, theme });
    useKeypress((key, line) => {
      const paste = pasted.current;
      if (key.name === "paste-start") {
        paste.parts = [];
        const at = cursorOf(line);
        paste.around = [line.line.slice(0, at), line.line.slice(at)];
      } else if (key.name === "paste-end") {
        const given = (paste.parts ?? []).join("");
        const isTooLong = given.length > MOST_PASTED;
        const text = isTooLong ? "" : given.replaceAll(/\r\n?/g, "\n");
        paste.parts = null;
        const isLong = text.trim().includes("\n");
        paste.whole = isLong ? text : null;
        if (isTooLong || text.includes("\n")) {
          const [before, behind] = paste.around;
          line.clearLine(0);
          if (!isLong) line.write(`${before}${text.trim()}${behind}`);
        }
        setTyped(isLong ? summary(text) : line.line);
        setError(isTooLong ? TOO_LONG : null);
      } else if (paste.parts !== null) {
        // To draw every character of a long text would take longer than to read it.
        if (paste.parts.length <= MOST_PASTED) paste.parts.push(sequenceOf(key));
      } else if (isEnterKey(key)) {
        const answer = paste.whole ?? (typed === "" ? byDefault : typed);
        const wrong = problem?.(answer) ?? null;
        if (wrong === null) {
          if (paste.whole === null) setTyped(answer);
          setStatus("done");
          done(answer);
          return;
        }
        // Enter has emptied the line; what is wrong is there to be mended.
        if (paste.whole === null) line.write(typed);
        setError(wrong);
      } else if (isTabKey(key) && typed === "") {
        line.clearLine(0);
        line.write(byDefault);
        setTyped(byDefault);
      } else {
        paste.whole = null;
        setTyped(line.line);
        setError(null);
      }
    });
    const head = `${prefix} ${theme.style.message(message, status)}`;
    if (status === "done") return `${head} ${theme.style.answer(typed)}`;
    const hint = typed === "" && byDefault !== "" ? theme.style.defaultAnswer(byDefault) : typed;
    const shown = pasted.current.whole === null ? (typed === "" ? byDefault : typed) : null;
    const below =
      error === null ? (shown === null ? "" : (preview?.(shown) ?? "")) : theme.style.error(error);
    return [`${head} ${hint}`, below];
  },
);

function sequenceOf(key: object): string {
  return "sequence" in key && typeof key.sequence === "string" ? key.sequence : "";
}

/** The library's type leaves it out. */
function cursorOf(line: { readonly line: string }): number {
  return "cursor" in line && typeof line.cursor === "number" ? line.cursor : line.line.length;
}

function summary(text: string): string {
  const lines = text.trim().split("\n").length;
  return `(pasted: ${lines} lines, ${Buffer.byteLength(text)} bytes)`;
}
