// Names, handles, dates and safe HTML in a line of text: each set apart, so that no direction or language runs over.
import type { ActorView } from '../../views/actor-view.ts';
import { useWords } from '../frame.ts';

/** The name of an actor, linked to its page here. */
export function ActorLink({ actor }: { actor: ActorView }) {
  return <bdi class="who">{actor.path ? <a href={actor.path}>{actor.name}</a> : actor.name}</bdi>;
}

/** `@name@host`, always from left to right. */
export function Handle({ text }: { text: string }) {
  return (
    <bdi class="handle" dir="ltr">
      {text}
    </bdi>
  );
}

/** A date. */
export function Moment({ at }: { at: string }) {
  return <time dateTime={at}>{useWords().date(at)}</time>;
}

/** Safe HTML, as domain/prose made it. */
export function Prose({ html, language }: { html: string; language?: string | undefined }) {
  const inside = { dangerouslySetInnerHTML: { __html: html } };
  return <div class="prose" lang={language} dir="auto" {...inside} />;
}
