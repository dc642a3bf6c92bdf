// A limit on how long each of many may take, where hardly any takes so long: they stand in line in the order in which their time
// runs out, so one timer looks after all of them, and to begin and to end costs next to nothing.

/** Begins the time of one more; `late` is called once it has run out, unless what is given back was called before. */
export type Deadline = (late: () => void) => () => void;

/** All have `limitMs`, and at most a tenth more. */
export function makeDeadline(limitMs: number): Deadline {
  const line = new Set<{ ends: number; late(): void }>();
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    const now = performance.now();
    for (const one of line) {
      if (one.ends > now) return;
      line.delete(one);
      one.late();
    }
    clearInterval(timer);
    timer = undefined;
  }

  return late => {
    const one = { ends: performance.now() + limitMs, late };
    line.add(one);
    timer ??= setInterval(look, limitMs / 10).unref();
    return () => {
      line.delete(one);
    };
  };
}
