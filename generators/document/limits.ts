/** What is refused before it is parsed, since it would fill the memory or the stack. */

/** The library keeps some hundred bytes for every value and every document; the largest manifests have a tenth of this. */
export const MOST_VALUES = 500_000;

export function isTooLarge(text: string): boolean {
  if (text.length < MOST_VALUES) return false;
  let values = 0;
  for (let at = 0; at < text.length && values <= MOST_VALUES; at += 1) {
    const unit = text.charCodeAt(at);
    // Commas, colons and dashes; a line that divides documents has three, and a document takes as much as three values.
    if (unit === 0x2c || unit === 0x3a || unit === 0x2d) values += 1;
  }
  return values > MOST_VALUES;
}

/** Composing calls itself once per level; a stack that runs out there can end the process. */
export const MAX_LEVELS = 64;

/** Depth needs brackets, or a line that begins with a long indentation or many dashes: most texts have neither. */
export function mayBeDeep(text: string): boolean {
  let open = 0;
  for (let i = 0; i < text.length && open <= MAX_LEVELS; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit === 0x5b || unit === 0x7b) open += 1;
  }
  return open > MAX_LEVELS || /^[ \t?:-]{64}/m.test(text);
}
