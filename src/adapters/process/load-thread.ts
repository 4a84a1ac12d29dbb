/** Threads that send a part of a load: how one is started, and what it is from inside. */
import { setMaxListeners } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parentPort, Worker, workerData } from "node:worker_threads";
import type { RunThread } from "../../core/threads.js";

/** Beside the bundle; or, run from the sources, in the folder that the build fills. */
const PLACES = ["../load-worker.cjs", "../../../dist/load-worker.cjs"];

const STOP = "stop";

export const runLoadThread: RunThread = async ({ data, onProgress, signal }) => {
  const file = PLACES.map((place) => join(__dirname, place)).find((path) => existsSync(path));
  if (file === undefined) return null;
  const worker = new Worker(file, { workerData: data });
  const stop = () => {
    worker.postMessage(STOP);
  };
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await new Promise((resolve, reject) => {
      worker.on("message", ({ progress, result }: { progress?: unknown; result?: unknown }) => {
        if (result === undefined) onProgress(progress);
        else resolve(result);
      });
      worker.on("error", reject);
      worker.on("exit", (code) => {
        reject(new Error(`a worker of the load ended with ${code}, and without a result`));
      });
    });
  } finally {
    signal.removeEventListener("abort", stop);
    await worker.terminate();
  }
};

/** What runs in the thread. */
export async function answerThread(
  work: (order: unknown, tell: (progress: object) => void, signal: AbortSignal) => Promise<object>,
): Promise<void> {
  const stop = new AbortController();
  // Every delivery under way listens for the stop.
  setMaxListeners(0, stop.signal);
  parentPort?.on("message", (message) => {
    if (message === STOP) stop.abort();
  });
  const order: unknown = workerData;
  const result = await work(
    order,
    (progress) => parentPort?.postMessage({ progress }),
    stop.signal,
  );
  parentPort?.postMessage({ result });
}
