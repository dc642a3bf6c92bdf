// The body of a POST: its bytes as they came, bounded, and the JSON in them, read once.
import express, { type Request } from 'express';
import { Problem } from '../../src/domain/problem.ts';
import { depthLimit, depthOf } from '../read/json.ts';

/** Largest body that is read, in bytes. */
export const bodyLimit = 1024 * 1024;

/** Reads the body into `req.body` as a Buffer; an over-long one is refused before it is read whole. */
export const readBytes = express.raw({ type: () => true, limit: bodyLimit, inflate: false });

const activityTypes = new Set(['application/activity+json', 'application/ld+json']);

/** True for the content types of ActivityPub, whatever their parameters and case (I26). */
export function isActivityType(header: string | undefined): boolean {
  return activityTypes.has((header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '');
}

/** The bytes of a request whose body was read; empty when there is none. */
export function bytesOf(req: Request): Buffer {
  return Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
}

/** The JSON in the bytes and its text. Throws `malformed` or `too-deep`, both 400. */
export function parseJson(bytes: Buffer): { document: unknown; raw: string } {
  if (depthOf(bytes) > depthLimit) throw new Problem('too-deep', 400, 'The JSON is nested too deeply.');
  const raw = bytes.toString('utf8');
  try {
    return { document: JSON.parse(raw), raw };
  } catch {
    throw new Problem('malformed', 400, 'The body is not JSON.');
  }
}
