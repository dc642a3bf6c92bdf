// A page for what cannot be shown or done: what happened, what may help, and the way on.
import type { GoneThing } from '../../views/thing-page.ts';
import { useFrame } from '../frame.ts';
import { ActorLink, Moment } from '../parts/people.tsx';
import { SearchBox } from '../parts/search-box.tsx';

export interface ErrorModel {
  title: string;
  help: string;
  /** Offer the search: something was looked for. */
  search?: boolean;
  /** Offer to sign in. */
  signIn?: boolean;
  /** What was typed into the form that was turned away. */
  typed?: string;
}

export function ErrorPage({ title, help, search, signIn, typed }: ErrorModel) {
  const { words, path } = useFrame();
  return (
    <div class="error">
      <h1>{title}</h1>
      <p class="lead">{help}</p>
      {search && <SearchBox />}
      {typed && (
        <p>
          <label for="typed">{words.t('error.typed')}</label>
          <textarea id="typed" rows={10} dir="auto" readonly>
            {typed}
          </textarea>
        </p>
      )}
      {signIn && (
        <p>
          <a class="button" href={`/sign-in?next=${encodeURIComponent(path)}`}>
            {words.t('nav.signIn')}
          </a>
        </p>
      )}
      <p>
        <a href="/">{words.t('error.back')}</a>
      </p>
    </div>
  );
}

/** What was here, and when it was taken back. */
export function GonePage({ gone }: { gone: GoneThing }) {
  const { words } = useFrame();
  const date = <Moment at={gone.at} />;
  return (
    <div class="error">
      <h1>{words.t('error.gone')}</h1>
      <p class="lead">
        {gone.author
          ? words.rich('error.goneBy', { author: <ActorLink actor={gone.author} />, date })
          : words.rich('error.goneOn', { date })}
      </p>
      <SearchBox />
      <p>
        <a href="/">{words.t('error.back')}</a>
      </p>
    </div>
  );
}
