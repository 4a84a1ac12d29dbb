/** What a thread of a load runs: it sends one part, and tells what became of it. */
import { decodingHttp } from "../adapters/http/decoded-reply.js";
import { createLoadHttp } from "../adapters/http/load-http.js";
import { answerThread } from "../adapters/process/load-thread.js";
import { systemClock } from "../adapters/process/system.js";
import { isWorkerOrder, runWorker } from "../tasks/load/worker-order.js";

export async function sendPartOfLoad(): Promise<void> {
  await answerThread(async (order, tell, signal) => {
    if (!isWorkerOrder(order)) throw new Error("a worker of a load was given something else");
    const client = createLoadHttp({ extraCa: order.extraCa });
    const ports = { http: decodingHttp(client.http), clock: systemClock, signal };
    return runWorker(order, tell, ports).finally(client.close);
  });
}
