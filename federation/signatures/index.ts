// Signatures of requests: each form has its file, and here one is chosen. In, by the header that says which it is; out, by
// what the peer takes (knock.ts).
import { checkCavage, signCavage } from './cavage.ts';
import { checkMessage, signMessage } from './message.ts';
import type { Checked, Request, Signing } from './request.ts';

export type { Checked, Refusal, Request, Signed, Signing } from './request.ts';

/** The two forms: draft-cavage-http-signatures-12, and RFC 9421. */
export type Scheme = 'cavage' | 'rfc9421';

/** Checks everything about a request's signatures that can be checked without a key. */
export function checkRequest(request: Request): Checked {
  return request.headers['signature-input'] === undefined ? checkCavage(request) : checkMessage(request);
}

/** The headers of a request signed with an RSA key, ready to be sent as they are. */
export function signRequest(signing: Signing, scheme: Scheme): Promise<Record<string, string>> {
  return scheme === 'cavage' ? signCavage(signing) : signMessage(signing);
}

/**
 * What a refused peer is told: the parts that draft-cavage must sign (section 3.1.1), and the same in the words of
 * RFC 9421 (section 5), for those who can ask again.
 */
export function challenge(method: string): Record<string, string> {
  const read = method === 'GET' || method === 'HEAD';
  const components = ['"@method"', '"@target-uri"', ...(read ? [] : ['"content-digest"'])];
  return {
    'WWW-Authenticate': `Signature headers="(request-target) host date${read ? '' : ' digest'}"`,
    'Accept-Signature': `sig1=(${components.join(' ')});created;keyid`,
  };
}
