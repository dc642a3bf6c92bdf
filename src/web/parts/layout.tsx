// The frame of every page: head, header, the way round the hub, footer. It works without JavaScript, with a keyboard,
// on a narrow screen and from right to left.
import type { ComponentChildren } from 'preact';
import { keepsHouse } from '../../domain/authority.ts';
import { useFrame } from '../frame.ts';
import { catalogues, pageLanguages } from '../messages/index.ts';
import { directionOf } from '../words.ts';
import { Token } from './form.tsx';

/** What a page says about itself to browsers, search engines and peers. */
export interface Head {
  title: string;
  description?: string;
  /** Where the original is, for a copy. */
  canonical?: string;
  /** The address of the same thing as activity JSON. */
  activity?: string;
  /** A picture for previews elsewhere. */
  picture?: string;
  /** Not for search engines. */
  hidden?: boolean;
  /** Nothing but the page: no way round the hub, for the first run. */
  bare?: boolean;
}

export function Layout({ children, ...head }: Head & { children: ComponentChildren }) {
  const { words, style } = useFrame();
  return (
    <html lang={words.language} dir={words.direction}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <HeadLinks {...head} />
        <link rel="stylesheet" href={style} />
      </head>
      <body>
        <a class="skip" href="#main">
          {words.t('skip')}
        </a>
        <Top bare={head.bare ?? false} />
        <main id="main" tabIndex={-1}>
          {children}
        </main>
        <Foot bare={head.bare ?? false} />
      </body>
    </html>
  );
}

function HeadLinks({ title, description, canonical, activity, picture, hidden }: Head) {
  const { words, hub } = useFrame();
  return (
    <>
      <title>{title === hub.name ? title : words.t('page.title', { page: title, hub: hub.name })}</title>
      <meta property="og:title" content={title} />
      <meta property="og:site_name" content={hub.name} />
      {description && <meta name="description" content={description} />}
      {description && <meta property="og:description" content={description} />}
      {picture && <meta property="og:image" content={picture} />}
      {hidden && <meta name="robots" content="noindex" />}
      {canonical && <link rel="canonical" href={canonical} />}
      {activity && <link rel="alternate" type="application/activity+json" href={activity} />}
      <meta name="theme-color" content="#17453b" />
      <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
      <link rel="manifest" href="/manifest.webmanifest" />
    </>
  );
}

function Top({ bare }: { bare: boolean }) {
  const { words, hub, viewer, path } = useFrame();
  const { t } = words;
  return (
    <header class="top">
      <div class="wide">
        <a class="brand" href="/">
          <Mark />
          <span dir="auto">{hub.name}</span>
        </a>
        {viewer && <Menu name={viewer.name} handle={viewer.handle} keeps={keepsHouse(viewer)} />}
        {!bare && (
          <nav aria-label={t('nav')}>
            <a href="/search" aria-current={path.startsWith('/search') ? 'page' : undefined}>
              {t('nav.search')}
            </a>
            <a href="/communities" aria-current={path.startsWith('/communities') ? 'page' : undefined}>
              {t('nav.communities')}
            </a>
            {viewer ? (
              <a class="call" href="/new">
                {t('nav.share')}
              </a>
            ) : (
              <a class="call" href={path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`}>
                {t('nav.signIn')}
              </a>
            )}
          </nav>
        )}
      </div>
    </header>
  );
}

function Menu({ name, handle, keeps }: { name: string; handle: string; keeps: boolean }) {
  const { t } = useFrame().words;
  return (
    <details class="menu">
      <summary>
        <bdi>{name}</bdi>
      </summary>
      <div>
        <a href="/mine">{t('nav.new')}</a>
        <a href="/following">{t('nav.following')}</a>
        <a href={`/@${handle}`}>{t('nav.me')}</a>
        <a href="/settings">{t('nav.settings')}</a>
        {keeps && <a href="/admin/reports">{t('admin.nav')}</a>}
        <form method="post" action="/sign-out">
          <Token />
          <button type="submit">{t('nav.signOut')}</button>
        </form>
      </div>
    </details>
  );
}

function Foot({ bare }: { bare: boolean }) {
  const { words, path } = useFrame();
  const { t } = words;
  return (
    <footer class="foot">
      <div class="wide">
        <nav aria-label={t('footer.languages')} class="tongues">
          {pageLanguages.map(language => (
            <a
              href={`${path}${path.includes('?') ? '&' : '?'}lang=${language}`}
              lang={language}
              dir={directionOf(language)}
              aria-current={language === words.language ? 'true' : undefined}
            >
              {catalogues[language]['language.own']}
            </a>
          ))}
        </nav>
        {!bare && (
          <p>
            <a href="/about">{t('footer.about')}</a> <a href="/help">{t('footer.help')}</a>
          </p>
        )}
        <p class="quiet">{t('footer.federated')}</p>
      </div>
    </footer>
  );
}

/** The sign of the hub: a book that opens into rays. */
function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path class="rays" d="M16 3v7M7 6l4 6M25 6l-4 6M3 13l6 3M29 13l-6 3" />
      <path class="book" d="M16 19c-3-3-8-3-12-2v10c4-1 9-1 12 2 3-3 8-3 12-2V17c-4-1-9-1-12 2zv10" />
    </svg>
  );
}
