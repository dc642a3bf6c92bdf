// Who may have a document, asked at the one place that every route of documents passes: in secure mode (authorized fetch)
// members and peers who sign, else everybody; a host that is blocked, never. What depends on who asks is kept by nobody else.
import type { Request, RequestHandler, Response } from 'express';
import { Problem } from '../../src/domain/problem.ts';
import type { Actor } from '../../src/domain/records.ts';
import { type Checked, challenge, checkRequest } from '../signatures/index.ts';
import type { DocumentDeps } from './deps.ts';

/** Answers to all these may differ. */
const varying = 'Accept, Authorization, Signature, Signature-Input';

interface Admission {
  enter(res: Response): Promise<void>;
  peer(): Promise<Actor | undefined>;
}

const admissions = new WeakMap<Request, Admission>();

/** Goes before all routes of documents. */
export function admission(deps: DocumentDeps): RequestHandler {
  return (req, _res, next) => {
    admissions.set(req, makeAdmission(deps, req));
    next();
  };
}

/** Says what the answer depends on, for the document and for the page of one address alike. */
export function varies(res: Response): void {
  res.vary(varying);
}

/** To be called before a document is given. Throws `unsigned`, `bad-signature` (401) or `blocked` (403). */
export async function enter(req: Request, res: Response): Promise<void> {
  await admissionOf(req).enter(res);
}

/** The actor of another server who signed the request; undefined when nobody did, or not well. */
export async function peerOf(req: Request): Promise<Actor | undefined> {
  return admissionOf(req).peer();
}

/** True when a shared cache must not keep what this request was answered. */
export function isPrivate(res: Response): boolean {
  return res.locals.private === true;
}

function admissionOf(req: Request): Admission {
  const admitted = admissions.get(req);
  if (!admitted) throw new Error(`${req.path} gives documents and has no door`);
  return admitted;
}

function makeAdmission(deps: DocumentDeps, req: Request): Admission {
  const { signers, urls, isBlocked, memberOf, secure } = deps;
  const { method, originalUrl: target, headers, rawHeaders } = req;
  const isSigned = headers.signature !== undefined;
  let checked: Checked | undefined;
  let found: Promise<Actor> | undefined;

  function check(): Checked {
    checked ??= checkRequest({ method, target, origin: urls.origin, headers, rawHeaders, now: Date.now() });
    return checked;
  }

  async function find(): Promise<Actor> {
    const signed = check();
    if (!signed.ok) throw new Problem('bad-signature', 401, `Signature refused: ${signed.reason}.`);
    found ??= signers.find(signed.signatures);
    return found;
  }

  /** Blocked by what it says of itself: to find out whether it lies would be to ask it. */
  async function refuseBlocked(): Promise<void> {
    const signed = isSigned ? check() : undefined;
    for (const { keyId } of signed?.ok ? signed.signatures : []) {
      if (await isBlocked(keyId.split('#', 1)[0] ?? ''))
        throw new Problem('blocked', 403, 'This host is blocked here.');
    }
  }

  /** Refusals too are for the one who asked; an answer says its own. */
  function keepPrivate(res: Response): void {
    res.locals.private = true;
    res.set('Cache-Control', 'private, no-store');
  }

  return {
    async enter(res) {
      if (isSigned) keepPrivate(res);
      await refuseBlocked();
      // The actor that signs for this hub is open to all, or two hubs in secure mode would wait for each other (FEP-2677).
      if (!secure || urls.origin + req.path === urls.instance) return;
      keepPrivate(res);
      if (headers.authorization !== undefined && (await memberOf(req))) return;
      if (!isSigned || !check().ok) res.set(challenge(method));
      if (!isSigned) throw new Problem('unsigned', 401, 'This hub shows its documents to those who sign.');
      await find();
    },

    async peer() {
      if (!isSigned || !check().ok) return undefined;
      try {
        return await find();
      } catch (error) {
        if (error instanceof Problem) return undefined;
        throw error;
      }
    },
  };
}
