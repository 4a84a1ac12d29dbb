/** Where this platform keeps the files of a program; nothing of it has to be there yet. */
export interface Folders {
  /** What it is set up with; null where the environment names no home. */
  readonly config: string | null;
  /** What it must remember between runs. */
  readonly state: string;
  /** The journal; null where the environment names no home. */
  readonly journal: string | null;
  /** What does not outlive its process. */
  readonly temporary: string;
}
