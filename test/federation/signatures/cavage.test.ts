import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { checkCavage, signCavage, signingString } from '../../../federation/signatures/cavage.ts';
import { digestMatches, digestOf } from '../../../federation/signatures/digest.ts';
import { readSignatureHeader } from '../../../federation/signatures/header.ts';
import type { Request } from '../../../federation/signatures/request.ts';

const now = Date.parse('2026-05-01T10:00:00Z');
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKey = createPublicKey(pair.publicKey.export({ type: 'spki', format: 'pem' }));
const origin = 'https://peer.test';
const body = Buffer.from('{"type":"Create"}');
const keyId = 'https://sig.test/a/1#main-key';

async function signedPost(overrides: Partial<Request> = {}, address = 'https://peer.test/inbox'): Promise<Request> {
  const url = new URL(address);
  const headers = await signCavage({
    method: 'POST',
    url,
    key: pair.privateKey,
    keyId,
    body,
    contentType: 'application/activity+json',
    now,
  });
  return { method: 'POST', target: '/inbox', origin, headers, body, now, ...overrides };
}

async function accepts(request: Request | Promise<Request>): Promise<boolean> {
  const checked = checkCavage(await request);
  return checked.ok && checked.signatures[0].verify(publicKey);
}

describe('a signed request', () => {
  it('is accepted as it was signed', async () => {
    expect(await accepts(signedPost())).to.equal(true);
    const url = new URL('https://peer.test/o/1?page=2');
    const headers = await signCavage({ method: 'GET', url, key: pair.privateKey, keyId, now });
    expect(await accepts({ method: 'GET', target: '/o/1?page=2', headers, origin, now })).to.equal(true);
  });

  it('says what peers need: rsa-sha256, and its target, host, date and digest', async () => {
    const { signature, digest, host } = (await signedPost()).headers;
    expect(signature)
      .to.include('algorithm="rsa-sha256"')
      .and.include('headers="(request-target) host date digest content-type"');
    expect(digest).to.match(/^SHA-256=[A-Za-z0-9+/]{43}=$/);
    expect(host).to.equal('peer.test');
  });

  it('is accepted where the peer signed a GET without its query', async () => {
    const headers = await signCavage({
      method: 'GET',
      url: new URL('https://peer.test/o/1'),
      key: pair.privateKey,
      keyId,
      now,
    });
    expect(await accepts({ method: 'GET', target: '/o/1?page=2', headers, origin, now })).to.equal(true);
    expect(await accepts({ method: 'GET', target: '/o/2?page=2', headers, origin, now })).to.equal(false);
  });

  it('is refused when any byte of it differs', async () => {
    const request = await signedPost();
    const part = fc.constantFrom('target', 'body', 'host', 'date', 'digest', 'content-type');
    await fc.assert(
      fc.asyncProperty(part, fc.nat(), fc.integer({ min: 1, max: 127 }), async (name, place, flip) => {
        const change = (text: string) => {
          const at = place % text.length;
          return text.slice(0, at) + String.fromCharCode((text.charCodeAt(at) ^ flip) % 128) + text.slice(at + 1);
        };
        const altered = { ...request, headers: { ...request.headers } };
        if (name === 'target') altered.target = change(request.target);
        else if (name === 'body') altered.body = Buffer.from(change(body.toString()));
        else altered.headers[name] = change(String(request.headers[name]));
        const outer = (value: unknown) => String(value).trim();
        fc.pre(name === 'target' || name === 'body' || outer(altered.headers[name]) !== outer(request.headers[name]));
        expect(await accepts(altered)).to.equal(false);
      }),
      { numRuns: 300 },
    );
  });

  it('is good for twelve hours, and for an hour before its date', async () => {
    const hour = 3_600_000;
    expect(await accepts(signedPost({ now: now + 12 * hour - 1000 }))).to.equal(true);
    expect(await accepts(signedPost({ now: now + 12 * hour + 1000 }))).to.equal(false);
    expect(await accepts(signedPost({ now: now - hour + 1000 }))).to.equal(true);
    expect(await accepts(signedPost({ now: now - hour - 1000 }))).to.equal(false);
  });

  it('is refused with its reason before a key is looked at', async () => {
    const request = await signedPost();
    const { headers } = request;
    const reason = (change: Partial<Request>) => {
      const checked = checkCavage({ ...request, ...change });
      return checked.ok ? 'ok' : checked.reason;
    };
    const signing = (text: string) => ({ headers: { ...headers, signature: text } });
    expect(reason({ headers: { ...headers, signature: undefined } })).to.equal('missing');
    expect(reason(signing('keyId=nonsense'))).to.equal('malformed');
    expect(reason(signing(`keyId="a",keyId="b",signature="c",headers="date"`))).to.equal('malformed');
    expect(
      reason(signing('keyId="a",algorithm="hmac-sha256",headers="(request-target) host date digest",signature="c"')),
    ).to.equal('algorithm');
    expect(reason(signing('keyId="a",headers="date",signature="c"'))).to.equal('unsigned-parts');
    expect(reason(signing('keyId="a",headers="(request-target) host date",signature="c"'))).to.equal('unsigned-parts');
    expect(reason({ headers: { ...headers, date: undefined } })).to.equal('date');
    expect(reason({ headers: { ...headers, digest: undefined } })).to.equal('digest');
    expect(reason({ body: Buffer.from('{}') })).to.equal('digest');
    expect(reason({ rawHeaders: ['Date', 'x', 'date', 'y'] })).to.equal('repeated');
  });

  it('is for this host alone, whatever the case and with or without the default port', async () => {
    const signedFor = async (host: string) => signedPost({}, `https://${host}/inbox`);
    const reason = async (request: Request) => {
      const checked = checkCavage(request);
      return checked.ok ? 'ok' : checked.reason;
    };
    expect(await reason(await signedFor('other.test'))).to.equal('host');
    expect(await reason(await signedFor('peer.test:8443'))).to.equal('host');
    for (const host of ['PEER.test', 'peer.test:443']) {
      const { headers } = await signedPost();
      expect(await reason(await signedPost({ headers: { ...headers, host } })), host).to.equal('ok');
    }
    expect(await reason(await signedPost({ origin: 'http://peer.test' }))).to.equal('ok');
    expect(await reason(await signedPost({ origin: 'http://peer.test:80' }))).to.equal('ok');
  });

  it('is made by the key that its algorithm names, and by Ed25519 as hs2019', async () => {
    const ed = generateKeyPairSync('ed25519');
    const request = await signedPost();
    const signature = (algorithm: string) => {
      const names = ['(request-target)', 'host', 'date', 'digest'];
      const text = signingString(request, { headers: names }) as string;
      const made = sign(null, Buffer.from(text), ed.privateKey).toString('base64');
      return `keyId="${keyId}",algorithm="${algorithm}",headers="${names.join(' ')}",signature="${made}"`;
    };
    const takes = (algorithm: string) => {
      const checked = checkCavage({ ...request, headers: { ...request.headers, signature: signature(algorithm) } });
      return checked.ok && checked.signatures[0].verify(ed.publicKey);
    };
    expect(takes('hs2019')).to.equal(true);
    expect(takes('rsa-sha256')).to.equal(false);
    expect(takes('ed25519')).to.equal(false);
  });

  it('is refused after the end that it names', async () => {
    const seconds = Math.floor(now / 1000);
    const { headers } = await signedPost();
    const ends = (at: number) =>
      checkCavage({
        method: 'POST',
        target: '/inbox',
        origin,
        headers: { ...headers, signature: `${headers.signature},expires=${at}` },
        body,
        now,
      }).ok;
    expect(ends(seconds + 1)).to.equal(true);
    expect(ends(seconds)).to.equal(false);
  });
});

describe('the Signature header', () => {
  it('is read in linear time, whatever it is', () => {
    const started = performance.now();
    for (const text of [
      `keyId="${'"'.repeat(4000)}`,
      'a="b",'.repeat(1300),
      `${' '.repeat(8000)}x`,
      `keyId="a",headers="${'x '.repeat(3000)}",signature="b"`,
    ])
      readSignatureHeader(text);
    expect(performance.now() - started).to.be.lessThan(200);
    fc.assert(fc.property(fc.string({ maxLength: 300 }), text => void readSignatureHeader(text)));
  });
});

describe('the Digest header', () => {
  it('must name the SHA-256 of the body, once, in any case', () => {
    expect(digestMatches(digestOf(body), body)).to.equal(true);
    expect(digestMatches(digestOf(body).replace('SHA', 'sha'), body)).to.equal(true);
    expect(digestMatches(`MD5=abc,${digestOf(body)}`, body)).to.equal(true);
    expect(digestMatches(`${digestOf(body)},${digestOf(Buffer.from('x'))}`, body)).to.equal(false);
    expect(digestMatches('MD5=abc', body)).to.equal(false);
    expect(digestMatches(undefined, body)).to.equal(false);
  });
});
