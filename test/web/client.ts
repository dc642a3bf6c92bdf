// A visitor without a browser: keeps cookies, follows no redirect, sends forms as a browser would.
import { expect } from 'chai';
import type { Actor, Role } from '../../src/domain/records.ts';
import { startHub, type TestHub, type TestHubOptions } from '../helpers/hub.ts';

export const password = 'correct horse battery staple';

export interface Answer {
  status: number;
  headers: Headers;
  body: string;
  location: string;
}

export interface Client {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** Sends a form with the word of the session. */
  post(path: string, fields?: Record<string, string | string[]>, headers?: Record<string, string>): Promise<Answer>;
  upload(path: string, fields: Record<string, string | string[] | File>): Promise<Answer>;
  cookies: Map<string, string>;
}

export function makeClient(origin: string): Client {
  const cookies = new Map<string, string>();
  let word = '';

  async function send(path: string, init: RequestInit): Promise<Answer> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', ...(cookie && { cookie }), ...(init.headers as Record<string, string>) };
    const answer = await fetch(origin + path, { ...init, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      if (value && !/expires=Thu, 01 Jan 1970/i.test(line)) cookies.set(name, value);
      else cookies.delete(name);
    }
    const body = await answer.text();
    word = /name="csrf" value="([^"]+)"/.exec(body)?.[1] ?? word;
    return { status: answer.status, headers: answer.headers, body, location: answer.headers.get('location') ?? '' };
  }

  const sameOrigin = { origin, 'sec-fetch-site': 'same-origin' };
  return {
    cookies,
    get: (path, headers = {}) => send(path, { headers }),
    post(path, fields = {}, headers = {}) {
      const body = new URLSearchParams({ csrf: word });
      for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
      if ('csrf' in fields) body.set('csrf', String(fields.csrf));
      return send(path, { method: 'POST', body, headers: { ...sameOrigin, ...headers } });
    },
    upload(path, fields) {
      const body = new FormData();
      body.append('csrf', word);
      for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
      return send(path, { method: 'POST', body, headers: sameOrigin });
    },
  };
}

/** A hub with an admin, and a way to become a member of it. */
export async function webHub(options: TestHubOptions = {}): Promise<{
  hub: TestHub;
  join(handle: string, role?: Role): Promise<{ actor: Actor; client: Client }>;
}> {
  const hub = await startHub({ name: 'Hub of the tests', ...options });
  const join = async (handle: string, role: Role = 'member') => {
    const { core } = hub.hub;
    const actor = await core.members.register({ handle, name: `${handle} the ${role}`, role, language: 'en' });
    await core.accounts.setPassword(actor.id, password);
    const client = makeClient(hub.origin);
    const answer = await client.post('/sign-in', { name: handle, password });
    expect(answer.status, 'sign in').to.equal(303);
    await client.get('/');
    return { actor, client };
  };
  return { hub, join };
}

export const byLicence = 'https://creativecommons.org/licenses/by/4.0/';
/** The three fields that a resource needs. */
export const three = { name: 'Twelve reading games', language: 'en', licence: byLicence };
