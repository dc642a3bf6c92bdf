// Whose turn it is: each round of the event loop takes some requests, and of each sender one before a second of any. So a
// hundred large bodies that come together do not hold up a page, nor one host another. Those of a round go step by step together,
// each step for all of them, which takes a fifth less of the processor than one after the other.

/** Resolves when a request of the sender may be worked on, in the next round or a later one. A large one takes a round for itself. */
export type Turn = (sender: string, large: boolean) => Promise<void>;

/** Small requests of a round: enough that they share one durable write, few enough to take some ten milliseconds. */
const perRound = 32;

interface Waiting {
  cost: number;
  go(): void;
}

/** The turns of one hub. As many wait as the gate lets in. */
export function makeTurns(): Turn {
  /** Those who wait, by sender; the sender who stands first is next. */
  const lines = new Map<string, Waiting[]>();
  let turning = false;

  function round(): void {
    for (let left = perRound; left > 0; ) {
      const [first] = lines;
      const waiting = first?.[1].shift();
      if (!first || !waiting) break;
      const [sender, line] = first;
      lines.delete(sender);
      if (line.length > 0) lines.set(sender, line);
      left -= waiting.cost;
      waiting.go();
    }
    turning = lines.size > 0;
    if (turning) setImmediate(round);
  }

  return (sender, large) => {
    const cost = large ? perRound : 1;
    if (!turning) {
      turning = true;
      setImmediate(round);
    }
    return new Promise(go => {
      const line = lines.get(sender);
      if (line) line.push({ cost, go });
      else lines.set(sender, [{ cost, go }]);
    });
  };
}
