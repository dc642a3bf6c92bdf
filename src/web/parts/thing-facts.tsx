// What is known about a resource, as the card of a library catalogue: the facts to choose and to credit by.
import type { ComponentChildren } from 'preact';
import { licenceName } from '../../domain/kinds/vocabulary.ts';
import type { Credit, Resource } from '../../domain/records.ts';
import type { ThingPage } from '../../views/thing-page.ts';
import { useFrame } from '../frame.ts';
import { goalName, levelName, skillName } from '../vocabulary.ts';
import { isWeb } from './attachments.tsx';
import { ActorLink } from './people.tsx';

export function ThingFacts({ resource, page }: { resource: Resource; page: ThingPage }) {
  const { words } = useFrame();
  const { t } = words;
  return (
    <section class="catalogue" aria-labelledby="facts">
      <h2 id="facts">{t('thing.facts')}</h2>
      <dl>
        <Fact name={t('thing.licence')}>
          {resource.licence ? <Licence uri={resource.licence} /> : <span class="quiet">{t('thing.noLicence')}</span>}
        </Fact>
        <Fact name={t('thing.language')}>{resource.language && words.languageName(resource.language)}</Fact>
        <Fact name={t('thing.level')}>{resource.level && <bdi>{levelName(words, resource.level)}</bdi>}</Fact>
        <Fact name={t('thing.country')}>{resource.country && words.countryName(resource.country)}</Fact>
        <Fact name={t('thing.themes')}>{tags(resource.themes)}</Fact>
        <Fact name={t('thing.sdgs')}>{tags(resource.sdgs.map(goal => goalName(words, goal)))}</Fact>
        <Fact name={t('thing.skills')}>{tags(resource.skills.map(skill => skillName(words, skill)))}</Fact>
        <Fact name={t('thing.hashtags')}>{tags(resource.hashtags, '#')}</Fact>
        <Fact name={t('thing.basedOn')}>
          {resource.basedOn.length > 0 && (
            <ul>
              {resource.basedOn.map(credit => (
                <li>
                  <CreditLine credit={credit} />
                </li>
              ))}
            </ul>
          )}
        </Fact>
        <Fact name={t('thing.groups')}>
          {page.groups.length > 0 && (
            <ul class="tags">
              {page.groups.map(group => (
                <li>
                  <ActorLink actor={group} />
                </li>
              ))}
            </ul>
          )}
        </Fact>
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  if (!children) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function tags(names: string[], sign = '') {
  if (names.length === 0) return undefined;
  return (
    <ul class="tags">
      {names.map(name => (
        <li>
          <a href={`/search?q=${encodeURIComponent(name)}`} dir="auto">
            {sign}
            {name}
          </a>
        </li>
      ))}
    </ul>
  );
}

/** The licence, stamped; the link leads to its deed. */
export function Licence({ uri }: { uri: string }) {
  if (!isWeb(uri)) return <bdi>{licenceName(uri)}</bdi>;
  return (
    <a class="stamp" href={uri} rel="license external noopener" dir="ltr">
      {licenceName(uri)}
    </a>
  );
}

/** A work with its author and licence, linked to where it is (CC: title, author, source, licence). */
export function CreditLine({ credit }: { credit: Credit }) {
  const { words } = useFrame();
  const title = <bdi>{credit.name || credit.id}</bdi>;
  const work = isWeb(credit.id) ? (
    <a href={credit.id} rel="external noopener">
      {title}
    </a>
  ) : (
    title
  );
  if (!credit.author || !credit.licence) return work;
  return (
    <>
      {words.rich('thing.basedOnBy', {
        work,
        author: <bdi>{credit.author}</bdi>,
        licence: <Licence uri={credit.licence} />,
      })}
    </>
  );
}
