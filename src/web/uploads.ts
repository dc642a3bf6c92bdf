// Forms with files. Each file streams into the store as it comes, never whole into memory; the cover alone is held,
// because it is made small. A fault with one file leaves the words and the other files as they are.

import type { Readable } from 'node:stream';
import busboy from 'busboy';
import { Problem } from '../domain/problem.ts';
import { clip } from '../domain/signs.ts';
import { type Form, makeForm, tidy } from './forms.ts';
import { mustCarryWord } from './session.ts';
import { storeFile } from './storing.ts';
import type { Visit } from './visit.tsx';

/** Files of one form. */
export const filesPerForm = 10;
/** Bytes of a cover as it is sent; it is kept much smaller. */
const coverLimit = 15_000_000;
/** Bytes of a list of hosts. */
const listLimit = 4_000_000;
const heldLimits = { cover: coverLimit, list: listLimit };
/** Characters of all the words of one form: they are held in memory, for anybody. */
const wordsLimit = 2_000_000;

/**
 * Reads a form with files. Of one that does not carry the word of this session the words are read, and no file is kept.
 * Throws `Problem` when it is no such form.
 */
export async function readUpload(visit: Visit): Promise<Form> {
  const { req, site } = visit;
  const most = site.uploadLimit * filesPerForm + coverLimit + wordsLimit;
  const length = req.headers['content-length'];
  // Browsers say how long a form is; of a stranger nothing is read that may have no end.
  if (!visit.session && length === undefined) throw new Problem('sign-in-needed', 401, 'error.signIn');
  if (Number(length ?? 0) > most) {
    throw new Problem('too-large', 413, 'error.tooLarge');
  }
  const fields: Record<string, string[]> = Object.create(null);
  const form = makeForm(fields);
  await receive(visit, { fields, form });
  const { cover, list } = form;
  return { ...makeForm(fields, form), ...(cover && { cover }), ...(list && { list }) };
}

/** Takes the parts as they come; rejects when the browser goes away, the form is cut short, or the store fails. */
async function receive(
  visit: Visit,
  { fields, form }: { fields: Record<string, string[]>; form: Form },
): Promise<void> {
  const { req, words } = visit;
  const parser = openParser(visit);
  const keeping: Promise<void>[] = [];
  let failure: unknown;
  let files = 0;
  let typed = 0;

  parser.on('field', (name, value) => {
    typed += value.length;
    if (typed > wordsLimit) {
      failure ??= new Problem('too-large', 413, 'error.tooLarge');
      return;
    }
    fields[name] ??= [];
    fields[name].push(tidy(value));
  });
  parser.on('file', (field, stream, { filename }) => {
    stream.on('error', () => undefined);
    if (field === 'files' && filename) files += 1;
    const wanted = (field === 'files' && files <= filesPerForm) || field === 'cover' || field === 'list';
    if (!wanted || !filename || !carriesWord(visit, fields.csrf?.[0])) {
      stream.resume();
      return;
    }
    const name = cleanName(filename);
    const kept =
      field === 'files'
        ? storeFile(visit, form, { stream, name })
        : hold(visit, form, { field: field as Held, stream });
    keeping.push(
      kept
        .catch(error => {
          failure ??= error;
        })
        .finally(() => stream.resume()),
    );
  });
  const whole = new Promise<boolean>(resolve => {
    parser.once('error', () => resolve(false));
    parser.once('close', () => resolve(true));
    // A browser that goes away in the middle leaves no half-written file behind.
    req.once('close', () => req.complete || parser.destroy(new Error('gone')));
  });
  req.pipe(parser);
  const complete = await whole;
  await Promise.all(keeping);
  if (!complete) throw malformed();
  if (failure) throw failure;
  if (files > filesPerForm) {
    form.faults.push({ field: 'files', message: words.t('fault.filesMany', { count: filesPerForm }) });
  }
}

function openParser({ req, site }: Visit): busboy.Busboy {
  try {
    return busboy({
      headers: req.headers,
      defParamCharset: 'utf8',
      limits: {
        fields: 500,
        fieldNameSize: 100,
        fieldSize: 1_000_000,
        files: filesPerForm * 2,
        parts: 520,
        fileSize: Math.max(site.uploadLimit, coverLimit) + 1,
      },
    });
  } catch {
    throw malformed();
  }
}

/** Files that are held in memory, each small by its bound. */
type Held = keyof typeof heldLimits;

async function hold({ words }: Visit, form: Form, { field, stream }: { field: Held; stream: Readable }): Promise<void> {
  const limit = heldLimits[field];
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limit) {
      const name = words.t(field === 'cover' ? 'compose.cover' : 'blocks.file');
      form.faults.push({ field, message: words.t('fault.fileLarge', { name, size: words.bytes(limit) }) });
      return;
    }
    chunks.push(chunk);
  }
  if (bytes > 0) form[field] = Buffer.concat(chunks);
}

function carriesWord({ session }: Visit, word: string | undefined): boolean {
  if (!session) return false;
  try {
    mustCarryWord(session, word ?? '');
    return true;
  } catch {
    return false;
  }
}

/** A file's name without folders, control signs and signs that turn the reading direction; at most 120 characters. */
export function cleanName(name: string): string {
  // Browsers write these three signs of a name as form-data escapes (WHATWG HTML, 4.10.21.8).
  const plain = name.replace(/%(?:22|0A|0D)/gi, '');
  const last = plain.split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .replace(/[\p{Cc}\p{Cf}"<>|:*?]/gu, '')
    .normalize('NFC')
    .trim();
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(clean)?.[0] ?? '';
  return clean.length <= 120 ? clean || 'file' : clip(clean, 120 - ending.length) + ending;
}

function malformed(): Problem {
  return new Problem('malformed', 400, 'error.malformed');
}
