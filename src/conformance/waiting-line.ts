/**
 * Where steps wait that a target was too busy for. While one of them stands here, all that is sent
 * goes one by one and in order: else those who come later would take the place of those who wait.
 */
export interface WaitingLine {
  /** @returns how to leave, once everybody before has left */
  enter(): Promise<() => void>;
  isEmpty(): boolean;
  /** Says that the target was too busy for one who does not wait. */
  noteBusy(): void;
  /** Whether the target was ever too busy. */
  wasBusy(): boolean;
  /** Says what became of one who waited. */
  noteWait(end: WaitEnd): void;
  /** Whether it is no use to wait where this was the end of others: so the target answers some requests, however few come. */
  isVain(end: Exclude<WaitEnd, "taken">): boolean;
}

/** `refused`: it was the target's answer to the end; `busy`: the target called itself busy to the end. */
export type WaitEnd = "taken" | "refused" | "busy";

/** So many that waited in vain, and more than those who did not, make it useless. */
const VAIN_WAITS = 3;

export function createWaitingLine(): WaitingLine {
  let last = Promise.resolve();
  let standing = 0;
  let busy = false;
  const waits: Record<WaitEnd, number> = { taken: 0, refused: 0, busy: 0 };
  const isVain: WaitingLine["isVain"] = (end) =>
    waits[end] >= VAIN_WAITS && waits[end] > waits.taken;
  return {
    enter: async () => {
      const before = last;
      let leave: () => void = () => undefined;
      last = new Promise((resolve) => {
        leave = resolve;
      });
      standing += 1;
      busy = true;
      await before;
      return () => {
        standing -= 1;
        leave();
      };
    },
    isEmpty: () => standing === 0,
    noteBusy: () => {
      busy = true;
    },
    wasBusy: () => busy && !isVain("refused") && !isVain("busy"),
    noteWait: (end) => {
      waits[end] += 1;
    },
    isVain,
  };
}
