// A discussion: a post with or without a title, and every answer to something. It needs words, or something attached.
import type { Fault } from '../problem.ts';
import { plainText } from '../prose.ts';
import type { Discussion } from '../records.ts';
import type { Kind } from './kind.ts';

export const discussion: Kind<Discussion> = {
  check(draft) {
    const faults: Fault[] = [];
    const words = (draft.text ?? plainText(draft.content ?? '')).trim();
    if (!words && !draft.attachments?.length && !draft.name?.trim())
      faults.push({ field: 'text', message: 'fault.textMissing' });
    if ((draft.name ?? '').length > 200) faults.push({ field: 'name', message: 'fault.nameLong' });
    return faults;
  },

  fields: draft => ({
    kind: 'discussion',
    ...(draft.name?.trim() && { name: draft.name.trim() }),
    ...(draft.warning?.trim() && { warning: draft.warning.trim().slice(0, 500) }),
  }),

  searchText: thing => ({
    title: thing.name ?? '',
    body: [plainText(thing.content), thing.hashtags.join(' ')].join('\n'),
  }),
};
