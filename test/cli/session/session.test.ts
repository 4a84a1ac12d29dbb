/** What a command opens is closed when it is over: the last first, and all of it. */
import { describe, expect, it } from "vitest";
import { createHttpClient } from "../../../src/adapters/http/http-client.js";
import { listenOnNode } from "../../../src/adapters/http/node-server.js";
import type { CliWorld } from "../../../src/cli/command.js";
import { createWorld } from "../world.js";

function watched(closeClient: () => Promise<void>) {
  const events: string[] = [];
  const ports: Pick<CliWorld, "openHttp" | "listen"> = {
    openHttp: ({ extraCa }) => {
      events.push("client opened");
      const client = createHttpClient({ extraCa, proxy: {} });
      return Promise.resolve({
        ...client,
        close: async () => {
          events.push("client closed");
          await client.close();
          await closeClient();
        },
      });
    },
    listen: async (options, handle) => {
      events.push("sandbox opened");
      const server = await listenOnNode(options, handle);
      return {
        ...server,
        close: async () => {
          events.push("sandbox closed");
          await server.close();
        },
      };
    },
  };
  return { events, ports };
}

const ALL = ["sandbox opened", "client opened", "client closed", "sandbox closed"];
const FIRE = ["fire-webhook", "sponsor.created", "--sandbox"];

describe("a session", () => {
  it("closes what was opened, the last first", async () => {
    const { events, ports } = watched(() => Promise.resolve());
    expect((await (await createWorld()).run(FIRE, ports)).code).toBe(0);
    expect(events).toEqual(ALL);
  });

  it("closes the others where one fails to", async () => {
    const { events, ports } = watched(() => Promise.reject(new Error("stuck")));
    const { code, err } = await (await createWorld()).run(FIRE, ports);
    expect(code).toBe(70);
    expect(err).toContain("stuck");
    expect(events).toEqual(ALL);
  });

  it("closes the sandbox of a command that is refused later", async () => {
    const { events, ports } = watched(() => Promise.resolve());
    expect((await (await createWorld()).run(["fire-webhook", "--sandbox"], ports)).code).toBe(2);
    expect(events).toEqual(["sandbox opened", "sandbox closed"]);
  });

  it("opens nothing that nobody asks for", async () => {
    const { events, ports } = watched(() => Promise.resolve());
    const explain = ["explain", "entry.valid.redirects"];
    expect((await (await createWorld()).run(explain, ports)).code).toBe(0);
    expect(events).toEqual([]);
  });
});
