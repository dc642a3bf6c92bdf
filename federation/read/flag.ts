// Flag: a report about actors or things of this hub, kept for its admins and shown to nobody else.
import { isOurs } from '../../src/domain/home.ts';
import { cleanText } from '../../src/domain/prose.ts';
import type { Reader } from './activity.ts';
import { idsOf } from './json.ts';

export const readFlag: Reader = async ({ id, actor, at, node }, { home }) => {
  const subjects = idsOf(node.object)
    .filter(subject => isOurs(home, subject))
    .slice(0, 50);
  const reason = cleanText(node.content ?? node.summary, 5000);
  return subjects.length > 0 ? [{ type: 'flagged', id, actor, at, subjects, reason }] : [];
};
