// Search: words, three filters, results, and the way on.
import { type HitCard, type Results, type Search, searchKinds } from '../../views/search.ts';
import { useWords } from '../frame.ts';
import { Hits, Older } from '../parts/lists.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { languageOptions } from '../vocabulary.ts';

export interface SearchModel {
  wanted: Search;
  results: Results<HitCard>;
  hubs: string[];
  /** The address of the next page. */
  next?: string;
}

export function SearchPage({ wanted, results, hubs, next }: SearchModel) {
  const words = useWords();
  const { t } = words;
  const kinds = searchKinds.map(kind => ({ value: kind, label: t(`kind.${kind}`) }));
  const languages = languageOptions(words, wanted.language ? [wanted.language] : []);
  const hosts = [...new Set([...hubs, ...(wanted.hub ? [wanted.hub] : [])])].map(host => ({
    value: host,
    label: host,
  }));
  return (
    <>
      <h1>{t('search.title')}</h1>
      <SearchBox text={wanted.text}>
        <div class="filters">
          <Filter name="kind" label={t('search.kind')} any={t('search.anyKind')} options={kinds} chosen={wanted.kind} />
          <Filter
            name="language"
            label={t('search.language')}
            any={t('search.anyLanguage')}
            options={languages}
            chosen={wanted.language}
          />
          <Filter name="hub" label={t('search.hub')} any={t('search.anyHub')} options={hosts} chosen={wanted.hub} />
        </div>
      </SearchBox>
      <section aria-labelledby="results">
        <h2 id="results">
          {results.total >= 10_000
            ? words.t('count.manyResults', { n: words.number(10_000) })
            : words.n('count.results', results.total)}
        </h2>
        {results.items.length === 0 && <p class="empty">{t('search.none')}</p>}
        <Hits items={results.items} />
        {next && <Older href={next} />}
      </section>
    </>
  );
}

interface FilterProps {
  name: string;
  label: string;
  any: string;
  options: { value: string; label: string }[];
  chosen: string | undefined;
}

function Filter({ name, label, any, options, chosen }: FilterProps) {
  return (
    <p>
      <label for={`by-${name}`}>{label}</label>
      <select id={`by-${name}`} name={name}>
        <option value="">{any}</option>
        {options.map(({ value, label: text }) => (
          <option value={value} selected={value === chosen}>
            {text}
          </option>
        ))}
      </select>
    </p>
  );
}
