/** Work that a counterpart goes on with after its reply: deliveries and their retries. It ends when the sandbox closes. */
import { setMaxListeners } from "node:events";

export type BackgroundWork = (signal: AbortSignal) => Promise<void>;

export interface Background {
  run(work: BackgroundWork): void;
  /** Aborts what is under way and waits for it. */
  close(): Promise<void>;
}

/** @param onDefect told of what work throws */
export function createBackground(onDefect: (error: unknown) => void): Background {
  const stop = new AbortController();
  // Every delivery under way listens for the stop: many listeners are no leak here.
  setMaxListeners(0, stop.signal);
  const running = new Set<Promise<void>>();
  return {
    run: (work) => {
      if (stop.signal.aborted) return;
      const task: Promise<void> = work(stop.signal)
        .catch(onDefect)
        .finally(() => running.delete(task));
      running.add(task);
    },
    close: async () => {
      stop.abort();
      await Promise.all(running);
    },
  };
}
