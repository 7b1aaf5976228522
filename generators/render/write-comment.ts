import { oneLine } from "../document/characters.ts";

/** What fits on one line of text. */
export type Printable = string | number | boolean;

/** A value in a comment that starts with `#`: it cannot end the comment. */
export const comment = (value: Printable): string => oneLine(String(value));

/** The last text of a line with the spaces before it; nothing at all when it is empty, so that no line ends in a space. */
export const trailing = (text: string, gap = " "): string => (text === "" ? "" : gap + text);
