// POST /inbox and every actor's inbox: each step may refuse, and the append is the only commit. 202 means stored for good,
// or understood and of no concern to this hub.
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { hostOf } from '../../src/domain/home.ts';
import { Problem } from '../../src/domain/problem.ts';
import type { Take } from '../../src/log/take.ts';
import type { Know } from '../know.ts';
import { type Activity, openActivity, readActivity, verbOf } from '../read/activity.ts';
import type { Context } from '../read/context.ts';
import { idOf, isObject, list } from '../read/json.ts';
import { digestOf } from '../signatures/digest.ts';
import { challenge, checkRequest, type Signed } from '../signatures/index.ts';
import type { Signers } from '../signers/index.ts';
import { syncHeader } from '../sync/digest.ts';
import type { HearSync } from '../sync/hear.ts';
import type { Urls } from '../urls.ts';
import { bytesOf, isActivityType, parseJson, readBytes } from './body.ts';
import { makeInboxGate } from './gate.ts';
import type { ReadRelayed } from './relayed.ts';
import { checkSpeaker, provenInside, refuseStrangers } from './speaker.ts';
import { makeTurns, type Turn } from './turn.ts';

export interface InboxDeps {
  urls: Urls;
  take: Take;
  know: Know;
  signers: Signers;
  context: () => Context;
  /** True for a suspended actor, and for every actor of a suspended host. */
  isBlocked(who: string): Promise<boolean>;
  /** Refuses as busy what has no answer in time. */
  timely: RequestHandler;
  /** Hears of a host whose signed activity was taken. */
  onHeard(host: string, form: string): void;
  /** Hears how the followers of a speaker that are of this hub stand elsewhere (FEP-8fcf). */
  onSync: HearSync;
  /** Reads what a chosen relay passes on of others. */
  readRelayed: ReadRelayed;
}

/** Reading a body of more bytes takes a turn of its own, after the one in which its signature is checked. */
const largeFrom = 32 * 1024;

/** The routes that peers deliver to. */
export function makeInbox(deps: InboxDeps): Router {
  const router = express.Router();
  const turn = makeTurns();
  const receive = [
    refuseOtherTypes,
    makeInboxGate(),
    readBytes,
    deps.timely,
    (req: Request, res: Response) => receiveActivity({ ...deps, turn }, req, res),
  ];
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

async function receiveActivity(
  { turn, ...deps }: InboxDeps & { turn: Turn },
  req: Request,
  res: Response,
): Promise<void> {
  const body = bytesOf(req);
  const sender = String(res.locals.sender);
  const large = body.length > largeFrom;
  await turn(sender, large);
  const signatures = signaturesOf(deps, req, { body, res });
  const { document, raw } = parseJson(body);
  const activity = openActivity(document, { now: Date.now(), fallbackId: () => digestOf(body) });
  const relayed = await deps.readRelayed(signatures, activity, () => digestOf(body));
  const said = relayed ?? activity;
  if (!relayed) refuseStrangers(signatures, { activity, bytes: body.length });
  // Who speaks, and who carries it: neither is asked for a key.
  for (const who of [activity.actor, ...signatures.map(({ keyId }) => hostOf(keyId))]) {
    if (await deps.isBlocked(who)) throw new Problem('blocked', 403, 'This host is blocked here.');
  }
  if (await isNoConcern(deps, said)) return void res.status(202).end();
  const deliverer = relayed ? hostOf(relayed.actor) : await checkSpeaker(deps.signers, signatures, activity);
  if (large) await turn(sender, large);
  await takeAll(deps, said, relayed ? JSON.stringify({ ...said.node, id: said.id, actor: said.actor }) : raw);
  if (signatures.every(({ names }) => names.includes(syncHeader)))
    await deps.onSync(req.headers[syncHeader], activity.actor);
  deps.onHeard(deliverer, req.headers['signature-input'] === undefined ? 'draft-cavage' : 'RFC 9421');
  res.status(202).end();
}

/** The signatures that a key may be sought for. Throws `unsigned` or `bad-signature` (401), and says what would be taken. */
function signaturesOf({ urls }: InboxDeps, req: Request, { body, res }: { body: Buffer; res: Response }): Signed[] {
  const { method, originalUrl: target, headers, rawHeaders } = req;
  const checked = checkRequest({ method, target, headers, rawHeaders, origin: urls.origin, body, now: Date.now() });
  if (checked.ok) return checked.signatures;
  res.set(challenge(method));
  const code = checked.reason === 'missing' ? 'unsigned' : 'bad-signature';
  throw new Problem(code, 401, `Signature refused: ${checked.reason}.`);
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

async function takeAll(deps: InboxDeps, activity: Activity, raw: string): Promise<void> {
  const { take, signers } = deps;
  const context = deps.context();
  const proven = await provenInside(deps, { activity, bytes: Buffer.byteLength(raw) }, context);
  for (const event of await readActivity({ ...activity, ...(proven && { proven }) }, context)) {
    try {
      await take(event, 'remote', event.id === activity.id ? raw : passedOn(activity, event.id));
    } catch (error) {
      // Who passes on what is blocked here has done nothing wrong.
      if (!(error instanceof Problem) || (error.code !== 'not-found' && error.code !== 'blocked')) throw error;
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
