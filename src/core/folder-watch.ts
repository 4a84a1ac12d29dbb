/** Hearing of files that change. */

export interface FolderWatchOrder {
  readonly folder: string;
  /** @param path relative to the folder, with `/`; of a folder it leaves out all that is below */
  readonly isIgnored: (path: string) => boolean;
  /** Files and folders beyond so many are not watched. */
  readonly most: number;
  /** @param path relative to the folder, with `/` */
  readonly onChange: (path: string) => void;
  /** What is not watched, and why: once for each reason. */
  readonly onTrouble: (message: string) => void;
}

export interface FolderWatch {
  close(): Promise<void>;
}

/** Resolves once everything that is there is watched. */
export type WatchFolder = (order: FolderWatchOrder) => Promise<FolderWatch>;
