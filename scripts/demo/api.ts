// How the demo speaks to its hubs: as a member's own program would, over HTTP.
import type { Sample } from './sample.ts';

/** What one member can do from outside. */
export interface Api {
  /** Posts to the own outbox; gives the address of what came into being. */
  post(activity: unknown): Promise<string>;
}

/** The way into a hub with a member's token; `id` is the member's. */
export function makeApi({ id, token }: { id: string; token: string }): Api {
  return {
    async post(activity) {
      const answer = await fetch(`${id}/outbox`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/activity+json' },
        body: JSON.stringify(activity),
      });
      const what = JSON.stringify(activity).slice(0, 120);
      if (answer.status !== 201) throw new Error(`${what} was answered ${answer.status}: ${await answer.text()}`);
      return (answer.headers.get('location') ?? '').replace(/\/create$/, '');
    },
  };
}

/** A sample as the Article that is posted. */
export function article(sample: Sample, more: Record<string, unknown> = {}): Record<string, unknown> {
  const content = paragraphs(sample.text);
  return {
    type: 'Article',
    name: sample.name,
    summary: sample.summary,
    content,
    contentMap: { [sample.language]: content },
    license: sample.licence,
    about: sample.sdgs.map(goal => ({ id: `http://metadata.un.org/sdg/${goal}` })),
    keywords: sample.themes,
    educationalLevel: sample.level,
    teaches: sample.skills,
    spatialCoverage: sample.country,
    to: ['https://www.w3.org/ns/activitystreams#Public'],
    ...more,
  };
}

/** A Note in a language. */
export function note(language: string, text: string, more: Record<string, unknown>): Record<string, unknown> {
  const content = paragraphs(text);
  return { type: 'Note', content, contentMap: { [language]: content }, ...more };
}

/** How many things a hub's search finds. */
export async function found({ origin }: { origin: string }, query: string): Promise<number> {
  const answer = await fetch(`${origin}/api/search?${query}`);
  return ((await answer.json()) as { total: number }).total;
}

/** Waits until something holds, at most `limitMs`; gives how long it took in ms. */
export async function until(what: string, holds: () => Promise<boolean>, limitMs = 20_000): Promise<number> {
  const began = performance.now();
  while (!(await holds())) {
    if (performance.now() - began > limitMs) throw new Error(`${what}: not within ${limitMs} ms`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  return Math.round(performance.now() - began);
}

function paragraphs(text: string): string {
  return text
    .split('\n\n')
    .map(paragraph => `<p>${paragraph}</p>`)
    .join('');
}
