// RFC 9421: the vectors of its appendix, what this hub signs, and what it refuses whatever the key says.
import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { componentOf, covers } from '../../../federation/signatures/components.ts';
import { contentDigestMatches, contentDigestOf } from '../../../federation/signatures/digest.ts';
import { checkRequest, signRequest } from '../../../federation/signatures/index.ts';
import { made } from '../../../federation/signatures/key.ts';
import { checkMessage } from '../../../federation/signatures/message.ts';
import type { Request } from '../../../federation/signatures/request.ts';

const now = Date.parse('2026-05-01T10:00:00Z');
const seconds = now / 1000;
const origin = 'https://hub.test';
const keyId = 'https://peer.test/a/1#main-key';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed = generateKeyPairSync('ed25519');
const body = Buffer.from('{"type":"Create"}');

/** RFC 9421, B.1.4 and B.2: the key, and the request that the examples sign. */
const exampleKey = createPublicKey({
  key: { kty: 'OKP', crv: 'Ed25519', x: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs' },
  format: 'jwk',
});
const example = {
  method: 'POST',
  target: '/foo?param=Value&Pet=dog',
  origin: 'https://example.com',
  headers: {
    host: 'example.com',
    date: 'Tue, 20 Apr 2021 02:07:55 GMT',
    'content-type': 'application/json',
    'content-digest':
      'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:',
    'content-length': '18',
  },
  body: Buffer.from('{"hello": "world"}'),
  now: 1618884473_000,
};

interface Parts {
  method?: string;
  target?: string;
  names?: string[];
  parameters?: string;
  key?: KeyObject;
  headers?: Record<string, string | undefined>;
  label?: string;
}

/** A request signed as its sender means it, whether or not it should be. */
function signed(parts: Parts = {}): Request {
  const { method = 'POST', target = '/inbox', label = 'sig1', key = rsa.privateKey } = parts;
  const names = parts.names ?? ['@method', '@target-uri', 'content-digest'];
  const given = parts.parameters ?? `;created=${seconds};keyid="${keyId}"`;
  const headers = { host: 'hub.test', 'content-digest': contentDigestOf(body), ...parts.headers };
  const list = `(${names.map(name => `"${name}"`).join(' ')})${given}`;
  const facts = { method, target, origin, headers };
  const lines = names.map(name => `"${name}": ${componentOf(name, facts)}`);
  const base = [...lines, `"@signature-params": ${list}`].join('\n');
  const algorithm = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  const signature = sign(algorithm, Buffer.from(base), key).toString('base64');
  return {
    ...facts,
    headers: { ...headers, 'signature-input': `${label}=${list}`, signature: `${label}=:${signature}:` },
    body,
    now,
  };
}

function outcome(request: Request, key: KeyObject = rsa.publicKey): string {
  const checked = checkMessage(request);
  if (!checked.ok) return checked.reason;
  return checked.signatures.some(each => each.verify(key)) ? 'taken' : 'not by this key';
}

describe('a message signature', () => {
  it('is that of RFC 9421, B.2.6, over the components that this hub knows', () => {
    const names = ['date', '@method', '@path', '@authority', 'content-type', 'content-length'];
    const list = `(${names.map(name => `"${name}"`).join(' ')});created=1618884473;keyid="test-key-ed25519"`;
    const signature = 'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==';
    const headers = { ...example.headers, 'signature-input': `sig-b26=${list}`, signature: `sig-b26=:${signature}:` };
    // The example leaves the query and the digest unsigned, which a POST may not; as a read of the path it is enough.
    expect(outcome({ ...example, headers }, exampleKey)).to.equal('unsigned-parts');
    const lines = names.map(name => `"${name}": ${componentOf(name, example)}`);
    const base = [...lines, `"@signature-params": ${list}`].join('\n');
    expect(made(Buffer.from(signature, 'base64'), base, exampleKey)).to.equal(true);
    expect(base).to.equal(
      [
        '"date": Tue, 20 Apr 2021 02:07:55 GMT',
        '"@method": POST',
        '"@path": /foo',
        '"@authority": example.com',
        '"content-type": application/json',
        '"content-length": 18',
        '"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length")' +
          ';created=1618884473;keyid="test-key-ed25519"',
      ].join('\n'),
    );
  });

  it('has the components of section 2.2', () => {
    const request = {
      method: 'GET',
      target: '/path?param=value&foo=bar',
      origin: 'https://www.example.com',
      headers: {},
    };
    const values = Object.fromEntries(
      ['@method', '@target-uri', '@authority', '@scheme', '@request-target', '@path', '@query'].map(name => [
        name,
        componentOf(name, request),
      ]),
    );
    expect(values).to.deep.equal({
      '@method': 'GET',
      '@target-uri': 'https://www.example.com/path?param=value&foo=bar',
      '@authority': 'www.example.com',
      '@scheme': 'https',
      '@request-target': '/path?param=value&foo=bar',
      '@path': '/path',
      '@query': '?param=value&foo=bar',
    });
    expect(componentOf('@query', { ...request, target: '/path' })).to.equal('?');
    expect(componentOf('@target-uri', { ...request, target: '/a%2fb?c=%C3%A9' })).to.equal(
      'https://www.example.com/a%2fb?c=%C3%A9',
    );
  });

  it('is taken as this hub signs, for a POST and for a GET with its query', async () => {
    const signing = { url: new URL(`${origin}/inbox`), key: rsa.privateKey, keyId, now };
    const headers = await signRequest({ ...signing, method: 'POST', body, contentType: 'text/plain' }, 'rfc9421');
    expect(headers['signature-input']).to.equal(
      `sig1=("@method" "@target-uri" "content-digest");created=${seconds};keyid="${keyId}";alg="rsa-v1_5-sha256"`,
    );
    expect(outcome({ method: 'POST', target: '/inbox', origin, headers, body, now })).to.equal('taken');
    const target = '/a/1/outbox?page=true';
    const read = await signRequest({ ...signing, method: 'GET', url: new URL(origin + target) }, 'rfc9421');
    expect(outcome({ method: 'GET', target, origin, headers: read, now })).to.equal('taken');
    expect(outcome({ method: 'GET', target: '/a/1/outbox', origin, headers: read, now })).to.equal('not by this key');
  });

  it('is seen by its header, and draft-cavage without it', async () => {
    const signing = { method: 'POST' as const, url: new URL(`${origin}/inbox`), key: rsa.privateKey, keyId, body, now };
    for (const scheme of ['cavage', 'rfc9421'] as const) {
      const headers = await signRequest(signing, scheme);
      const checked = checkRequest({ method: 'POST', target: '/inbox', origin, headers, body, now });
      expect(checked.ok && checked.signatures[0].verify(rsa.publicKey), scheme).to.equal(true);
    }
  });

  const enough: Record<string, string[]> = {
    'the target as one': ['@method', '@target-uri', 'content-digest'],
    'authority and path': ['@method', '@authority', '@path', 'content-digest'],
    'authority and request target': ['content-digest', '@request-target', '@authority', '@method'],
    'the Host field and the path': ['@method', 'host', '@path', '@query', 'content-digest'],
    'more than is needed': ['@method', '@target-uri', '@authority', 'host', '@scheme', 'content-digest'],
  };
  for (const [name, names] of Object.entries(enough)) {
    it(`is enough with ${name}`, () => expect(outcome(signed({ names }))).to.equal('taken'));
  }

  const lacking: Record<string, string[]> = {
    'the method': ['@target-uri', 'content-digest'],
    'the target': ['@method', 'content-digest'],
    'the host': ['@method', '@path', 'content-digest'],
    'the digest': ['@method', '@target-uri'],
    everything: [],
  };
  for (const [name, names] of Object.entries(lacking)) {
    it(`is refused without ${name}`, () => expect(outcome(signed({ names }))).to.equal('unsigned-parts'));
  }

  it('speaks of the query when there is one', () => {
    const names = ['@method', '@authority', '@path', 'content-digest'];
    expect(outcome(signed({ names, target: '/inbox?a=1' }))).to.equal('unsigned-parts');
    expect(outcome(signed({ names: [...names, '@query'], target: '/inbox?a=1' }))).to.equal('taken');
    expect(covers(['@method', '@target-uri'], { method: 'GET', target: '/x?y' })).to.equal(true);
    const moved = { ...signed({ names: [...names, '@query'], target: '/inbox?a=1' }), target: '/inbox?a=2' };
    expect(outcome(moved)).to.equal('not by this key');
  });

  it('is taken of RSA and of Ed25519, each by its own name or none', () => {
    const by = (alg: string) => `;created=${seconds};keyid="${keyId}"${alg}`;
    const ours = (key: KeyObject, alg: string) => signed({ key, parameters: by(alg) });
    expect(outcome(ours(rsa.privateKey, ';alg="rsa-v1_5-sha256"'))).to.equal('taken');
    expect(outcome(ours(ed.privateKey, ';alg="ed25519"'), ed.publicKey)).to.equal('taken');
    expect(outcome(ours(ed.privateKey, ''), ed.publicKey)).to.equal('taken');
    expect(outcome(ours(rsa.privateKey, ';alg="ed25519"'))).to.equal('not by this key');
    expect(outcome(ours(ed.privateKey, ';alg="rsa-v1_5-sha256"'), ed.publicKey)).to.equal('not by this key');
    for (const alg of ['hmac-sha256', 'rsa-pss-sha512', 'ecdsa-p256-sha256', 'none', ''])
      expect(outcome(ours(rsa.privateKey, `;alg="${alg}"`)), alg).to.equal('algorithm');
    expect(outcome(ours(rsa.privateKey, ';alg=ed25519'))).to.equal('malformed');
  });

  it('ignores tag and nonce, and signs them', () => {
    const parameters = `;created=${seconds};keyid="${keyId}";nonce="n";tag="some-app"`;
    const request = signed({ parameters });
    expect(outcome(request)).to.equal('taken');
    const input = String(request.headers['signature-input']).replace('some-app', 'another');
    const changed = { ...request.headers, 'signature-input': input };
    expect(outcome({ ...request, headers: changed })).to.equal('not by this key');
  });

  it('is good for twelve hours, for an hour before its time, and not past the end it names', () => {
    const hour = 3600;
    const at = (created: number, more = '') =>
      outcome(signed({ parameters: `;created=${created};keyid="${keyId}"${more}` }));
    expect(at(seconds - 12 * hour + 1)).to.equal('taken');
    expect(at(seconds - 12 * hour - 1)).to.equal('date');
    expect(at(seconds + hour - 1)).to.equal('taken');
    expect(at(seconds + hour + 1)).to.equal('date');
    expect(at(seconds, `;expires=${seconds + 1}`)).to.equal('taken');
    expect(at(seconds - 60, `;expires=${seconds - 1}`)).to.equal('date');
  });

  const torn: Record<string, Partial<Record<'signature-input' | 'signature' | 'content-digest' | 'host', string>>> = {
    'no list': { 'signature-input': 'sig1="@method"' },
    'a list that is not closed': { 'signature-input': 'sig1=("@method" "@target-uri"' },
    'no time of making': { 'signature-input': `sig1=("@method" "@target-uri" "content-digest");keyid="${keyId}"` },
    'no key': { 'signature-input': `sig1=("@method" "@target-uri" "content-digest");created=${seconds}` },
    'a key that is no text': {
      'signature-input': `sig1=("@method" "@target-uri" "content-digest");created=${seconds};keyid=x`,
    },
    'a name in capitals': {
      'signature-input': `sig1=("@Method" "@target-uri" "content-digest");created=${seconds};keyid="x"`,
    },
    'a name twice': {
      'signature-input': `sig1=("@method" "@method" "@target-uri" "content-digest");created=${seconds};keyid="x"`,
    },
    'a name with a parameter': {
      'signature-input': `sig1=("@method";req "@target-uri" "content-digest");created=${seconds};keyid="x"`,
    },
    'another label': { signature: 'sig2=:AAAA:' },
    'a signature that is no bytes': { signature: 'sig1="AAAA"' },
    'five labels': { 'signature-input': 'abcde'.replaceAll(/./g, each => `${each}=("@method"),`).slice(0, -1) },
    'nine thousand letters': { 'signature-input': `sig1=("@method");x="${'x'.repeat(9000)}"` },
  };
  for (const [name, change] of Object.entries(torn)) {
    it(`is malformed with ${name}`, () => {
      const request = signed();
      expect(outcome({ ...request, headers: { ...request.headers, ...change } })).to.equal('malformed');
    });
  }

  it('is refused with its reason: a digest of other bytes, an unknown component, another host, a field twice', () => {
    const request = signed();
    const changed = (headers: Record<string, string>) => ({ ...request, headers: { ...request.headers, ...headers } });
    expect(outcome({ ...request, body: Buffer.from('{}') })).to.equal('digest');
    expect(outcome(changed({ 'content-digest': 'sha-256=:AAAA:' }))).to.equal('digest');
    expect(outcome(changed({ 'content-digest': 'md5=:AAAA:' }))).to.equal('digest');
    expect(outcome(signed({ names: ['@method', '@target-uri', 'content-digest', '@status'] }))).to.equal(
      'unsigned-parts',
    );
    expect(outcome(changed({ host: 'other.test' }))).to.equal('host');
    expect(outcome({ ...request, rawHeaders: ['Signature-Input', 'a=()', 'signature-input', 'b=()'] })).to.equal(
      'repeated',
    );
    const field = signed({ names: ['@method', '@target-uri', 'content-digest', 'x-a'], headers: { 'x-a': '1' } });
    expect(outcome(field)).to.equal('taken');
    expect(outcome({ ...field, rawHeaders: ['X-A', '1', 'x-a', '2'] })).to.equal('repeated');
    expect(
      outcome({ ...request, origin: 'https://hub.test:8443', headers: { ...request.headers, host: 'hub.test:8443' } }),
    ).to.equal('not by this key');
  });

  it('may stand beside others: the one that the key made is found', () => {
    const [good, other] = [signed(), signed({ label: 'other', key: ed.privateKey })];
    const both = (name: 'signature' | 'signature-input') => `${other.headers[name]}, ${good.headers[name]}`;
    const headers = { ...good.headers, 'signature-input': both('signature-input'), signature: both('signature') };
    expect(outcome({ ...good, headers })).to.equal('taken');
    expect(outcome({ ...good, headers }, ed.publicKey)).to.equal('taken');
    // Of two members of one label the last counts (RFC 8941, 4.2.2), in both fields alike.
    const twice = `${other.headers['signature-input']}, ${good.headers['signature-input']}`.replace('other=', 'sig1=');
    expect(outcome({ ...good, headers: { ...good.headers, 'signature-input': twice } })).to.equal('taken');
  });

  it('never throws, whatever its fields are', () => {
    const text = fc.oneof(fc.string({ maxLength: 200 }), fc.stringMatching(/^[a-z"=():;, @?0-9*-]{0,80}$/));
    fc.assert(
      fc.property(text, text, text, (input, signature, digest) => {
        const headers = { host: 'hub.test', 'signature-input': input, signature, 'content-digest': digest };
        expect(outcome({ method: 'POST', target: '/inbox', origin, headers, body, now })).not.to.equal('taken');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a Content-Digest', () => {
  it('is that of RFC 9530, and every digest that it names must be the body’s', () => {
    const digest = 'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:';
    expect(contentDigestOf(example.body)).to.equal(digest);
    expect(contentDigestMatches(example.headers['content-digest'], example.body)).to.equal(true);
    expect(contentDigestMatches(`${digest}, ${example.headers['content-digest']}`, example.body)).to.equal(true);
    expect(contentDigestMatches(`${digest}, sha-512=:AAAA:`, example.body)).to.equal(false);
    expect(contentDigestMatches(`${digest}, md5=:AAAA:`, example.body)).to.equal(true);
    expect(contentDigestMatches('md5=:AAAA:', example.body)).to.equal(false);
    expect(contentDigestMatches('sha-256="X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE="', example.body)).to.equal(
      false,
    );
    expect(contentDigestMatches(undefined, example.body)).to.equal(false);
  });
});
