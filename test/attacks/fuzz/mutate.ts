// What a hostile or broken sender may make of JSON that was right: one arbitrary of edits, applied anywhere in it.
import fc from 'fast-check';
import type { Json } from '../../helpers/peer.ts';

export interface Edit {
  /** Which of all places of the document, by turns. */
  place: number;
  kind: 'aim' | 'replace' | 'remove' | 'wrap' | 'repeat' | 'nest' | 'borrow' | 'add' | 'rename';
  junk: unknown;
  /** Another place, whose value is taken. */
  other: number;
}

const signs = [
  '\u0000',
  '\ud800',
  '\udfff',
  '\u202e',
  '\ufeff',
  '\u200b',
  'é',
  'é',
  'ⅷ',
  '😀',
  '<b>',
  '">',
  '\n',
  '\\',
  "'",
  '%00',
  '#',
  '?',
  '//',
];
const names = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'id',
  'type',
  '@id',
  '@type',
  '@graph',
  '',
  'as:to',
  'length',
  'then',
];

/** What a hub reads most of: an edit that is aimed hits one of these. */
const read = new Set([
  'content',
  'name',
  'summary',
  'type',
  'id',
  'actor',
  'object',
  'to',
  'inReplyTo',
  'url',
  'attributedTo',
  'published',
  'preferredUsername',
]);

const junk = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1e308, 2 ** 53, '', [], {}, [[]], [null], [[[['x']]]]),
  fc.constantFrom(
    'as:Public',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'https://',
    'http://[',
    '2026-13-45',
    '-000001-01-01T00:00:00Z',
    'x'.repeat(100_000),
    '9'.repeat(400),
  ),
  // What is slow to read for a parser, a segmenter or an expression that goes back and forth.
  {
    weight: 5,
    arbitrary: fc
      .constantFrom(
        '<b>',
        '<z>a',
        '<ul><li>',
        '漢 ',
        'ภาษาไทย ',
        '<p onclick=x>',
        '&#x41;',
        '<',
        '@a',
        'https://a.a/))) ',
        ' #a',
      )
      .map(part => part.repeat(400_000 / part.length)),
  },
  fc.nat({ max: 300 }).map(length => `#${'a'.repeat(length)}😀`),
  fc.constantFrom(['constructor'], ['Note', '__proto__'], ['Person', 'toString'], { __proto__: 1, id: 'x' }),
  fc.array(fc.constantFrom(...signs, 'a', 'Note', 'Create'), { maxLength: 12 }).map(parts => parts.join('')),
  fc.jsonValue({ maxDepth: 3 }),
  fc
    .constantFrom(
      'Note',
      'Create',
      'Person',
      'Group',
      'Tombstone',
      'Question',
      'Announce',
      'Collection',
      'Delete',
      'Undo',
    )
    .map(type => ({ type })),
  fc
    .nat({ max: 3000 })
    .map(count => Array.from({ length: count }, (_, index) => ({ type: 'Mention', name: `@a${index}`, href: index }))),
);

/** From one to six edits. */
export const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.record({
    place: fc.nat(),
    kind: fc.constantFrom<Edit['kind'][]>(
      'aim',
      'aim',
      'aim',
      'aim',
      'aim',
      'aim',
      'replace',
      'replace',
      'replace',
      'remove',
      'wrap',
      'repeat',
      'nest',
      'borrow',
      'borrow',
      'add',
      'rename',
    ),
    junk,
    other: fc.nat(),
  }),
  { minLength: 1, maxLength: 6 },
);

interface Place {
  holder: Json | unknown[];
  key: string | number;
}

/** The document as text after the edits; it is always JSON. `borrowed` are values from elsewhere that may be put anywhere. */
export function mutate(document: Json, changes: Edit[], borrowed: unknown[]): string {
  const copy = structuredClone(document);
  for (const edit of changes) {
    const all = placesOf(copy);
    const places = edit.kind === 'aim' ? all.filter(({ key }) => read.has(String(key))) : all;
    const place = places[edit.place % places.length];
    if (place) change(place, edit, { places, borrowed });
  }
  return JSON.stringify(copy);
}

function change(
  { holder, key }: Place,
  edit: Edit,
  { places, borrowed }: { places: Place[]; borrowed: unknown[] },
): void {
  const at = holder as Json;
  const inList = Array.isArray(holder);
  const name = names[edit.other % names.length] as string;
  if (edit.kind === 'remove' || (edit.kind === 'rename' && !inList)) {
    const value = at[key];
    if (inList) holder.splice(Number(key), 1);
    else delete at[key];
    if (edit.kind === 'rename') set(at, name, value);
    return;
  }
  set(at, edit.kind === 'add' && !inList ? name : key, made(at[key], edit, { places, borrowed }));
}

function made(value: unknown, edit: Edit, { places, borrowed }: { places: Place[]; borrowed: unknown[] }): unknown {
  if (edit.kind === 'wrap') return edit.other % 2 ? [value] : { id: value, type: 'Note', value };
  if (edit.kind === 'repeat') {
    // Copies, as a later edit in one that stood for all would make more than a text can hold.
    const most = Math.min(500, Math.ceil(2_000_000 / JSON.stringify(value ?? null).length));
    return Array.from({ length: edit.other % most }, () => structuredClone(value));
  }
  if (edit.kind === 'nest') {
    let deep: unknown = value;
    for (let level = 0; level < edit.other % 80; level += 1) deep = level % 2 ? [deep] : { object: deep };
    return deep;
  }
  if (edit.kind !== 'borrow') return structuredClone(edit.junk);
  if (edit.other % 3 === 0) return structuredClone(borrowed[edit.other % borrowed.length]);
  const from = places[edit.other % places.length];
  return structuredClone((from?.holder as Json | undefined)?.[from?.key ?? '']);
}

/** As JSON.parse sets it: `__proto__` becomes a name like any other. */
function set(holder: Json, key: string | number, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, writable: true, configurable: true });
}

function placesOf(value: unknown): Place[] {
  const places: Place[] = [];
  const walk = (holder: unknown, depth: number): void => {
    if (typeof holder !== 'object' || holder === null || depth > 40 || places.length > 2000) return;
    for (const key of Object.keys(holder).slice(0, 200)) {
      const place = { holder: holder as Json, key: Array.isArray(holder) ? Number(key) : key };
      places.push(place);
      walk((holder as Json)[key], depth + 1);
    }
  };
  walk(value, 0);
  return places;
}
