// Gives memory back once the hub has fallen quiet: its start, and every busy hour, leave V8 with tens of megabytes for young
// objects that it keeps although nothing is in them. Rule: only while the process does next to nothing, and only when it is
// worth while, since nobody is served for the tenth of a second that it takes.
import { getHeapStatistics } from 'node:v8';

export interface Quiet {
  close(): void;
}

const lookMs = 2000;
/**
 * Looks in a row that must find it quiet, once memory was given back after the start: V8 drops code that it optimised for objects
 * that it collects, so that the next requests cost more, and who was asked a moment ago is soon asked again.
 */
const patience = 15;
/** A process is quiet that used less than this part of one processor since it was last looked at. */
const quietShare = 0.02;
/** By how much the heap must have grown since memory was last given back, in bytes. */
const worthwhile = 24 * 1024 * 1024;

/** Begins to look. Without `--expose-gc`, which `npm start` gives to node, V8 does as it thinks best. */
export function watchForQuiet({ collect = globalThis.gc, everyMs = lookMs } = {}): Quiet {
  let used = process.cpuUsage();
  let looked = performance.now();
  let least = 0;
  let quiet = 0;

  function look(): void {
    const { user, system } = process.cpuUsage(used);
    const share = (user + system) / 1000 / (performance.now() - looked);
    quiet = share < quietShare ? quiet + 1 : 0;
    const enough = quiet >= (least === 0 ? 1 : patience);
    if (enough && getHeapStatistics().total_heap_size - least > worthwhile) {
      // Of all sorts of collection this one alone makes the room for young objects small again.
      collect?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
      least = getHeapStatistics().total_heap_size;
    }
    used = process.cpuUsage();
    looked = performance.now();
  }

  const timer = setInterval(look, everyMs).unref();
  return { close: () => clearInterval(timer) };
}
