// ActivityPub's client-to-server API: POST to the own outbox with a bearer token gives 201 and the activity's address.
import express, { type Request, type RequestHandler, type Router } from 'express';
import type { Perform } from '../../src/domain/commands.ts';
import { Problem } from '../../src/domain/problem.ts';
import type { Actor } from '../../src/domain/records.ts';
import { isActivityType, parseJson, readBody } from '../inbox/body.ts';
import { readCommand } from './command.ts';
import { type CompleteDeps, complete } from './complete.ts';

export interface ClientDeps extends CompleteDeps {
  perform: Perform;
  /** The member whose bearer token the request carries. */
  memberOf(req: Request): Promise<Actor | undefined>;
  /** Refuses whoever comes while too many are worked on. */
  gate: RequestHandler;
}

/** The route that members' own apps write to. */
export function makeClientApi({ storage, urls, perform, memberOf, gate }: ClientDeps): Router {
  const router = express.Router();
  const admit: RequestHandler = async (req, res, next) => {
    const member = await memberOf(req);
    if (!member) {
      res.set('WWW-Authenticate', 'Bearer');
      throw new Problem('sign-in-needed', 401, 'A bearer token is needed.');
    }
    if (member.id !== `${urls.origin}/a/${req.params.key}`)
      throw new Problem('not-allowed', 403, 'This is not your outbox.');
    res.locals.member = member;
    next();
  };
  // Of strangers no body is read.
  const read: RequestHandler = async (req, _res, next) => {
    req.body = await readBody(req);
    next();
  };
  router.post('/a/:key/outbox', admit, read, gate, async (req, res) => {
    const member = res.locals.member as Actor;
    if (!isJson(req.headers['content-type']))
      throw new Problem('unsupported-type', 415, 'Post application/activity+json.');
    const { document } = parseJson(req.body);
    const whole = await complete({ storage, urls }, document, member.id);
    const outcome = await perform(member, readCommand(whole, member.id, urls.parse));
    res.status(201).location(outcome.activity).end();
  });
  return router;
}

function isJson(header: string | undefined): boolean {
  return isActivityType(header) || /^application\/json\b/i.test(header ?? '');
}
