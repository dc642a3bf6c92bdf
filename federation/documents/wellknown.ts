// How a hub is found: WebFinger (RFC 7033), host-meta, NodeInfo 2.1 and the instance actor (FEP-2677, FEP-d556).
import express, { type Router } from 'express';
import { Problem } from '../../src/domain/problem.ts';
import type { Actor } from '../../src/domain/records.ts';
import type { DocumentDeps } from './index.ts';

const jrdType = 'application/jrd+json; charset=utf-8';
const nodeInfoSchema = 'http://nodeinfo.diaspora.software/ns/schema';

export function makeWellKnown({ storage, urls, name, version }: DocumentDeps): Router {
  const router = express.Router();

  router.get('/.well-known/webfinger', async (req, res) => {
    const resource = req.query.resource;
    if (typeof resource !== 'string' || !/^[a-z][a-z0-9+.-]*:/i.test(resource)) {
      throw new Problem('malformed', 400, 'Name one resource, such as acct:hub@host.');
    }
    const actor = await find(resource);
    if (!actor) throw new Problem('not-found', 404, 'Nobody of this name is here.');
    const rels = [req.query.rel].flat().filter(rel => typeof rel === 'string');
    const links = linksOf(actor).filter(link => rels.length === 0 || rels.includes(link.rel));
    res.set({ 'Content-Type': jrdType, 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'public, max-age=300' });
    res.send(
      Buffer.from(
        JSON.stringify({ subject: `acct:${actor.handle}@${urls.host}`, aliases: [actor.id, actor.url], links }),
      ),
    );
  });

  router.get('/.well-known/host-meta', (_req, res) => {
    res
      .type('application/xrd+xml')
      .send(
        `<?xml version="1.0" encoding="UTF-8"?>\n<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0"><Link rel="lrdd" template="${urls.origin}/.well-known/webfinger?resource={uri}"/></XRD>\n`,
      );
  });

  router.get('/.well-known/nodeinfo', (_req, res) => {
    const versions = ['2.1', '2.0'].map(each => ({
      rel: `${nodeInfoSchema}/${each}`,
      href: `${urls.origin}/nodeinfo/${each}`,
    }));
    res.set('Access-Control-Allow-Origin', '*');
    res.json({
      links: [...versions, { rel: 'https://www.w3.org/ns/activitystreams#Application', href: urls.instance }],
    });
  });

  router.get('/nodeinfo/:version', async (req, res) => {
    const asked = req.params.version;
    if (asked !== '2.0' && asked !== '2.1') throw new Problem('not-found', 404, 'NodeInfo 2.0 and 2.1 are here.');
    const [members, posts] = await Promise.all([
      storage.links.count({ kind: 'member', from: urls.hub }),
      storage.links.count({ kind: 'home', from: urls.host }),
    ]);
    res.set({
      'Content-Type': `application/json; profile="${nodeInfoSchema}/${asked}#"; charset=utf-8`,
      'Access-Control-Allow-Origin': '*',
    });
    const software = {
      name: 'learning-hub',
      version,
      ...(asked === '2.1' && { repository: 'https://github.com/learning-hub/learning-hub' }),
    };
    res.send(
      Buffer.from(
        JSON.stringify({
          version: asked,
          software,
          protocols: ['activitypub'],
          services: { inbound: [], outbound: [] },
          openRegistrations: false,
          usage: { users: { total: members }, localPosts: posts },
          metadata: { nodeName: name },
        }),
      ),
    );
  });

  async function find(resource: string): Promise<Actor | undefined> {
    const id = await idOf(resource);
    const record = id ? await storage.records.get(id) : undefined;
    return record?.kind === 'actor' && record.buried === undefined && urls.isOurs(record.id)
      ? (record.body as Actor)
      : undefined;
  }

  async function idOf(resource: string): Promise<string | undefined> {
    if (resource === urls.origin || resource === `${urls.origin}/`) return urls.instance;
    const place = urls.parse(resource);
    if (place) return place.what === 'actor' && !place.part ? place.id : undefined;
    const page = resource.startsWith(`${urls.origin}/@`) ? resource.slice(urls.origin.length + 2) : undefined;
    const acct = /^acct:@?([^@]+)@(.+)$/i.exec(resource);
    if (acct?.[2]?.toLowerCase() !== urls.host && page === undefined) return undefined;
    const handle = (page ?? acct?.[1] ?? '').toLowerCase();
    const [link] = await storage.links.list({ kind: 'handle', from: `${handle}@${urls.host}` }, { limit: 1 });
    return link?.to;
  }

  function linksOf(actor: Actor) {
    return [
      { rel: 'http://webfinger.net/rel/profile-page', type: 'text/html', href: actor.url },
      { rel: 'self', type: 'application/activity+json', href: actor.id },
      { rel: 'http://ostatus.org/schema/1.0/subscribe', template: `${urls.origin}/follow?uri={uri}` },
    ];
  }

  return router;
}
