import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { readLock } from "../../generators/apply/index.ts";
import { objectPath, packObject } from "../../generators/apply/objects.ts";
import { digest } from "../../generators/plan/index.ts";

export const EXAMPLES = ["homelab", "enterprise-azure"] as const;
const fixtures = join(import.meta.dirname, "../fixtures/upgrade/first-release");

/** Puts a platform there as the first release made it, record and all. */
export function unpackFirstRelease(folder: string, name: (typeof EXAMPLES)[number]): void {
  const files = JSON.parse(String(brotliDecompressSync(readFileSync(join(fixtures, `${name}.json.br`))))) as Record<string, { mode: number; text: string }>;
  const write = (path: string, content: string | Uint8Array, mode = 0o644) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
    chmodSync(join(folder, path), mode);
  };
  for (const [path, { mode, text }] of Object.entries(files)) write(path, text, mode);
  for (const { path, sha256 } of readLock(folder).lock.files) {
    const text = files[path]?.text ?? "";
    if (digest(text) !== sha256) throw new Error(`${path} is not what the first release emitted`);
    write(objectPath(sha256), packObject(text));
  }
}
