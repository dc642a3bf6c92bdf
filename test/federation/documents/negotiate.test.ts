import { expect } from 'chai';
import { wantsActivity } from '../../../federation/documents/index.ts';

const profile = 'profile="https://www.w3.org/ns/activitystreams"';

function wants(accept: string | undefined): boolean {
  return wantsActivity({ headers: accept === undefined ? {} : { accept } });
}

describe('a request wants the activity document', () => {
  const wanted = [
    'application/activity+json',
    'Application/Activity+JSON; charset=utf-8',
    `application/ld+json; ${profile}`,
    `application/ld+json;${profile}`,
    'application/ld+json',
    `application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted https://www.w3.org/ns/activitystreams"`,
    `application/activity+json, application/ld+json; ${profile}`,
    `application/ld+json; ${profile}, application/activity+json; q=0.9, text/html;q=0.1`,
    'application/activity+json, text/html',
    'text/html;q=0.8, application/activity+json',
    'application/json',
    'text/html;q=0, application/activity+json;q=0.1',
  ];
  for (const accept of wanted) it(`with ${accept}`, () => expect(wants(accept)).to.equal(true));
});

describe('a request wants the page', () => {
  const page = [
    undefined,
    '',
    '*/*',
    'text/html',
    'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8',
    'text/html, application/activity+json;q=0.9',
    'text/html, application/activity+json',
    'application/activity+json;q=0',
    'application/activity+json;q=nonsense',
    'application/ld+json; profile="https://example.org/other"',
    `${'x,'.repeat(50_000)}application/activity+json`,
    `application/ld+json; profile="${'"'.repeat(3000)}`,
  ];
  for (const accept of page) it(`with ${accept?.slice(0, 80)}`, () => expect(wants(accept)).to.equal(false));
});
