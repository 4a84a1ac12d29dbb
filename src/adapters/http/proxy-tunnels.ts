/** The connections to a proxy: each opens a tunnel or fails for good, and none is tried without end. */
import { ProxyFailure } from "./proxy-failure.js";
import { type Dispatcher, Pool } from "undici";

/** An exchange may need a second tunnel, where the first was closed before it was used. */
const TUNNELS_PER_EXCHANGE = 3;

/** How many tunnels may still be opened. */
export interface TunnelBudget {
  readonly begin: () => void;
  readonly end: () => void;
  /** @returns false where there were enough for those under way */
  readonly take: () => boolean;
}

/** A tunnel that breaks before its request is sent leads undici to open the next one at once. */
export function createTunnelBudget(): TunnelBudget {
  let underWay = 0;
  let left = 0;
  return {
    begin: () => {
      underWay += 1;
      left += TUNNELS_PER_EXCHANGE;
    },
    end: () => {
      underWay -= 1;
      left = Math.min(left, underWay * TUNNELS_PER_EXCHANGE);
    },
    take: () => {
      left -= 1;
      return left >= 0;
    },
  };
}

/** Opens tunnels at a proxy within the budget. */
export class TunnelPool extends Pool {
  readonly #budget: TunnelBudget;

  constructor(url: URL, options: Pool.Options, budget: TunnelBudget) {
    super(url, options);
    this.#budget = budget;
  }

  override connect(options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData>;
  override connect(
    options: Dispatcher.ConnectOptions,
    callback: (error: Error | null, data: Dispatcher.ConnectData) => void,
  ): void;
  override connect(
    options: Dispatcher.ConnectOptions,
    callback?: (error: Error | null, data: Dispatcher.ConnectData) => void,
  ): Promise<Dispatcher.ConnectData> | void {
    if (callback !== undefined) {
      super.connect(options, callback);
      return;
    }
    return this.#openTunnel(options);
  }

  async #openTunnel(options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> {
    if (!this.#budget.take())
      throw new ProxyFailure("its tunnels break before a request can be sent");
    try {
      const opened = await super.connect(options);
      if (opened.statusCode === 200) return opened;
      opened.socket.on("error", () => undefined).destroy();
      throw new ProxyFailure("no tunnel", opened.statusCode);
    } catch (cause) {
      if (cause instanceof ProxyFailure) throw cause;
      throw new ProxyFailure("no tunnel", null, { cause });
    }
  }
}
