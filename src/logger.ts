// The hub's log lines: JSON on stderr, so that stdout stays for what people and scripts wait for. No secrets, no bodies.
import { pino } from 'pino';

export type Logger = ReturnType<typeof makeLogger>;

/** A logger of a level (`silent` for none). */
export function makeLogger(level: string) {
  return pino(
    { level, base: null, redact: ['*.authorization', '*.cookie', '*.signature'] },
    pino.destination({ fd: 2, sync: true }),
  );
}
