import { digest, withoutStyle } from "../plan/index.ts";

/** Digest of the answers, the same for every style of line ends. */
export const answersDigest = (text: string): string => digest(withoutStyle(text));
