// Sees to it that the two files belong together: derived.db bears the number of the hub.db whose log it was made from.
// Rule: a derived.db that is missing, or another hub's, is emptied, and the log is folded into it again before it is used.
import { randomInt } from 'node:crypto';
import { type LogStore, type Rebuild, type RecordStore, rebuildNote, type StateStore } from '../port.ts';
import type { Connection } from './connection.ts';

export interface Pairing {
  derived: Connection;
  state: StateStore;
  log: LogStore;
  records: RecordStore;
}

export async function pair({ derived, state, log, records }: Pairing): Promise<void> {
  const number = await numberOf(state);
  // Whoever appended the first entry had paired the files before, so that the other order would see entries of a folder that
  // another process has just made.
  const head = await log.head();
  const paired = numberIn(derived);
  if (paired === number) return;
  // How far deliveries had got stood in what is lost. Nothing is sent twice.
  const lost: Rebuild = { what: 'replay', applied: head, delivered: head };
  if (head > 0) await state.add(rebuildNote.space, rebuildNote.key, lost);
  if (paired !== 0) await records.clear();
  derived.write('durable', () => derived.db.exec(`PRAGMA application_id = ${number}`));
}

/** 0 in a new file; SQLite leaves this number of 31 bits to the application (https://sqlite.org/pragma.html#pragma_application_id). */
function numberIn({ db, read }: Connection): number {
  return (read(() => db.prepare('PRAGMA application_id').get()) as { application_id: number }).application_id;
}

/** The number of this hub.db, made once. */
async function numberOf(state: StateStore): Promise<number> {
  const known = await state.get('storage', 'number');
  if (known !== undefined) return known as number;
  await state.add('storage', 'number', randomInt(1, 2 ** 31));
  return (await state.get('storage', 'number')) as number;
}
