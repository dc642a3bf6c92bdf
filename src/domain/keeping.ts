// What those who keep the house leave behind: what was decided about others, and what was done with reports.
import type { Verdict } from './trust.ts';

/** What was decided about somebody, for admins. What comes of it is told by `trustOf` alone. */
interface Judged extends Partial<Verdict> {
  /** For admins alone. */
  reason?: string;
  /** When it was last let off a suspension. */
  freed?: string;
  /** When it was decided; absent on what was decided before there were levels. */
  judged?: string;
}

/** What the hub thinks of a host and of all below it. */
export interface HostPolicy extends Judged {
  record: 'host';
  /** `host:` and the host's name. */
  id: string;
  host: string;
  /** Its level is `suspend`. */
  blocked: boolean;
  /** On the list of those who are dealt with in allowlist mode. */
  listed?: boolean;
  /** For everybody. */
  comment?: string;
  /** Its name is not to be told in full where the list is shown. */
  obfuscate?: boolean;
}

/** What the hub thinks of one actor, elsewhere or here. */
export interface ActorPolicy extends Judged {
  record: 'judged';
  /** `judged:` and the actor's id. */
  id: string;
  whom: string;
}

/** What is done with a report, and what a closed one came to. */
export type ReportStep = 'taken' | 'noted' | 'resolved';
export type ReportOutcome = 'nothing' | 'warned' | 'removed' | 'silenced' | 'suspended';
export const reportOutcomes: readonly ReportOutcome[] = ['nothing', 'warned', 'removed', 'silenced', 'suspended'];

/** One step in the handling of a report. */
export interface Step {
  record: 'step';
  id: string;
  report: string;
  who: string;
  step: ReportStep;
  done?: ReportOutcome;
  note?: string;
  published: string;
}
