import { digest } from "../plan/digest.ts";
import { withoutStyle } from "../plan/text.ts";

/** Digest of the answers, the same for every style of line ends. */
export const answersDigest = (text: string): string => digest(withoutStyle(text));
