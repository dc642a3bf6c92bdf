// A text as search compares it: NFKD, lower case, Latin and Arabic marks removed, alef and yeh forms unified. Rule: signs that
// fold alike whatever stands beside them are looked up one by one, as in nearly all texts; a text with any other goes through
// the steps, to the same effect.

const latinAccents = /[\u0300-\u036f\u064b-\u0652\u0670\u0640]/g;
const simple = /^[ -~\s]*$/;

/** A text as search compares it. */
export function fold(text: string): string {
  if (simple.test(text)) return text.toLowerCase();
  return bySign(text) ?? bySteps(text);
}

/** The same without the table of signs. */
export function bySteps(text: string): string {
  return text
    .normalize('NFKD')
    .replace(latinAccents, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[آأإٱ]/g, 'ا')
    .replace(/ى/g, 'ي')
    .replace(/ß/g, 'ss')
    .replace(/’/g, "'");
}

/** Of each UTF-16 unit what it becomes: another unit, or a value that no sign has; 0 before it was first met. */
const table = new Uint16Array(0x10000);
const beside = 0xd800;
const nothing = 0xd801;
const firstOfSeveral = 0xd802;
/** What signs that become two or three units become, of so many signs. */
const several: string[] = [];
const mostOfOne = 3;
const mostSeveral = 2000;

/** What may join the sign before it: marks and the parts of Hangul syllables. */
const joining = /[\p{M}\u1100-\u11ff]/u;
const decoder = new TextDecoder('utf-16le', { ignoreBOM: true });

/** Undefined when the text has a sign that depends on those beside it. */
function bySign(text: string): string | undefined {
  const folded = new Uint16Array(mostOfOne * text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const to = table[unit] || learn(unit);
    if (to === beside) return undefined;
    if (to < beside || to > 0xdfff) folded[length++] = to;
    else if (to !== nothing) {
      const signs = several[to - firstOfSeveral] ?? '';
      for (let each = 0; each < signs.length; each++) folded[length++] = signs.charCodeAt(each);
    }
  }
  return decoder.decode(folded.subarray(0, length));
}

function learn(unit: number): number {
  const to = learnt(String.fromCharCode(unit));
  table[unit] = to;
  return to;
}

function learnt(sign: string): number {
  const folded = bySteps(sign);
  // A capital sigma is another one at the end of a word.
  const depends = !sign.isWellFormed() || joining.test(folded) || bySteps(`a${sign}`) !== `a${folded}`;
  if (depends || folded.length > mostOfOne || sign === '\0') return beside;
  if (folded === '') return nothing;
  if (folded.length > 1 && several.length === mostSeveral) return beside;
  return folded.length === 1 ? folded.charCodeAt(0) : firstOfSeveral + several.push(folded) - 1;
}
