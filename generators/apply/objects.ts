import { readdirSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import type { Finding } from "../finding.ts";
import { decodeText, digest } from "../plan/index.ts";
import { isSystemError } from "./faults.ts";
import { look, RECORD_FOLDER } from "./paths.ts";
import { readRegular } from "./read.ts";

/** Upper limits of what a record may make us hold in memory, in bytes. */
const LARGEST_OBJECT = 4 * 1024 * 1024;
/** The same for all texts of a base together, in characters. */
export const LARGEST_BASE = 256 * 1024 * 1024;

/** Quality 3 is within a quarter of the best for files of this size, at a sixtieth of the time; 5 would gain 9 % and take twice as long. */
const QUALITY = 3;

const BASE_FOLDER = `${RECORD_FOLDER}/base`;

/** Repository-relative path of the object that holds a text with this digest. Sixteen folders: making one takes as long as making a file. */
export function objectPath(sha256: string): string {
  return `${BASE_FOLDER}/${sha256.slice(0, 1)}/${sha256.slice(1)}`;
}

/**
 * Compresses an emitted text. Brotli, since its output is the same on every machine: gzip names the operating system
 * in its header, and builds of zlib for different processors compress the same bytes differently.
 */
export function packObject(text: string): Uint8Array {
  const bytes = Buffer.from(text);
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
}

/** The text of an object, `undefined` when there is none; a finding when it is not what its name says. */
export function readObject(root: string, sha256: string): { readonly text: string | undefined } | { readonly finding: Finding } {
  const path = objectPath(sha256);
  const broken = (code: string, reason: string) => ({
    finding: { code, severity: "error", file: path, reason, remedy: "Restore this file from Git, or delete it: the platform then treats every difference in the file it belongs to as yours." } satisfies Finding,
  });
  const packed = readRegular(root, path, LARGEST_OBJECT);
  if (packed.kind === "absent") return { text: undefined };
  if (packed.kind !== "bytes") return packed.kind === "too-large" ? broken("record/object-size", "This object is larger than 4 MiB.") : broken("record/not-a-file", "This object is, or lies behind, something that is no regular file.");
  let bytes: Uint8Array;
  try {
    bytes = brotliDecompressSync(packed.bytes, { maxOutputLength: LARGEST_OBJECT });
  } catch (error) {
    const large = (error as { code?: unknown }).code === "ERR_BUFFER_TOO_LARGE";
    return large ? broken("record/object-size", "This object unpacks to more than 4 MiB.") : broken("record/object-broken", "This object cannot be unpacked.");
  }
  if (digest(bytes) !== sha256) return broken("record/object-digest", "The content of this object does not have the digest that its name says, so somebody or something changed it.");
  const text = decodeText(bytes);
  return text === undefined ? broken("record/object-broken", "The content of this object is no UTF-8 text.") : { text };
}

/** Digests of all objects on disk. Names that no object can have are left alone. */
export function listObjects(root: string): string[] {
  const digests: string[] = [];
  for (const folder of list(root, BASE_FOLDER, /^[0-9a-f]$/)) {
    for (const rest of list(root, `${BASE_FOLDER}/${folder}`, /^[0-9a-f]{63}$/)) digests.push(folder + rest);
  }
  return digests.sort();
}

function list(root: string, path: string, names: RegExp): string[] {
  if (!look(root, path).status?.isDirectory()) return [];
  try {
    return readdirSync(join(root, path)).filter((name) => names.test(name));
  } catch (error) {
    if (isSystemError(error) && error.code === "ENOENT") return [];
    throw error;
  }
}
