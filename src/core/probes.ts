/** What can be learnt of a machine and a network before a request is sent: names, connections, certificates, file modes. */
import type { TlsSettings } from "./http.js";

export interface ProbeFailure {
  /** As the system names it, such as `ENOTFOUND` or `TIMEOUT`. */
  readonly code: string;
  readonly message: string;
}

export type Probed<Facts> =
  | { readonly facts: Facts; readonly failure: null }
  | { readonly facts: null; readonly failure: ProbeFailure };

export interface Endpoint {
  /** A name or an address, without brackets. */
  readonly host: string;
  readonly port: number;
}

export interface CertificateFacts {
  /** Common name, or what stands for it. */
  readonly subject: string;
  readonly issuer: string;
  readonly validFromMs: number;
  readonly validToMs: number;
  /** Names for which the certificate holds, such as `DNS:example.com`. */
  readonly names: string;
}

export interface TlsFacts {
  /** Such as `TLSv1.3`. */
  readonly protocol: string;
  /** Why the chain is not trusted, such as `DEPTH_ZERO_SELF_SIGNED_CERT`; null when it is. */
  readonly distrust: ProbeFailure | null;
  /** The server's own first, then those that issued it, as far as they are known. */
  readonly chain: readonly CertificateFacts[];
}

export interface TlsQuestion extends Endpoint {
  readonly tls: TlsSettings | null;
  /** URL of the proxy to go through; null for none. */
  readonly proxy: string | null;
}

/** Every answer comes within `timeoutMs`; nothing is thrown. */
export interface NetworkProbe {
  /** @returns the addresses */
  lookUp(host: string, timeoutMs: number): Promise<Probed<readonly string[]>>;
  /** @returns milliseconds that connecting took */
  connect(endpoint: Endpoint, timeoutMs: number): Promise<Probed<number>>;
  /** Sends nothing after the handshake. */
  shakeHands(question: TlsQuestion, timeoutMs: number): Promise<Probed<TlsFacts>>;
}

export interface FileFacts {
  readonly isFolder: boolean;
  readonly readableByOthers: boolean;
  readonly writableByOthers: boolean;
  /** Neither this user's nor the system's. */
  readonly ownedByOthers: boolean;
  /** Anybody may write there, or a group that is not this user's own; who may only add files may not. */
  readonly writableByStrangers: boolean;
  /** Where it is once every link is followed. */
  readonly realPath: string;
}

/** The machine that this runs on. */
export interface MachineFacts {
  /** Such as `v22.1.0`. */
  readonly nodeVersion: string;
  readonly isWindows: boolean;
  readonly look: LookAtFile;
}

/** @returns null when there is no such file, or where the platform's modes say nothing (Windows) */
export type LookAtFile = (path: string) => Promise<FileFacts | null>;
