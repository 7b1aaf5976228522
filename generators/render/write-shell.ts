import type { Printable } from "./write-comment.ts";

export { comment, trailing } from "./write-comment.ts";

/** One word for a POSIX shell, in single quotes: nothing in it is expanded. Throws for NUL, which no word can hold. */
export function word(value: Printable): string {
  const text = String(value);
  if (text.includes("\0")) throw new Error("A word of a shell cannot hold the character NUL");
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
