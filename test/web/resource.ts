// A resource with all that one can have: a long text, a file, a cover that compresses badly, every field.
import sharp from 'sharp';
import { type Client, three } from './client.ts';

/** Publishes it through the form, in the communities that `more` names; gives the path of its page. */
export async function publishWhole(member: Client, more: { groups?: string } = {}): Promise<string> {
  const noise = {
    width: 900,
    height: 600,
    channels: 3,
    background: '#888',
    noise: { type: 'gaussian', mean: 128, sigma: 50 },
  } as const;
  const picture = new Uint8Array(await sharp({ create: noise }).jpeg().toBuffer());
  const answer = await member.upload('/new/resource', {
    ...three,
    name: 'Reading games for classes of sixty',
    summary: 'Two lines about it.',
    text: `${'Words to read. '.repeat(200)}\n\nhttps://games.example/`,
    link: 'https://games.example/all',
    files: new File(['x'.repeat(5000)], 'games.pdf'),
    cover: new File([picture], 'c.jpg'),
    coverAlt: 'A class',
    themes: 'reading, games',
    sdgs: ['4', '10'],
    skills: ['creativity'],
    level: 'lower-primary',
    country: 'KE',
    hashtags: 'literacy',
    ...more,
  });
  return answer.location;
}
