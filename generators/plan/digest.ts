import * as crypto from "node:crypto";

/** SHA-256 in lower-case hex of bytes, or of the UTF-8 form of a text. In one call where Node has it (20.12). */
export const digest: (content: string | Uint8Array) => string =
  "hash" in crypto && typeof crypto.hash === "function" ? (content) => (crypto.hash as (algorithm: string, data: string | Uint8Array) => string)("sha256", content) : (content) => crypto.createHash("sha256").update(content).digest("hex");
