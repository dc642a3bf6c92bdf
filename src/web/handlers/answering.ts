// How handlers are hung into the router: each gets a visit; those for members send others to the sign-in page,
// and those that act check first where the form comes from.
import type { Request, RequestHandler, Response } from 'express';
import { keepsHouse } from '../../domain/authority.ts';
import { Problem } from '../../domain/problem.ts';
import { type Form, formOf, readFields } from '../forms.ts';
import { mustBeFromHere, mustCarryWord } from '../session.ts';
import type { Site } from '../site.ts';
import { readUpload } from '../uploads.ts';
import { go, type MemberVisit, openVisit, type Visit } from '../visit.tsx';

/** Answers anybody. */
export type Reading = (visit: Visit) => Promise<void>;
/** Answers a member. */
export type MemberReading = (visit: MemberVisit) => Promise<void>;
/** Does what a member's form asks. */
export type Acting = (visit: MemberVisit, form: Form) => Promise<void>;
/** Does what a stranger's form asks. */
export type OpenActing = (visit: Visit, form: Form) => Promise<void>;

/** The ways to hang a handler into the router. */
export function makeAnswering(site: Site) {
  const visitOf = async (req: Request, res: Response): Promise<Visit> => {
    const visit = await openVisit(site, req, res);
    res.locals.visit = visit;
    return visit;
  };

  return {
    read:
      (reading: Reading): RequestHandler =>
      async (req, res) =>
        reading(await visitOf(req, res)),

    member:
      (reading: MemberReading): RequestHandler =>
      async (req, res) => {
        const visit = await visitOf(req, res);
        if (isMember(visit)) return reading(visit);
        go(visit, `/sign-in?next=${encodeURIComponent(visit.frame.path)}`);
      },

    act: (acting: Acting): RequestHandler[] => [
      readFields,
      async (req, res) => {
        const visit = await visitOf(req, res);
        const form = formOf(req);
        await acting(mustBeMember(visit, form), form);
      },
    ],

    upload:
      (acting: Acting): RequestHandler =>
      async (req, res) => {
        const visit = await visitOf(req, res);
        mustBeFromHere(site, req);
        // Whoever is not signed in has as long for a form as for any other.
        if (isMember(visit)) res.locals.takeTime?.();
        const form = await readUpload(visit);
        await acting(mustBeMember(visit, form), form);
      },

    openAct: (acting: OpenActing): RequestHandler[] => [
      readFields,
      async (req, res) => {
        const visit = await visitOf(req, res);
        mustBeFromHere(site, req);
        await acting(visit, formOf(req));
      },
    ],
  };

  /** Who is turned away finds the words of the form on the page that says so. */
  function mustBeMember(visit: Visit, form: Form): MemberVisit {
    visit.res.locals.typed = form;
    mustBeFromHere(site, visit.req);
    if (!isMember(visit)) throw new Problem('sign-in-needed', 401, 'error.signIn');
    mustCarryWord(visit.session, form.text('csrf'));
    return visit;
  }
}

/** Throws unless the member is an admin. */
export function mustBeAdmin({ viewer }: MemberVisit): void {
  if (viewer.role !== 'admin') throw new Problem('not-allowed', 403, 'error.notAllowedHelp');
}

/** Throws unless the member is an editor or an admin. */
export function mustKeepHouse({ viewer }: MemberVisit): void {
  if (!keepsHouse(viewer)) throw new Problem('not-allowed', 403, 'error.notAllowedHelp');
}

function isMember(visit: Visit): visit is MemberVisit {
  return visit.session !== undefined && visit.viewer !== undefined;
}
