// The files of the repository as the tests of its form read them: what git tracks, and what each file imports.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Paths of what git tracks or will, from the root, in order. */
export const tracked: string[] = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
})
  .split('\0')
  .filter(path => path && existsSync(join(root, path)))
  .sort();

export function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The program files of some folders; with no name, of the product: src, federation and storage. */
export function sources(...folders: string[]): string[] {
  const wanted = folders.length > 0 ? folders : ['src/', 'federation/', 'storage/'];
  return tracked.filter(path => /\.(tsx?|mjs)$/.test(path) && wanted.some(folder => path.startsWith(folder)));
}

/** A program's text without its comments. Strings stay; a string that holds a comment's sign loses a part, which hides no import. */
export function codeOf(path: string): string {
  return textOf(path)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|[\s;,{(])\/\/.*$/gm, '$1');
}

const specifiers = /(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\()\s*(['"])([^'"\n]+)\1/g;

/** What a file imports: paths from the root for files here, names for packages and for parts of Node. */
export function importsOf(path: string): string[] {
  return [...codeOf(path).matchAll(specifiers)].map(([, , name = '']) =>
    name.startsWith('.') ? normalize(join(dirname(path), name)) : name,
  );
}
