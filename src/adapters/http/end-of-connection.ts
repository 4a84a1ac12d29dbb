/** An end of a connection, or a reset that passes for one: a body that ends with its connection is whole after the first alone. */
import { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { HttpFailure } from "../../core/http.js";

/**
 * Node tells of a reset as of an end where it comes together with the last bytes. Nothing can be
 * written then: without TLS not even nothing, over TLS not the empty line that a server passes
 * over (RFC 9112, 2.2).
 *
 * @param socket whose `end` is being told: a moment later nothing may be written any more
 * @param then called once, at once or a moment later
 */
export function onceEndIsKnown(socket: Socket, then: (wasReset: boolean) => void): void {
  if (socket.errored !== null) {
    then(isReset(socket.errored));
    return;
  }
  // What waits to be written is tried before the turn is over, and fails after a reset; not where
  // the connection is closed meanwhile, as undici does: a reset is not told there.
  if (socket.writableLength > 0) {
    setImmediate(() => then(isReset(socket.errored)));
    return;
  }
  // Node has put another function in the place of `write` where an end is to be answered with one.
  Socket.prototype.write.call(
    socket,
    socket instanceof TLSSocket ? EMPTY_LINE : "",
    "latin1",
    (error) => then(isReset(error)),
  );
}

/** Of a reset that came after the end, the code is another one. */
export function isReset(error: NodeJS.ErrnoException | null | undefined): boolean {
  return error?.code === "ECONNRESET";
}

const EMPTY_LINE = "\r\n";

export const CUT: HttpFailure = {
  kind: "reset",
  message: "the connection was cut before a whole reply",
};

export const RESET_AS_END: HttpFailure = {
  kind: "reset",
  message: "a reset cut the connection whose end would be that of the body: it may not be whole",
};
