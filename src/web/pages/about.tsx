// What this hub is, and how to use it: for those who have just come.
import { licences } from '../../domain/kinds/vocabulary.ts';
import { useFrame, useWords } from '../frame.ts';
import { Licence } from '../parts/thing-facts.tsx';

export function AboutPage({ summary }: { summary: string }) {
  const { words, hub } = useFrame();
  const { t } = words;
  return (
    <>
      <h1 dir="auto">{t('about.title', { hub: hub.name })}</h1>
      {summary && (
        <p class="lead" dir="auto">
          {summary}
        </p>
      )}
      <p>{t('about.what')}</p>
      <p>{t('about.open')}</p>
      <h2>{t('about.federation')}</h2>
      <p>{t('about.federationText')}</p>
      <p>
        <label>
          {t('about.handle')} <input readOnly dir="ltr" value={`@hub@${hub.host}`} />
        </label>
      </p>
      <p>
        <a href="/@hub">{t('about.shows')}</a>
      </p>
    </>
  );
}

export function HelpPage() {
  const { t } = useWords();
  return (
    <>
      <h1>{t('help.title')}</h1>
      <h2>{t('help.read')}</h2>
      <p>{t('help.readText')}</p>
      <h2>{t('help.share')}</h2>
      <p>{t('help.shareText')}</p>
      <h2 id="licences">{t('help.licences')}</h2>
      <dl class="licences">
        {licences.map(({ key, uri }) => (
          <div>
            <dt>
              <Licence uri={uri} />
            </dt>
            <dd>{t(`licence.${key}`)}</dd>
          </div>
        ))}
      </dl>
      <h2>{t('help.follow')}</h2>
      <p>{t('help.followText')}</p>
      <h2>{t('help.password')}</h2>
      <p>{t('help.passwordText')}</p>
    </>
  );
}
