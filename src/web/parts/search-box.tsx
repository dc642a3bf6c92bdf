// Search words and a button: on the first page alone, on the search page with its filters.
import type { ComponentChildren } from 'preact';
import { useWords } from '../frame.ts';

export function SearchBox({ text = '', children }: { text?: string; children?: ComponentChildren }) {
  const { t } = useWords();
  return (
    <search>
      <form class="search" action="/search">
        <div class="line">
          <label class="unseen" for="q">
            {t('search.words')}
          </label>
          <input
            id="q"
            name="q"
            type="search"
            value={text}
            dir="auto"
            maxLength={500}
            placeholder={t('search.placeholderHint')}
          />
          <button type="submit">{t('search.submit')}</button>
        </div>
        {children}
      </form>
    </search>
  );
}
