// Loaded before a hub (`--import`): sets the clock that its process reads ahead or back by the milliseconds in the file that
// TEST_CLOCK names, read again ten times a second; it says in a file beside that one what it has read. As on a real machine, timers and performance.now() know nothing of it.
import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env.TEST_CLOCK;
const RealDate = Date;
let shift = 0;
let started = false;
const read = () => {
  try {
    const asked = readFileSync(file, 'utf8');
    if (Number(asked) === shift && started) return;
    shift = Number(asked) || 0;
    started = true;
    if (isMainThread) writeFileSync(`${file}.seen`, asked);
  } catch {
    // It is being written: the shift stays as it was.
  }
};
read();
setInterval(read, 100).unref();

globalThis.Date = class ShiftedDate extends RealDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [RealDate.now() + shift] : parts));
  }
  static now() {
    return RealDate.now() + shift;
  }
};
