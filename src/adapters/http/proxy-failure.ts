/** A proxy that opens no way to the target; apart, for those who send without one. */

/** What undici takes for the end of the requests that wait for the tunnel. */
export class ProxyFailure extends Error {
  override readonly name = "ProxyFailure";

  /** What the proxy answered; null where it did not. */
  readonly status: number | null;

  constructor(message: string, status: number | null = null, options: ErrorOptions = {}) {
    super(message, options);
    this.status = status;
  }
}
