import { posix } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { documentsOf, repositories, type Emitted } from "./emitted.ts";

const test = suite("What emitted documents point at");

/** Written by `new` beside the tree, or by the record. */
const beside = ["platform.yaml"];
/** Folders of the repository that documents may name. */
const ROOTED = /^(clusters|docs|scripts|cloud|apps|charts|services|observability|infrastructure|delivery|custom)\//;

const exists = ({ files }: Emitted, path: string): boolean => beside.includes(path) || files.has(path) || [...files.keys()].some((file) => file.startsWith(`${path.replace(/\/$/, "")}/`));

/** GitHub's anchor of a heading. */
const anchor = (heading: string): string => heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-");

const withoutFences = (text: string): string => text.replace(/^ *```[\s\S]*?^ *```$/gm, "");

for (const repository of repositories) {
  test(`${repository.name}: every link leads to a file or folder that is emitted, and every anchor to a heading`, () => {
    const broken: string[] = [];
    for (const [path, text] of documentsOf(repository)) {
      for (const [, target = ""] of withoutFences(text).matchAll(/\]\(([^)]+)\)/g)) {
        if (/^[a-z]+:/.test(target)) continue;
        const [file = "", part] = target.split("#");
        const whole = file === "" ? path : posix.join(posix.dirname(path), decodeURI(file));
        if (!exists(repository, whole)) broken.push(`${path}: ${target}`);
        else if (part !== undefined && ![...(repository.files.get(whole) ?? "").matchAll(/^#+ (.+)$/gm)].some(([, heading = ""]) => anchor(heading) === part)) broken.push(`${path}: ${target} has no such heading`);
      }
    }
    assert.equal(broken, []);
  });

  test(`${repository.name}: every path in a code span or a command is one that is emitted`, () => {
    const missing: string[] = [];
    for (const [path, text] of documentsOf(repository)) {
      const spans = [...withoutFences(text).matchAll(/`([^`\n]+)`/g)].map(([, span = ""]) => span);
      const commands = [...text.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)].flatMap(([, body = ""]) => body.split("\n").filter((line) => !/^\s*#/.test(line)));
      for (const word of [...spans, ...commands].flatMap((part) => part.split(/[\s"'=|;()]+/))) {
        const named = word.replace(/^\.\//, "").replace(/[.,:]$/, "");
        // In capitals, in angle brackets or with a star: for the reader to fill in. What a run makes is not there before it.
        if (!ROOTED.test(named) || /[<>*$…]|\b[A-Z]{4,}\b|^docs\/acceptance\//.test(named)) continue;
        if (!exists(repository, named)) missing.push(`${path}: ${named}`);
      }
    }
    assert.equal(missing, []);
  });

  test(`${repository.name}: the evidence of every control and subcategory is emitted, and there is some`, () => {
    const { controls, nist } = repository.model.documents;
    const rows = [...controls, ...nist.flatMap(({ subcategories }) => subcategories)];
    assert.is(rows.length > 20, repository.name !== "homelab");
    const missing = rows.flatMap(({ id, evidence }) => evidence.filter((path) => !exists(repository, path)).map((path) => `${id}: ${path}`));
    assert.equal(missing, []);
    assert.equal(nist.flatMap(({ subcategories }) => subcategories).filter(({ hasEvidence }) => !hasEvidence).map(({ id }) => id), []);
  });
}


test("documents that nobody asked for are not there", () => {
  const [plain] = repositories;
  assert.equal([...(plain?.files.keys() ?? [])].filter((path) => /^(docs\/(security|compliance|handover)|cloud)\//.test(path)), []);
});

test.run();
