/** Talks to the sandbox's wallet in process, without a network. */
import type { RequestHandler } from "../../../src/core/server.js";
import { DEFAULT_DIALECT, type WalletDialect } from "../../../src/protocols/wallet/dialect.js";
import type { WalletOperation } from "../../../src/protocols/wallet/ledger-state.js";
import {
  buildAuth,
  buildBalance,
  type CallbackMessage,
  serialiseBody,
  type WireId,
} from "../../../src/protocols/wallet/messages.js";
import { buildOperation } from "../../../src/protocols/wallet/operations.js";
import { callbackHeaders } from "../../../src/protocols/wallet/signature.js";
import { walletRole } from "../../../src/sandbox/roles/wallet/index.js";

interface Answered {
  readonly status: number;
  readonly code?: unknown;
  readonly data: Readonly<Record<string, unknown>>;
}

const SECRET = "secret";
export const PLAYERS = [1, 2, 3].map((number) => ({
  userToken: `user-token-${number}`,
  sessionToken: `session-${number}`,
  currency: "USD",
}));

export function openWallet(
  deviations: readonly string[] = [],
  dialect: WalletDialect = DEFAULT_DIALECT,
) {
  const agreement = {
    publicKey: "pk",
    secrets: [SECRET],
    dialect,
    players: PLAYERS,
  };
  const { routes } = walletRole.start({ wallet: agreement }, deviations, {
    clock: {
      nowMs: () => 0,
      monotonicMs: () => 0,
      // Everything else that is waiting comes first: the widest window there is.
      sleep: () => new Promise((resolve) => void setImmediate(resolve)),
    },
    random: { bytes: (count) => new Uint8Array(count) },
    baseUrl: () => "http://sandbox.test",
    http: null,
    inBackground: () => undefined,
    told: () => undefined,
  });
  const [route] = routes;
  if (route === undefined) throw new Error("the wallet serves nothing");
  return createClient(route.handle, dialect);
}

function createClient(handle: RequestHandler, dialect: WalletDialect) {
  const post = async (path: string, body: Uint8Array): Promise<Answered> => {
    const reply = await handle({
      method: "POST",
      target: path,
      headers: callbackHeaders(body, "pk", SECRET),
      body,
      remoteAddress: "127.0.0.1",
    });
    if (reply === "reset") throw new Error("the connection was cut");
    const text = Buffer.from(reply.body).toString();
    const parsed = (text === "" ? {} : JSON.parse(text)) as Partial<Answered> &
      Record<string, unknown>;
    return {
      status: reply.status,
      code: parsed.code,
      data: parsed.data ?? parsed,
    };
  };
  const send = ({ path, body }: CallbackMessage) => post(path, serialiseBody(body));
  const sessionOf = (player: number, userId: WireId = `user-${player + 1}`) => ({
    userId,
    sessionToken: PLAYERS[player]?.sessionToken ?? "",
    currency: "USD",
    platform: "desktop",
    game: "aviadrone",
    provider: "studio",
    operatorId: "op",
  });
  return {
    post,
    send,
    sessionOf,
    handle,
    auth: (player = 0, sessionToken = PLAYERS[player]?.sessionToken ?? "") =>
      send(
        buildAuth(dialect, {
          userToken: PLAYERS[player]?.userToken ?? "",
          sessionToken,
          platform: "desktop",
          currency: "USD",
        }),
      ),
    play: (operation: WalletOperation, player = 0) =>
      send(buildOperation(dialect, sessionOf(player), operation)),
    balance: async (player = 0) => {
      const { data } = await send(buildBalance(dialect, sessionOf(player)));
      return Number(data["amount"]);
    },
  };
}
