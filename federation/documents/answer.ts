// How a document is answered: the one content type that every peer takes (Lemmy compares it as text, I42), an ETag, and
// a cache only for what all may read.
import type { Response } from 'express';
import { Problem } from '../../src/domain/problem.ts';
import type { StoredRecord } from '../../storage/port.ts';
import type { Json } from '../read/json.ts';
import { withContext } from '../write/index.ts';
import { isPrivate } from './admit.ts';

/** Express adds `; charset=utf-8`. */
const activityType = 'application/activity+json';

/**
 * Sends a document. `open`: everybody gets the same, so it may be kept for a minute, by those alone who asked with a
 * signature; else nobody keeps it.
 */
export function answer(
  res: Response,
  document: Json,
  { open, status = 200 }: { open: boolean; status?: number },
): void {
  res.status(status);
  share(res);
  res.set('Cache-Control', open ? `${isPrivate(res) ? 'private' : 'public'}, max-age=60` : 'private, no-store');
  res.type(activityType).send(JSON.stringify(withContext(document)));
}

/** Lets pages of other origins read the answer. */
export function share(res: Response): void {
  res.set('Access-Control-Allow-Origin', '*');
}

/** 410 with a Tombstone for what is gone (I56). */
export function answerGone(
  res: Response,
  { id, buried }: Pick<StoredRecord, 'id' | 'buried'>,
  formerType?: string,
): void {
  const tombstone = { id, type: 'Tombstone', ...(formerType && { formerType }), ...(buried && { deleted: buried }) };
  answer(res, tombstone, { open: true, status: 410 });
}

/** What never was, and what the asker must not know of, are refused alike. */
export function absent(): Problem {
  return new Problem('not-found', 404, 'There is nothing here.');
}
