// Small reads that are asked for at about the same time share one query: a round trip costs more than what it brings.
// Rule: a query begins after every read that it answers was asked for, so each sees whatever was written before.

/** Reads that one query answers at most. */
const most = 100;
/** A query that takes longer than this does not hold up the next. */
const slowMs = 250;

interface Asking<Asked, Answer> {
  asked: Asked;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/** Makes single reads of a `read` that answers many, in their order. Those that come while it is under way wait for the next. */
export function together<Asked, Answer>(
  read: (asked: Asked[]) => Promise<Answer[]>,
): (asked: Asked) => Promise<Answer> {
  const waiting: Asking<Asked, Answer>[] = [];
  let running = false;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting.splice(0, most);
      const answered = answer(group);
      const slow = Promise.withResolvers<void>();
      const timer = setTimeout(slow.resolve, slowMs);
      await Promise.race([answered, slow.promise]);
      clearTimeout(timer);
    }
    running = false;
  }

  async function answer(group: Asking<Asked, Answer>[]): Promise<void> {
    try {
      const answers = await read(group.map(one => one.asked));
      for (const [index, one] of group.entries()) one.resolve(answers[index] as Answer);
    } catch (error) {
      for (const one of group) one.reject(error);
    }
  }

  return asked =>
    new Promise((resolve, reject) => {
      waiting.push({ asked, resolve, reject });
      if (running) return;
      running = true;
      setImmediate(run);
    });
}
