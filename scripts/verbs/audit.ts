// `audit`: what admins, editors and operators did, the newest first.
import { auditSorts } from '../../src/domain/audit.ts';
import { auditPage } from '../../src/views/audit.ts';
import { cursorOf } from '../../src/views/cursor.ts';
import { Refused, type Verb, withCore } from './verb.ts';

export const audit: Verb = {
  name: 'audit',
  takes: [],
  options: { kind: auditSorts.join('|'), limit: 'N', after: 'CURSOR' },
  about: 'tells what admins, editors and operators did, the newest first; `next` of the JSON goes on with --after',
  run: ({ config, options }) =>
    withCore(config, async ({ storage, urls }) => {
      const sort = auditSorts.find(each => each === options.kind);
      const limit = Number(options.limit ?? 50);
      const after = options.after === undefined ? undefined : cursorOf(String(options.after));
      if (options.kind !== undefined && !sort) throw new Refused(`a kind is ${auditSorts.join(', ')}`, true);
      if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw new Refused('a limit is 1 to 100', true);
      if (options.after !== undefined && !after) throw new Refused('this is no place to go on from', true);
      const page = await auditPage({ storage, origin: urls.origin }, { sort, after, limit });
      const lines = page.items.map(({ at, who, act, whom, reason, done, role }) =>
        [at.slice(0, 19).replace('T', ' '), who, act, whom, role, done, reason && `(${reason.replace(/\s+/g, ' ')})`]
          .filter(Boolean)
          .join('  '),
      );
      return { json: { items: page.items, next: page.next ?? null }, text: lines.join('\n') || 'nothing yet' };
    }),
};
