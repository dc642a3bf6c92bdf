// The body of a POST: its bytes as they came, bounded, and the JSON in them, read once.
import type { IncomingMessage } from 'node:http';
import { Problem } from '../../src/domain/problem.ts';
import { depthLimit, depthOf } from '../read/json.ts';

/** Largest body that is read, in bytes. */
export const bodyLimit = 1024 * 1024;

/**
 * The bytes of the body. Rejects with `too-large` (413) before it is read whole, and with `unsupported-type` (415) when it is
 * packed; for ever waits who went away in the middle.
 */
export function readBody(req: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const { 'content-encoding': coding, 'content-length': length } = req.headers;
    if (coding !== undefined && coding.toLowerCase() !== 'identity')
      throw new Problem('unsupported-type', 415, 'The body is in a form that is not read.');
    if (Number(length) > bodyLimit) throw tooLarge();
    const chunks: Buffer[] = [];
    let size = 0;
    const whole = () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size));
    const keep = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= bodyLimit) return void chunks.push(chunk);
      req.off('data', keep).off('end', whole).pause();
      reject(tooLarge());
    };
    req.on('data', keep).on('end', whole);
  });
}

function tooLarge(): Problem {
  return new Problem('too-large', 413, 'The body is too large.');
}

const activityTypes = new Set(['application/activity+json', 'application/ld+json']);

/** True for the content types of ActivityPub, whatever their parameters and case (I26). */
export function isActivityType(header: string | undefined): boolean {
  return activityTypes.has((header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '');
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
