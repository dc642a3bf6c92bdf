// Where a cursor over the log stands, kept as a record that only ever moves forward.
import type { RecordStore } from '../../storage/port.ts';

/** The last place that the cursor has passed; 0 for one that never moved. */
export async function readPlace(records: Pick<RecordStore, 'get'>, name: string): Promise<number> {
  const stored = await records.get(idOf(name));
  return stored ? Number(stored.body) : 0;
}

/** Moves the cursor forward; a place that it has passed changes nothing. */
export async function writePlace(records: Pick<RecordStore, 'apply'>, name: string, place: number): Promise<void> {
  const id = idOf(name);
  await records.apply([
    { do: 'put', id, kind: 'cursor', owner: id, version: digits(place), num: digits(0), body: place },
  ]);
}

/** True for the id of a record in which a place is kept. */
export function isPlace(id: string): boolean {
  return id.startsWith(idOf(''));
}

function idOf(name: string): string {
  return `cursor:${name}`;
}

function digits(place: number): string {
  return place.toString().padStart(18, '0');
}
