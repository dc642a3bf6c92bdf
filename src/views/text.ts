// A few words of a text, for lists and descriptions.
import { plainText } from '../domain/prose.ts';

/** HTML is read so many times as far as text is wanted; where tags leave too little of that, so many times. */
const [near, far] = [4, 20];
/** Longer than what is left of a tag or a character reference where the reading ends. */
const rest = 10;

/** At most `length` characters of the text of safe HTML on one line, cut between words and closed with an ellipsis. */
export function excerpt(html: string, length: number): string {
  const read = (times: number) => plainText(html.slice(0, length * times)).replace(/\s+/g, ' ');
  const text = read(near);
  return cut(text.length < length + rest && html.length > length * near ? read(far) : text, length);
}

/** At most `length` characters of a plain text, cut between words and closed with an ellipsis. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const head = text.slice(0, length - 1);
  const space = head.lastIndexOf(' ');
  return `${(space > length / 2 ? head.slice(0, space) : head).trimEnd()}…`;
}
