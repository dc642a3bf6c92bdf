// POST /inbox and every actor's inbox: each step may refuse, and the append is the only commit. 202 means stored for good,
// or understood and of no concern to this hub.
import type { IncomingMessage, ServerResponse } from 'node:http';
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
import { isActivityType, parseJson, readBody } from './body.ts';
import { type InboxGate, makeInboxGate } from './gate.ts';
import type { ReadRelayed } from './relayed.ts';
import { checkSpeaker, isForwarded, provenInside, refuseUnproved } from './speaker.ts';
import { makeTurns, type Turn } from './turn.ts';

export interface InboxDeps {
  urls: Urls;
  take: Take;
  know: Know;
  signers: Signers;
  context: () => Context;
  /** True for a suspended actor, and for every actor of a suspended host. */
  isBlocked(who: string): Promise<boolean>;
  /** Ends a request whose body does not come in time. */
  hurry(req: IncomingMessage, res: ServerResponse): void;
  /** Calls back with the refusal of what has no answer in time; throws that of what is too much. */
  timely(req: IncomingMessage, res: ServerResponse, next: (late?: unknown) => void): void;
  /** Answers with a refusal. */
  refuse(error: unknown, req: IncomingMessage, res: ServerResponse): void;
  /** Whom a request comes from. */
  ipOf(req: IncomingMessage): string;
  /** Hears of a host whose signed activity was taken. */
  onHeard(host: string, form: string): void;
  /** Hears how the followers of a speaker that are of this hub stand elsewhere (FEP-8fcf). */
  onSync: HearSync;
  /** Reads what a chosen relay passes on of others. */
  readRelayed: ReadRelayed;
}

/** Reading a body of more bytes takes a turn of its own, after the one in which its signature is checked. */
const largeFrom = 32 * 1024;

/** Answers what is posted to an inbox; false for every other request, of which nothing is done. */
export type Inbox = (req: IncomingMessage, res: ServerResponse) => boolean;

const place = /^\/(?:inbox|a\/([^/?]+)\/inbox)\/?(?:\?|$)/i;

/**
 * The doors that peers deliver to. They take the requests of Node's server as they are, since most of what a hub is asked goes
 * through here and needs nothing of a framework.
 */
export function makeInbox(deps: InboxDeps): Inbox {
  const inner = { ...deps, turn: makeTurns(), admit: makeInboxGate() };
  return (req, res) => {
    const found = req.method === 'POST' ? place.exec(req.url ?? '') : null;
    if (!found) return false;
    deps.hurry(req, res);
    receive(inner, req, res, found[1]).catch(error => deps.refuse(error, req, res));
    return true;
  };
}

type Inner = InboxDeps & { turn: Turn; admit: InboxGate };

async function receive(deps: Inner, req: IncomingMessage, res: ServerResponse, key: string | undefined): Promise<void> {
  if (key !== undefined && (await deps.know.stored(`${deps.urls.origin}/a/${key}`))?.record !== 'actor')
    throw new Problem('not-found', 404, 'No such inbox.');
  if (!isActivityType(req.headers['content-type']))
    throw new Problem('unsupported-type', 415, 'Activities are application/activity+json or application/ld+json.');
  const { sender, stay } = deps.admit(req, res, deps.ipOf(req));
  const body = await readBody(req);
  const leave = stay();
  try {
    deps.timely(req, res, late => late && deps.refuse(late, req, res));
    await receiveActivity(deps, req, res, { body, sender });
  } finally {
    leave();
  }
  res.statusCode = 202;
  res.end();
}

/** Resolves when the activity is stored for good, or is of no concern to this hub. */
async function receiveActivity(
  deps: Inner,
  req: IncomingMessage,
  res: ServerResponse,
  { body, sender }: { body: Buffer; sender: string },
): Promise<void> {
  const large = body.length > largeFrom;
  await deps.turn(sender, large);
  const signatures = signaturesOf(deps, req, { body, res });
  const { document, raw } = parseJson(body);
  const activity = openActivity(document, { now: Date.now(), fallbackId: () => digestOf(body) });
  const forwarded = isForwarded(signatures, activity.actor);
  const relayed = forwarded ? await deps.readRelayed(signatures, activity, () => digestOf(body)) : undefined;
  const said = relayed ?? activity;
  if (forwarded && !relayed) refuseUnproved({ activity, bytes: body.length });
  for (const who of concerned(signatures, activity.actor)) {
    if (await deps.isBlocked(who)) throw new Problem('blocked', 403, 'This host is blocked here.');
  }
  const verb = verbOf(said.node);
  if (!verb || (changing.has(verb) && (await isNoConcern(deps, said)))) return;
  const deliverer = relayed ? hostOf(relayed.actor) : await checkSpeaker(deps.signers, signatures, activity);
  if (large) await deps.turn(sender, large);
  await takeAll(deps, said, relayed ? JSON.stringify({ ...said.node, id: said.id, actor: said.actor }) : raw);
  if (signatures.every(({ names }) => names.includes(syncHeader)))
    await deps.onSync(req.headers[syncHeader], activity.actor);
  deps.onHeard(deliverer, req.headers['signature-input'] === undefined ? 'draft-cavage' : 'RFC 9421');
}

/** The signatures that a key may be sought for. Throws `unsigned` or `bad-signature` (401), and says what would be taken. */
function signaturesOf(
  { urls }: InboxDeps,
  { url: target = '', headers, rawHeaders }: IncomingMessage,
  { body, res }: { body: Buffer; res: ServerResponse },
): Signed[] {
  const method = 'POST';
  const checked = checkRequest({ method, target, headers, rawHeaders, origin: urls.origin, body, now: Date.now() });
  if (checked.ok) return checked.signatures;
  for (const [name, value] of Object.entries(challenge(method))) res.setHeader(name, value);
  const code = checked.reason === 'missing' ? 'unsigned' : 'bad-signature';
  throw new Problem(code, 401, `Signature refused: ${checked.reason}.`);
}

/** Who speaks, and the hosts that carry it: none of them is asked for a key when it is blocked. */
function concerned(signatures: Signed[], actor: string): Set<string> {
  const carriers = signatures.map(({ keyId }) => hostOf(keyId));
  return new Set([actor, ...carriers.filter(host => host !== hostOf(actor))]);
}

const changing = new Set(['Delete', 'Update']);

/** Deletes and updates of what was never known here are answered without a fetch and without a row (L3, I5). */
async function isNoConcern({ know }: InboxDeps, { actor, node }: Activity): Promise<boolean> {
  if (await know.stored(actor)) return false;
  const what = idOf(list(node.object)[0]);
  return !what || what === actor || !(await know.stored(what));
}

async function takeAll(deps: InboxDeps, activity: Activity, raw: string): Promise<void> {
  const { take, signers } = deps;
  const context = deps.context();
  const proven = await provenInside(deps, { activity, bytes: Buffer.byteLength(raw) }, context);
  for (const event of await readActivity(proven ? { ...activity, proven } : activity, context)) {
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
