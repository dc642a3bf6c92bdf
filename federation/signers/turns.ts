// Few at a time: whoever wants to ask a host waits for a turn, in order, and not for ever. The limit on an answer begins
// with the turn, so a crowd from one host is slow and not refused.

export interface Turns {
  /** Does the work when it is its turn at the host; gives undefined when the wait was too long, and then nothing was done. */
  take<T>(host: string, work: () => Promise<T>): Promise<T | undefined>;
}

/** Waits are in ms. Hosts are held while somebody waits for them, and no longer. */
export function makeTurns({ atOnce, patienceMs }: { atOnce: number; patienceMs: number }): Turns {
  const hosts = new Map<string, { busy: number; waiting: Set<() => void> }>();

  return {
    async take(host, work) {
      const place = hosts.get(host) ?? { busy: 0, waiting: new Set() };
      hosts.set(host, place);
      if (place.busy < atOnce) place.busy++;
      else if (!(await turn(place.waiting, patienceMs))) return undefined;
      try {
        return await work();
      } finally {
        // The turn is handed on as it is, so that nobody slips in between.
        const [next] = place.waiting;
        if (next) next();
        else if (--place.busy === 0) hosts.delete(host);
      }
    },
  };
}

/** True when it came, false after the wait. */
function turn(waiting: Set<() => void>, patienceMs: number): Promise<boolean> {
  return new Promise(resolve => {
    const end = (came: boolean) => {
      clearTimeout(timer);
      waiting.delete(go);
      resolve(came);
    };
    const go = () => end(true);
    const timer = setTimeout(end, patienceMs, false);
    waiting.add(go);
  });
}
