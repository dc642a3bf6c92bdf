// Signs of a text that must never be kept: halves of signs, and control signs. A half stands for nothing, cannot be written
// in an address and is refused by databases and XML; whatever is cut goes through here, so that no sign is cut in two.

const control = /[^\P{Cc}\n\t]/gu;

/** The text without halves of signs and without control signs but new line and tab. */
export function printable(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.replace(control, '');
}

/** At most `limit` characters (UTF-16 units) of a text, with no sign cut in two. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return text.slice(0, limit).replace(/[\ud800-\udbff]$/, '');
}
