// How long the event loop of this process stood still, in processor time of its thread, so that a machine that is busy with
// other things is not taken for it.

export interface Stalls {
  /** The longest turn so far, in ms of processor time. */
  longest(): number;
  /** What this turn did so far was the test's own work, and does not count. */
  forgive(): void;
  /** Stops watching and gives the longest. */
  stop(): number;
}

/** Watches from now on; what a test itself does meanwhile counts too. */
export function watchStalls(): Stalls {
  const used = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let before = used();
  let longest = 0;
  let timer: NodeJS.Timeout;
  const tick = () => {
    const now = used();
    longest = Math.max(longest, now - before);
    before = now;
    timer = setTimeout(tick, 1).unref();
  };
  timer = setTimeout(tick, 1).unref();
  return {
    longest: () => longest,
    forgive() {
      before = used();
    },
    stop() {
      clearTimeout(timer);
      longest = Math.max(longest, used() - before);
      return longest;
    },
  };
}

/** Milliseconds of processor time that a piece of work took, the least of three times: of a busy machine it tells nothing. */
export function timeOf(work: () => unknown): number {
  const times = [1, 2, 3].map(() => {
    const before = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}
