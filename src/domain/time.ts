// Times and the numeric ids made from them. One rule: nothing is ever dated in the future of the hub that took it; only acts of
// members run ahead for a while after its clock was set back.
import { hash } from 'node:crypto';

/** A claimed date as ISO 8601 UTC with milliseconds, not later than `now` (ms); the time `now` when it is missing or nonsense. */
export function claimedTime(claim: unknown, now: number): string {
  const time = typeof claim === 'string' && claim.length <= 64 ? Date.parse(claim) : Number.NaN;
  return new Date(Number.isNaN(time) || time < 0 ? now : Math.min(time, now)).toISOString();
}

/** How far a machine's clock may be set back with the order of acts kept, in ms. */
const heldBackMs = 2 * 3_600_000;

/**
 * A clock for what is done here: each time is later than the one before, so that lists and numeric ids keep the order of
 * acts, and none is a whole second, whose milliseconds `numOf` would make up. When the machine's clock is set back by up to two
 * hours, times go on a millisecond apart until it has caught up; set back by more, it is believed. `last`: the latest
 * time given before the process began, in ms.
 */
export function makeClock(read: () => number = Date.now, last = 0): () => string {
  let latest = last;
  return () => {
    const time = read();
    latest = time <= latest && latest - time <= heldBackMs ? latest + 1 : time;
    if (latest % 1000 === 0) latest += 1;
    return new Date(latest).toISOString();
  };
}

/**
 * The numeric id of something that came to be at `at`: 18 digits, time-ordered, below 2^63, the same for the same
 * address and time on every machine. (ms << 16) with the low bits from the address; a time in whole seconds, as many
 * peers send, takes its milliseconds from the address too, so that a bulk import does not collide.
 */
export function numOf(id: string, at: string): string {
  const ms = Date.parse(at);
  const bits = Number.parseInt(hash('sha256', id).slice(0, 8), 16);
  const low = ms % 1000 === 0 ? BigInt(bits % (1000 * 65536)) : (BigInt(ms % 1000) << 16n) | BigInt(bits & 0xffff);
  return ((BigInt(Math.floor(ms / 1000) * 1000) << 16n) + low).toString().padStart(18, '0');
}

/** The version of a form that was only counted anew at `counted`: after the form made at `at`, before any later edit. */
export function countVersionOf(at: string, counted: string, entry: string): string {
  return `${at}|2|${counted}|${entry}`;
}

/** A version text that orders two forms of one record: by time, then edits after first forms, then by entry. */
export function versionOf(at: string, edit: boolean, entry: string): string {
  return `${at}|${edit ? 1 : 0}|${entry}`;
}
