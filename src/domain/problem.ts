// A refusal: something was asked that the hub will not do, said so that the asker can be told.
// Bugs throw ordinary errors; only a Problem may reach a person or a peer.

/** Stable refusal codes: the last path segment of the `type` of an `application/problem+json` answer (RFC 9457). */
export type ProblemCode =
  | 'malformed'
  | 'too-large'
  | 'too-deep'
  | 'unsupported-type'
  | 'unsigned'
  | 'bad-signature'
  | 'actor-mismatch'
  | 'sign-in-needed'
  | 'not-allowed'
  | 'blocked'
  | 'not-found'
  | 'gone'
  | 'conflict'
  | 'invalid'
  | 'too-many'
  | 'busy'
  | 'set-aside'
  | 'fetch-refused'
  | 'fetch-timeout'
  | 'fetch-too-large'
  | 'fetch-status'
  | 'fetch-type'
  | 'fetch-json'
  | 'fetch-id'
  | 'fetch-budget';

/** One thing wrong with one field of what was sent; `message` is a key of the message catalogue or a plain sentence. */
export interface Fault {
  field: string;
  message: string;
}

/** Extra facts of a refusal: fields at fault, seconds to wait, the status a peer answered. */
export interface ProblemExtras {
  faults?: Fault[];
  retryAfter?: number;
  peerStatus?: number;
  cause?: unknown;
}

/** A refusal with a stable code, an HTTP status and a sentence that is safe to show to anybody. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly detail: string;
  readonly extras: ProblemExtras;

  constructor(code: ProblemCode, status: number, detail: string, extras: ProblemExtras = {}) {
    super(`${code}: ${detail}`, { cause: extras.cause });
    this.name = 'Problem';
    this.code = code;
    this.status = status;
    this.detail = detail;
    this.extras = extras;
  }

  /** The RFC 9457 body: `type`, `title`, `status`, `detail` and, for a form, `faults`. */
  toJSON(): Record<string, unknown> {
    return {
      type: `urn:learning-hub:problem:${this.code}`,
      title: this.code,
      status: this.status,
      detail: this.detail,
      ...(this.extras.faults && { faults: this.extras.faults }),
    };
  }
}

/** True for refusals that another try may cure: a busy peer, a time-out, a 5xx. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Problem)) return false;
  if (error.code === 'fetch-timeout' || error.code === 'busy') return true;
  if (error.code !== 'fetch-status') return false;
  const status = error.extras.peerStatus ?? 0;
  return status >= 500 || status === 429 || status === 408;
}
