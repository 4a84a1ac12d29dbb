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
  noteWait(end: "taken" | "in vain"): void;
  /** Whether it is no use to wait: it is the target's answer to some requests, however few come. */
  isVain(): boolean;
}

/** So many that waited in vain, and more than those who did not, make it useless. */
const VAIN_WAITS = 3;

export function createWaitingLine(): WaitingLine {
  let last = Promise.resolve();
  let standing = 0;
  let busy = false;
  const waits = { taken: 0, "in vain": 0 };
  const isVain = () => waits["in vain"] >= VAIN_WAITS && waits["in vain"] > waits.taken;
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
    wasBusy: () => busy && !isVain(),
    noteWait: (end) => {
      waits[end] += 1;
    },
    isVain,
  };
}
