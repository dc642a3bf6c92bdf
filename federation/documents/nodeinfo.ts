// NodeInfo 2.0 and 2.1: what software this is and how large, and where the signing actor is (FEP-2677). Counts are
// read from links at most once a minute.
import type { Router } from 'express';
import { share } from './answer.ts';
import type { DocumentDeps } from './deps.ts';

interface Usage {
  members: number;
  posts: number;
}

const schema = 'http://nodeinfo.diaspora.software/ns/schema/';
const versions = ['2.1', '2.0'] as const;
const keptMs = 60_000;

export function nodeinfoRoutes(router: Router, deps: DocumentDeps): void {
  const { urls, name, version } = deps;
  const usage = makeUsage(deps);

  router.get('/.well-known/nodeinfo', (_req, res) => {
    share(res);
    res.set('Cache-Control', 'public, max-age=3600').json({
      links: [
        ...versions.map(each => ({ rel: schema + each, href: `${urls.origin}/nodeinfo/${each}` })),
        { rel: 'https://www.w3.org/ns/activitystreams#Application', href: urls.instance },
      ],
    });
  });

  for (const each of versions) {
    router.get(`/nodeinfo/${each}`, async (_req, res) => {
      share(res);
      const { members, posts } = await usage();
      res.set('Cache-Control', 'public, max-age=60');
      res.type(`application/json; profile="${schema}${each}#"`).json({
        version: each,
        software: { name: 'learning-hub', version },
        protocols: ['activitypub'],
        services: { inbound: [], outbound: [] },
        openRegistrations: false,
        usage: { users: { total: members }, localPosts: posts },
        metadata: { nodeName: name },
      });
    });
  }
}

function makeUsage({ storage, urls }: DocumentDeps): () => Promise<Usage> {
  let kept: { at: number; usage: Promise<Usage> } | undefined;

  async function count(): Promise<Usage> {
    const [members, posts] = await Promise.all([
      storage.links.count({ kind: 'member', from: urls.hub }),
      storage.links.count({ kind: 'home', from: urls.host }),
    ]);
    return { members, posts };
  }

  return () => {
    const now = Date.now();
    if (kept && now - kept.at < keptMs) return kept.usage;
    const usage = count();
    kept = { at: now, usage };
    usage.catch(() => {
      kept = undefined;
    });
    return usage;
  };
}
