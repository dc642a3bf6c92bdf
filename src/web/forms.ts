// What a browser sent with a form: words tidied, files stored, faults gathered, so that the form can be shown again as it was.
import express, { type Request, type RequestHandler } from 'express';
import { type Fault, Problem } from '../domain/problem.ts';
import type { Values } from './parts/form.tsx';

/** A file that is now kept by the hub. */
export interface StoredFile {
  sha256: string;
  bytes: number;
  name: string;
}

/** A form as it was sent. */
export interface Form extends Values {
  files: StoredFile[];
  /** The cover as it was sent, not yet made small. */
  cover?: Buffer;
  /** A list of hosts as it was sent. */
  list?: Buffer;
  /** Faults of what was sent, before anybody asked what it says. */
  faults: Fault[];
}

/** Words and numbers of an ordinary form; at most 1 MB, 500 fields. */
export const readFields: RequestHandler = express.urlencoded({ extended: false, limit: '1mb', parameterLimit: 500 });

/** The form of a request that `readFields` has read. */
export function formOf(req: Request): Form {
  const fields: Record<string, string[]> = Object.create(null);
  for (const [name, value] of Object.entries((req.body ?? {}) as Record<string, string | string[]>)) {
    fields[name] = [value].flat().map(tidy);
  }
  return makeForm(fields);
}

export function makeForm(
  fields: Record<string, string[]>,
  rest: Pick<Form, 'files' | 'faults'> = { files: [], faults: [] },
): Form {
  return { ...rest, ...valuesOf(fields) };
}

/** Values for a form that is shown the first time. */
export function valuesOf(fields: Record<string, string | string[] | undefined>): Values {
  const known = new Map(
    Object.entries(fields).map(([name, value]) => [name, value === undefined ? [] : [value].flat()]),
  );
  return {
    text: name => known.get(name)?.[0] ?? '',
    all: name => known.get(name) ?? [],
  };
}

/** One form of new line, no control signs, letters composed. */
export function tidy(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .normalize('NFC');
}

/** A text of a list, split at commas, semicolons of any script, and new lines. */
export function splitList(text: string): string[] {
  return [
    ...new Set(
      text
        .split(/[,;،؛、\n]/)
        .map(item => item.trim())
        .filter(Boolean),
    ),
  ];
}

/** The faults of a refusal that a form can show; throws what it cannot. */
export function faultsOf(error: unknown): Fault[] {
  if (error instanceof Problem && error.extras.faults) return error.extras.faults;
  throw error;
}
