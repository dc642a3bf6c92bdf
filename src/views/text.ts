// A few words of a text, for lists and descriptions.
import { plainText } from '../domain/prose.ts';

/** At most `length` characters of the text of safe HTML on one line, cut between words and closed with an ellipsis. */
export function excerpt(html: string, length: number): string {
  return cut(plainText(html.slice(0, length * 20)).replace(/\s+/g, ' '), length);
}

/** At most `length` characters of a plain text, cut between words and closed with an ellipsis. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const head = text.slice(0, length - 1);
  const space = head.lastIndexOf(' ');
  return `${(space > length / 2 ? head.slice(0, space) : head).trimEnd()}…`;
}
