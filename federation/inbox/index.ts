// POST /inbox and every actor's inbox: each step may refuse, and the append is the only commit. 202 means stored for good,
// or understood and of no concern to this hub.
import express, { type Request, type Response, type Router } from 'express';
import { Problem } from '../../src/domain/problem.ts';
import type { Take } from '../../src/log/take.ts';
import type { Know } from '../know.ts';
import { type Activity, openActivity, readActivity, verbOf } from '../read/activity.ts';
import type { Context } from '../read/context.ts';
import { idOf, isObject, list } from '../read/json.ts';
import { checkRequest } from '../signatures/cavage.ts';
import { digestOf } from '../signatures/digest.ts';
import { sameOrigin, type Urls } from '../urls.ts';
import { bytesOf, isActivityType, parseJson, readBytes } from './body.ts';
import type { Signers } from './signer.ts';

export interface InboxDeps {
  urls: Urls;
  take: Take;
  know: Know;
  signers: Signers;
  context: () => Context;
  isBlocked(host: string): Promise<boolean>;
  /** Hears of a host whose signed activity was taken. */
  onHeard(host: string): void;
}

/** The routes that peers deliver to. */
export function makeInbox(deps: InboxDeps): Router {
  const router = express.Router();
  const receive = [refuseOtherTypes, readBytes, (req: Request, res: Response) => receiveActivity(deps, req, res)];
  router.post('/inbox', ...receive);
  router.post(
    '/a/:key/inbox',
    async (req, _res, next) => {
      const owner = await deps.know.stored(`${deps.urls.origin}/a/${req.params.key}`);
      next(owner?.record === 'actor' ? undefined : new Problem('not-found', 404, 'No such inbox.'));
    },
    ...receive,
  );
  return router;
}

async function receiveActivity(deps: InboxDeps, req: Request, res: Response): Promise<void> {
  const body = bytesOf(req);
  const signed = checkRequest({
    method: req.method,
    target: req.originalUrl,
    headers: req.headers,
    rawHeaders: req.rawHeaders,
    body,
    now: Date.now(),
  });
  if (!signed.ok)
    throw new Problem(
      signed.reason === 'missing' ? 'unsigned' : 'bad-signature',
      401,
      `Signature refused: ${signed.reason}.`,
    );
  const { document, raw } = parseJson(body);
  const activity = openActivity(document, { now: Date.now(), fallbackId: () => digestOf(body) });
  if (!sameOrigin(signed.keyId, activity.actor))
    throw new Problem('actor-mismatch', 401, "The key is not the actor's.");
  if (await deps.isBlocked(new URL(activity.actor).host))
    throw new Problem('blocked', 403, 'This host is blocked here.');
  if (await isNoConcern(deps, activity)) return void res.status(202).end();
  await deps.signers.check(signed, activity.actor);
  await takeAll(deps, activity, raw);
  deps.onHeard(new URL(activity.actor).host);
  res.status(202).end();
}

/** Deletes and updates of what was never known here are answered without a fetch and without a row (L3, I5). */
async function isNoConcern({ know }: InboxDeps, { actor, node }: Activity): Promise<boolean> {
  const verb = verbOf(node);
  if (!verb) return true;
  if (verb !== 'Delete' && verb !== 'Update') return false;
  if (await know.stored(actor)) return false;
  const what = idOf(list(node.object)[0]);
  return !what || what === actor || !(await know.stored(what));
}

async function takeAll({ take, context, signers }: InboxDeps, activity: Activity, raw: string): Promise<void> {
  for (const event of await readActivity(activity, context())) {
    try {
      await take(event, 'remote', event.id === activity.id ? raw : passedOn(activity, event.id));
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'not-found') throw error;
    }
    if (event.type === 'profiled' || event.type === 'departed') signers.forget(event.actor);
  }
}

/** The text of the activity with this id that a community passed on, so that it can be passed on from here. */
function passedOn({ node }: Activity, id: string): string | undefined {
  const inner = list(node.object)[0];
  return isObject(inner) && inner.id === id ? JSON.stringify(inner) : undefined;
}

function refuseOtherTypes(req: Request, _res: Response, next: (error?: unknown) => void): void {
  const known = isActivityType(req.headers['content-type']);
  next(
    known
      ? undefined
      : new Problem('unsupported-type', 415, 'Activities are application/activity+json or application/ld+json.'),
  );
}
