import { wrap } from "../ask/look.ts";

/** The second column is not made narrower than this. */
const NARROWEST = 24;

/**
 * Rows of a text and a note on it. On a terminal the note is folded to its width, or stands below the text where there is no room beside it.
 * A text without a note may be wider than the rest.
 * @param columns of the terminal; undefined where no text is folded
 */
export function twoColumns(pairs: readonly (readonly [string, string])[], columns: number | undefined, width = Math.max(0, ...pairs.map(([text, note]) => (note === "" ? 0 : text.length)))): string[] {
  const beside = width + 4;
  const fits = columns === undefined || columns - beside >= NARROWEST;
  const indent = fits ? beside : 6;
  return pairs.flatMap(([text, note]) => {
    if (note === "") return [`  ${text}`];
    const folded = columns === undefined ? [note] : wrap(note, columns - indent);
    return fits ? folded.map((line, index) => `  ${(index === 0 ? text : "").padEnd(width)}  ${line}`) : [`  ${text}`, ...folded.map((line) => `${" ".repeat(indent)}${line}`)];
  });
}
