// How the demo speaks to its hubs: as a member's own program would, over HTTP.
import type { Sample } from './content.ts';
import type { DemoHub } from './hubs.ts';

/** Posts to the member's outbox; gives the address of what came into being. */
export async function post({ member, token }: DemoHub, activity: unknown): Promise<string> {
  const answer = await fetch(`${member.id}/outbox`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/activity+json' },
    body: JSON.stringify(activity),
  });
  if (answer.status !== 201)
    throw new Error(
      `posting ${JSON.stringify(activity).slice(0, 200)} was answered ${answer.status}: ${await answer.text()}`,
    );
  return (answer.headers.get('location') ?? '').replace(/\/create$/, '');
}

/** A sample as the Article that is posted. */
export function article(sample: Sample, more: Record<string, unknown> = {}): Record<string, unknown> {
  const content = sample.text
    .split('\n\n')
    .map(paragraph => `<p>${paragraph}</p>`)
    .join('');
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
    spatialCoverage: sample.country,
    to: ['https://www.w3.org/ns/activitystreams#Public'],
    ...more,
  };
}

/** How many things a hub's search finds. */
export async function found({ origin }: Pick<DemoHub, 'origin'>, query: string): Promise<number> {
  const answer = await fetch(`${origin}/api/search?${query}`);
  return ((await answer.json()) as { total: number }).total;
}

/** Waits until something holds, at most `limitMs`; gives how long it took. */
export async function until(what: string, holds: () => Promise<boolean>, limitMs = 20_000): Promise<number> {
  const began = performance.now();
  while (!(await holds())) {
    if (performance.now() - began > limitMs) throw new Error(`${what}: not within ${limitMs} ms`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  return Math.round(performance.now() - began);
}
