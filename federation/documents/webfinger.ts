// WebFinger (RFC 7033): from a handle, an actor's address or page, or the hub's own address (FEP-d556) to the actor.
// `href` is the actor's id to the letter, or Mastodon and NodeBB do not believe it (I52).
import type { Request, Response, Router } from 'express';
import { Problem } from '../../src/domain/problem.ts';
import type { Actor } from '../../src/domain/records.ts';
import { address } from '../read/json.ts';
import { absent, share } from './answer.ts';
import type { DocumentDeps } from './deps.ts';
import { standing } from './see.ts';

interface JrdLink {
  rel: string;
  type?: string;
  href?: string;
  template?: string;
}

const activityType = 'application/activity+json';
const serverRel = 'https://www.w3.org/ns/activitystreams#Service';

export function webfingerRoutes(router: Router, deps: DocumentDeps): void {
  router.get('/.well-known/webfinger', async (req, res) => {
    share(res);
    const resource = resourceOf(req);
    const actor = await find(deps, resource);
    if (!actor) throw absent();
    const server = isServer(deps, resource);
    const wanted = [req.query.rel].flat().filter(rel => typeof rel === 'string');
    const links = linksOf(deps, actor, server).filter(link => wanted.length === 0 || wanted.includes(link.rel));
    sendJrd(res, {
      subject: server && !resource.startsWith('acct:') ? resource : `acct:${actor.handle}@${actor.host}`,
      aliases: [actor.url, actor.id],
      links,
    });
  });

  router.get('/.well-known/host-meta', (_req, res) => {
    share(res);
    const template = `${deps.urls.origin}/.well-known/webfinger?resource={uri}`;
    res.set('Cache-Control', 'public, max-age=3600');
    res.type('application/xrd+xml').send(
      `<?xml version="1.0" encoding="UTF-8"?>
<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0"><Link rel="lrdd" template="${template}"/></XRD>
`,
    );
  });
}

/** As bytes, so that no charset is added to the type that RFC 7033 names. */
function sendJrd(res: Response, jrd: object): void {
  res.set('Cache-Control', 'public, max-age=60');
  res.set('Content-Type', 'application/jrd+json').send(Buffer.from(JSON.stringify(jrd)));
}

/** One absolute URI of any scheme. Throws `malformed` (400). */
function resourceOf(req: Request): string {
  const { resource } = req.query;
  const isUri =
    typeof resource === 'string' && resource.length <= 2000 && /^[a-z][a-z\d+.-]*:[^\s\0]+$/i.test(resource);
  const isHandle = isUri && (!/^acct:/i.test(resource) || /^acct:@?[^@]+@[^@]+$/i.test(resource));
  if (!isHandle) throw new Problem('malformed', 400, 'Ask for one resource, such as acct:name@host.');
  return normal(resource.replace(/^acct:@?/i, 'acct:'));
}

/** An address with its origin in the one way it is written, and without a slash at its end: people and peers write both. */
function normal(resource: string): string {
  const named = address(resource) ?? resource;
  return /^https?:/.test(named) ? named.replace(/\/$/, '') : named;
}

async function find(deps: DocumentDeps, resource: string): Promise<Actor | undefined> {
  const { storage, urls } = deps;
  if (isServer(deps, resource)) return local(deps, urls.instance);
  const place = urls.parse(resource);
  if (place) return place.what === 'actor' && place.part === undefined ? local(deps, place.id) : undefined;
  const handle = handleOf(deps, resource);
  if (!handle) return undefined;
  const from = `${handle.toLowerCase()}@${urls.host}`;
  const [link] = await storage.links.list({ kind: 'handle', from }, { limit: 1 });
  return link && local(deps, link.to);
}

/** The name in `acct:name@host` and in the address of a page, when the host is ours. */
function handleOf({ urls }: DocumentDeps, resource: string): string | undefined {
  const acct = /^acct:([^@]+)@([^@]+)$/.exec(resource);
  if (acct) return acct[2]?.toLowerCase() === urls.host ? acct[1] : undefined;
  const page = urls.page('');
  return resource.startsWith(page) ? resource.slice(page.length) : undefined;
}

/** True for the hub itself: its origin, and the form that Mastodon gives its own, `acct:host@host`. */
function isServer({ urls }: DocumentDeps, resource: string): boolean {
  return [urls.origin, `acct:${urls.host}@${urls.host}`].includes(resource);
}

async function local({ storage, trust }: DocumentDeps, id: string): Promise<Actor | undefined> {
  const actor = standing(await storage.records.get(id), 'actor');
  return actor?.local && (await trust(id)).level !== 'suspend' ? actor : undefined;
}

function linksOf({ urls }: DocumentDeps, actor: Actor, server: boolean): JrdLink[] {
  return [
    { rel: 'self', type: activityType, href: actor.id },
    ...(server ? [{ rel: serverRel, type: activityType, href: actor.id }] : []),
    { rel: 'http://webfinger.net/rel/profile-page', type: 'text/html', href: actor.url },
    { rel: 'http://ostatus.org/schema/1.0/subscribe', template: `${urls.origin}/follow?uri={uri}` },
  ];
}
