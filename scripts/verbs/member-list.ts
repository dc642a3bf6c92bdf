// `member list`: who is at home here.
import type { Actor } from '../../src/domain/records.ts';
import type { LinkCursor } from '../../storage/port.ts';
import { type Verb, withCore } from './verb.ts';

const page = 1000;

export const memberList: Verb = {
  name: 'member list',
  takes: [],
  about: 'names every member, the first first',
  run: ({ config }) =>
    withCore(config, async ({ storage, home }) => {
      const members: Actor[] = [];
      for (let after: LinkCursor | undefined; ; ) {
        const list = { kind: 'member', from: home.hub };
        const links = await storage.links.list(list, { limit: page, oldest: true, ...(after && { after }) });
        const found = await storage.records.getMany(links.map(({ to }) => to));
        const known = new Map(found.map(record => [record.id, record.body as Actor | null]));
        for (const { to } of links) members.push(...[known.get(to) ?? []].flat());
        const last = links.at(-1);
        if (!last || links.length < page) break;
        after = { sort: last.sort, id: last.to };
      }
      const json = members.map(({ id, handle, name, role, published }) => ({
        id,
        handle,
        name,
        role,
        since: published,
      }));
      const lines = json.map(each => `@${each.handle}  ${each.role}  ${each.name}  since ${each.since.slice(0, 10)}`);
      return { json, text: lines.join('\n') || 'no members' };
    }),
};
