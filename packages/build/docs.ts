/** `npm run docs`: writes the reference below `docs/reference`: findings, a page per code, commands and answers, each from its table. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { FINDINGS, findingPages } from "./finding-pages.ts";
import { referencePages } from "./reference-pages.ts";

const root = new URL("../..", import.meta.url).pathname;
rmSync(join(root, FINDINGS), { recursive: true, force: true });
for (const [path, text] of [...findingPages(), ...referencePages()]) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
