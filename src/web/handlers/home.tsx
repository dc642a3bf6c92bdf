// The first page, what is new for a member, and the choice of what to share.
import { communities } from '../../views/circles.ts';
import { cursorOf } from '../../views/cursor.ts';
import { newest } from '../../views/search.ts';
import { inboxStream } from '../../views/stream.ts';
import { HomePage, MinePage, SharePage } from '../pages/home.tsx';
import { type MemberVisit, show } from '../visit.tsx';
import type { MemberReading, Reading } from './answering.ts';
import { query } from './query.ts';

export const home: Reading = async visit => {
  const { reader, viewer, site } = visit;
  if (viewer) {
    const stream = await inboxStream(reader, viewer.id);
    return show(visit, { title: site.name }, <MinePage stream={stream} greet />);
  }
  const [resources, discussions, { items }] = await Promise.all([
    newest(reader, 'resource', 8),
    newest(reader, 'discussion', 4),
    communities(reader, undefined, 6),
  ]);
  const model = { resources, discussions, communities: items };
  return show(visit, { title: site.name, description: visit.words.t('home.tagline') }, <HomePage {...model} />);
};

export const mine: MemberReading = async (visit: MemberVisit) => {
  const stream = await inboxStream(visit.reader, visit.viewer.id, cursorOf(query(visit, 'after')));
  return show(visit, { title: visit.words.t('inbox.title') }, <MinePage stream={stream} greet={false} />);
};

export const share: MemberReading = visit => show(visit, { title: visit.words.t('new.title') }, <SharePage />);
