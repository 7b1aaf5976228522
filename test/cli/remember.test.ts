import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { filesBelow, inTemporary, root, run } from "./run.ts";

const test = suite("what verify remembers of a repository");

/** A copy of the golden homelab, and a cache of its own. */
const inCopy = (body: (repository: string, verify: (...flags: string[]) => { code: number | null; json: string }, cache: string) => void): void =>
  inTemporary((folder) => {
    const [repository, cache] = [join(folder, "platform"), join(folder, "cache")];
    cpSync(join(root, "test/golden/homelab"), repository, { recursive: true });
    body(repository, (...flags) => {
      const { code, out } = run(["verify", repository, "--json", ...flags], { env: { XDG_CACHE_HOME: cache } });
      return { code, json: out };
    }, cache);
  });

const memoryIn = (cache: string): string => {
  const folder = join(cache, "create-temporal-platform/verify");
  const [name, ...more] = existsSync(folder) ? readdirSync(folder) : [];
  assert.equal(more, []);
  return name === undefined ? "" : join(folder, name);
};

const edits: readonly ((text: string) => string)[] = [
  (text) => `${text}# a comment\n`,
  (text) => text.replace(/^kind: /m, "kindd: "),
  (text) => text.replace(/^metadata:$/m, "metadata:\n  unheardOf: 1"),
  (text) => text.replace(/^( *)name: .*$/m, "$1name: on"),
  (text) => text.replace(/namespace: .*/, "namespace: nowhere"),
  (text) => text.replace(/:/, ": [") ,
  (text) => text.replace(/^spec:$/m, "spec:\n  size: .inf"),
];

test("findings are the same with and without a memory, over a history of edits", () =>
  inCopy((repository, verify) => {
    const manifests = [...filesBelow(repository).keys()].filter((path) => /^(?:clusters|infrastructure|observability)\/.*\.yaml$/.test(path));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...manifests), fc.constantFrom(...edits)), { minLength: 1, maxLength: 4 }), (script) => {
        for (const [path, edit] of script) writeFileSync(join(repository, path), edit(readFileSync(join(repository, path), "utf8")));
        assert.equal(verify(), verify("--no-cache"));
        assert.equal(verify(), verify("--no-cache"));
      }),
      { numRuns: process.env["CI"] === "true" ? 12 : 4 },
    );
  }));

test("a change of the answers is seen: they say what exists", () =>
  inCopy((repository, verify) => {
    verify();
    const answers = join(repository, "platform.yaml");
    writeFileSync(answers, readFileSync(answers, "utf8").replace(/^( *)class: (\S+)$/m, "$1class: another"));
    assert.equal(verify(), verify("--no-cache"));
  }));

test("a memory that is broken, of another program or a folder is none", () =>
  inCopy((_repository, verify, cache) => {
    const sound = verify();
    const memory = memoryIn(cache);
    const text = readFileSync(memory, "utf8");
    for (const broken of ["", "{", "null", "[]", `{"build":1}`, text.replace(/"build":"./, '"build":"x'), text.replace('"texts":{', '"texts":7,"old":{')]) {
      writeFileSync(memory, broken);
      assert.equal(verify(), sound, broken.slice(0, 40));
      assert.is(readFileSync(memory, "utf8"), text);
    }
    rmSync(memory);
    mkdirSync(memory);
    assert.equal(verify(), sound);
  }));

test("nothing is written into the repository, and nothing anywhere with --no-cache", () =>
  inCopy((repository, verify, cache) => {
    const before = filesBelow(repository);
    verify("--no-cache");
    assert.not.ok(existsSync(cache));
    verify();
    assert.ok(memoryIn(cache) !== "");
    assert.equal(filesBelow(repository), before);
  }));

test("a cache folder that cannot be written changes nothing", () =>
  inCopy((_repository, verify, cache) => {
    writeFileSync(cache, "a file");
    assert.equal(verify(), verify("--no-cache"));
  }));

test.run();
