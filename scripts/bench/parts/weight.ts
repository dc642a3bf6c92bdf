// What pages cost on a slow line: a first visit to the home page, and a resource with a cover and ten answers.
// One rule: a real browser with an empty cache says it, or nobody does.

import { openBrowser } from '../../../test/browser/browser.ts';
import { weigh } from '../../../test/browser/weight.ts';
import { webHub } from '../../../test/web/client.ts';
import { publishWhole } from '../../../test/web/resource.ts';
import { told } from '../figures.ts';
import type { Line, Part } from '../part.ts';

export const weight: Part = { name: 'weight', minutes: 3, slow: true, measure: weighPages };

const bound = 50;

/** Bytes received for each, heads and all that the page loads included. Rejects when there is no browser. */
async function weighPages(): Promise<Line[]> {
  const place = await webHub();
  try {
    const { client } = await place.join('amina', 'admin');
    const resource = await publishWhole(client);
    for (let n = 1; n <= 10; n += 1) {
      await client.post(`${resource}/reply`, { text: `Answer ${n}`, language: 'en', visibility: 'public' });
    }
    await place.hub.idle();
    const browser = await openBrowser();
    try {
      const line = async (what: string, path: string): Promise<Line> => {
        const { total, parts } = await weigh(browser, place.hub.url(path));
        return { what, value: total / 1000, unit: 'KB', aim: { most: bound }, from: `${told(parts.length)} requests` };
      };
      return [
        await line('All bytes of a first visit to the home page', '/'),
        await line('All bytes of a resource with a cover, a file and ten answers', resource),
      ];
    } finally {
      await browser.close();
    }
  } finally {
    await place.hub.stop();
  }
}
