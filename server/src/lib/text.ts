/** Text that PostgreSQL can hold: U+0000 and lone surrogates become U+FFFD. */
export const cleanText = (text: string): string => text.replaceAll('\u0000', '\ufffd').toWellFormed();

/** At most `length` UTF-16 units of clean text, an ellipsis included; never half a character. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return cleanText(text);
  const kept = text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '');
  return `${cleanText(kept)}…`;
}
