/** A line of text with something shown below it that changes with every key: the sample that the answer so far signs. */
import {
  createPrompt,
  isEnterKey,
  isTabKey,
  makeTheme,
  useKeypress,
  usePrefix,
  useState,
} from "@inquirer/core";
import type { TextQuestion } from "../../core/ports.js";

export const textPrompt = createPrompt<string, TextQuestion>(
  ({ message, byDefault = "", problem, preview }, done) => {
    const theme = makeTheme();
    const [status, setStatus] = useState<"idle" | "done">("idle");
    const [typed, setTyped] = useState("");
    const [error, setError] = useState<string | null>(null);
    const prefix = usePrefix({ status, theme });
    useKeypress((key, line) => {
      if (isEnterKey(key)) {
        const answer = typed === "" ? byDefault : typed;
        const wrong = problem?.(answer) ?? null;
        if (wrong === null) {
          setTyped(answer);
          setStatus("done");
          done(answer);
          return;
        }
        // Enter has emptied the line; what is wrong is there to be mended.
        line.write(typed);
        setError(wrong);
      } else if (isTabKey(key) && typed === "") {
        line.clearLine(0);
        line.write(byDefault);
        setTyped(byDefault);
      } else {
        setTyped(line.line);
        setError(null);
      }
    });
    const head = `${prefix} ${theme.style.message(message, status)}`;
    if (status === "done") return `${head} ${theme.style.answer(typed)}`;
    const hint = typed === "" && byDefault !== "" ? theme.style.defaultAnswer(byDefault) : typed;
    const below =
      error === null
        ? (preview?.(typed === "" ? byDefault : typed) ?? "")
        : theme.style.error(error);
    return [`${head} ${hint}`, below];
  },
);
