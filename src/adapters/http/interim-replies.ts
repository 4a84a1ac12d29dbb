/**
 * Passes over `100 Continue`. It may come without having been asked for, the
 * final reply follows it, and undici takes it for the end of the connection.
 *
 * @source RFC 9110, section 15.2
 */
import type { Socket } from "node:net";

/** Connection → to be called when a request's head was written to it. */
const expecting = new WeakMap<Socket, () => void>();

const CONTINUE = "HTTP/1.1 100";
const HEAD_END = "\r\n\r\n";
/** More than undici takes: it says so itself. */
const LONGEST_HEAD = 64 * 1024;

/** Before anything is read from the connection. */
export function passOverContinue(socket: Socket): void {
  const read = socket.read.bind(socket);
  let expectsHead = false;
  let early: Buffer = Buffer.alloc(0);
  expecting.set(socket, () => {
    expectsHead = true;
  });
  socket.read = (size?: number): Buffer | null => {
    const chunk: unknown = read(size);
    if (!Buffer.isBuffer(chunk)) return null;
    if (!expectsHead) return chunk;
    const rest = withoutContinue(early.length === 0 ? chunk : Buffer.concat([early, chunk]));
    early = rest.isWhole ? Buffer.alloc(0) : rest.bytes;
    if (!rest.isWhole) return null;
    expectsHead = false;
    return rest.bytes;
  };
}

export function expectReply(socket: Socket): void {
  expecting.get(socket)?.();
}

/** `isWhole` once the bytes are those of another reply, or too many for any. */
function withoutContinue(all: Buffer): { readonly bytes: Buffer; readonly isWhole: boolean } {
  let bytes = all;
  for (;;) {
    const beginning = CONTINUE.slice(0, bytes.length);
    if (bytes.toString("latin1", 0, beginning.length) !== beginning)
      return { bytes, isWhole: true };
    const at = bytes.indexOf(HEAD_END);
    if (at === -1) return { bytes, isWhole: bytes.length > LONGEST_HEAD };
    bytes = bytes.subarray(at + HEAD_END.length);
  }
}
