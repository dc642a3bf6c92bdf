// What the forms of all kinds of things have in common: what stands on the sheet, and that nothing typed is lost when it is refused.
import type { Draft } from '../../domain/commands.ts';
import type { Fault } from '../../domain/problem.ts';
import { faultsOf } from '../forms.ts';
import type { Values } from '../parts/form.tsx';
import { go, type MemberVisit } from '../visit.tsx';
import { pathOf } from './query.ts';

/** What a form is for, and what stands in it. */
export interface Sheet {
  action: string;
  title: string;
  submit: string;
  back: string;
  values: Values;
  faults: Fault[];
}

export interface Submission {
  /** What is wrong with what was typed. */
  faults: Fault[];
  /** Does what the form asks; gives the path to go to. */
  act(): Promise<string>;
  /** Shows the form once more. */
  again(faults: Fault[]): Promise<void>;
}

/** Does what a form asks, or shows it again with what is wrong. */
export async function submit(visit: MemberVisit, { faults, act, again }: Submission): Promise<void> {
  if (faults.length > 0) return again(faults);
  try {
    go(visit, await act());
  } catch (error) {
    return again(faultsOf(error));
  }
}

/** Publishes a thing and gives its path. */
export async function publish(visit: MemberVisit, draft: Draft): Promise<string> {
  const { object } = await visit.site.perform(visit.viewer, { do: 'publish', draft });
  return pathOf(visit, object);
}
