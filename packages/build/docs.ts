/** `npm run docs`: writes the reference of findings, `docs/reference/findings.md` and a page per code, from the tables of codes. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { FINDINGS, findingPages } from "./finding-pages.ts";

const root = new URL("../..", import.meta.url).pathname;
rmSync(join(root, FINDINGS), { recursive: true, force: true });
for (const [path, text] of findingPages()) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
