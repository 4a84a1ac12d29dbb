export interface RestartableTimer {
  /** @param ms from now; takes the place of what was started before */
  start(ms: number): void;
  stop(): void;
}

/** One timer for a connection's whole life: a new one for each request would cost as much as the request. */
export function createRestartableTimer(onTime: () => void): RestartableTimer {
  let timer: NodeJS.Timeout | undefined;
  let timerMs = 0;
  return {
    start: (ms: number): void => {
      const wholeMs = Math.max(1, Math.ceil(ms));
      if (timer !== undefined && wholeMs === timerMs) {
        timer.refresh();
        return;
      }
      clearTimeout(timer);
      timerMs = wholeMs;
      timer = setTimeout(onTime, wholeMs);
    },
    stop: (): void => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
