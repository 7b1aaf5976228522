import { createHash } from "node:crypto";

/** SHA-256 in lower-case hex of bytes, or of the UTF-8 form of a text. */
export function digest(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
