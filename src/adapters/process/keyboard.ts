/** The `Keyboard` port on a terminal in raw mode, which is always given back as it was. */
import { emitKeypressEvents } from "node:readline";
import type { Key, Keyboard } from "../../core/keyboard.js";

/** Keys that nobody has asked for yet; more than these are dropped. */
const MOST_WAITING = 32;
/** Many terminals take no longer text for their clipboard. */
const MOST_COPIED = 74_000;

interface Pressed {
  readonly name?: string | undefined;
  readonly ctrl?: boolean | undefined;
  readonly sequence?: string | undefined;
}

export function openKeyboard(): Keyboard {
  const { stdin } = process;
  const waiting: Key[] = [];
  let asked: ((key: Key | null) => void) | null = null;
  let isGone = false;
  const give = (key: Key | null) => {
    if (asked !== null) asked(key);
    else if (key !== null && waiting.length < MOST_WAITING) waiting.push(key);
  };
  const onPressed = (text: string | undefined, { name, ctrl, sequence }: Pressed) => {
    if (ctrl === true && name === "c") process.kill(process.pid, "SIGINT");
    else if (ctrl === true && name === "z") suspend();
    else if (ctrl !== true) give(keyOf(text, name, sequence));
  };
  const onEnd = () => {
    isGone = true;
    give(null);
  };
  const take = () => {
    stdin.setRawMode(true);
    stdin.on("keypress", onPressed).on("end", onEnd).resume();
  };
  const release = () => {
    stdin.off("keypress", onPressed).off("end", onEnd).pause();
    stdin.setRawMode(false);
  };
  const suspend = () => {
    release();
    process.once("SIGCONT", take);
    process.kill(process.pid, "SIGTSTP");
  };
  // However this process ends, the shell gets its terminal back.
  const atExit = () => {
    stdin.setRawMode(false);
  };
  process.once("exit", atExit);
  emitKeypressEvents(stdin);
  take();
  return {
    next: (signal) => {
      const [key] = waiting.splice(0, 1);
      if (key !== undefined || signal.aborted || isGone) return Promise.resolve(key ?? null);
      return new Promise((resolve) => {
        const answer = (pressed: Key | null) => {
          asked = null;
          signal.removeEventListener("abort", onAbort);
          resolve(pressed);
        };
        const onAbort = () => {
          answer(null);
        };
        asked = answer;
        signal.addEventListener("abort", onAbort, { once: true });
      });
    },
    lend: async (use) => {
      release();
      try {
        return await use();
      } finally {
        take();
      }
    },
    copy: (text) => {
      const coded = Buffer.from(text).toString("base64");
      if (coded.length <= MOST_COPIED) process.stderr.write(`\u001b]52;c;${coded}\u0007`);
    },
    close: () => {
      release();
      process.off("exit", atExit);
    },
  };
}

function keyOf(text: string | undefined, name = "", sequence = ""): Key {
  if (name === "return" || name === "enter") return "enter";
  return name === "up" || name === "down" ? name : (text ?? sequence);
}
