// Pages that explain.
import { plainText } from '../../domain/prose.ts';
import { hubOf, ofSort } from '../../views/reader.ts';
import { AboutPage, HelpPage } from '../pages/about.tsx';
import { show } from '../visit.tsx';
import type { Reading } from './answering.ts';

export const about: Reading = async visit => {
  const face = ofSort(await visit.site.storage.records.get(hubOf(visit.site)), 'actor')?.body;
  const title = visit.words.t('about.title', { hub: visit.site.name });
  return show(visit, { title }, <AboutPage summary={plainText(face?.summary ?? '')} />);
};

export const help: Reading = visit => show(visit, { title: visit.words.t('help.title') }, <HelpPage />);
