import { constants, readFileSync, type Stats } from "node:fs";
import type { Finding } from "../finding.ts";
import { digest } from "../plan/digest.ts";
import { decodeText, withoutStyle } from "../plan/text.ts";
import { describeError, isSystemError } from "./faults.ts";
import { digestsByPath, type LockedFile } from "./lock.ts";
import { look } from "./paths.ts";

/** No emitted text is as large, whatever its line ends: what is larger need not be read to be told from it. */
const LARGEST_EMITTED = 16 * 1024 * 1024;

/** Node takes numbers as flags too; its types know only letters. */
const FLAGS = (constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK) as unknown as string;

/**
 * Paths whose content is not what any run emitted there, deleted ones among them, in the order of the lock; files written
 * once are a person's own and left out. Contents are read and compared by digest, line ends and byte order mark
 * disregarded; nothing is parsed, and no link followed. A file that the system does not let us read is an error.
 */
export function editedFiles(root: string, files: readonly LockedFile[]): { readonly edited: readonly string[]; readonly findings: readonly Finding[] } {
  const emitted = digestsByPath(files.filter(({ ownership }) => ownership === "generated"));
  const folders = new Set<string>();
  const findings: Finding[] = [];
  const edited = [...emitted].flatMap(([path, digests]) => {
    try {
      return isEmitted(`${root}/${path}`, look(root, path, folders).status, digests) ? [] : [path];
    } catch (error) {
      findings.push(describeError(error, `read ${path}`, path));
      return [];
    }
  });
  return { edited, findings };
}

function isEmitted(file: string, status: Stats | undefined, digests: readonly string[]): boolean {
  if (status === undefined || !status.isFile() || status.size > LARGEST_EMITTED) return false;
  let text: string;
  try {
    // As text, since that is one call of the system for Node; a text without U+FFFD lost nothing on the way.
    text = readFileSync(file, { encoding: "utf8", flag: FLAGS });
  } catch (error) {
    if (isSystemError(error) && (error.code === "ENOENT" || error.code === "ELOOP")) return false;
    throw error;
  }
  if (!text.includes("\ufffd")) return digests.includes(digest(text)) || hasStyle(text, digests);
  const bytes = readFileSync(file, { flag: FLAGS });
  const exact = decodeText(bytes);
  return exact !== undefined && (digests.includes(digest(exact)) || hasStyle(exact, digests));
}

function hasStyle(text: string, digests: readonly string[]): boolean {
  const content = withoutStyle(text);
  return content !== text && digests.includes(digest(content));
}
