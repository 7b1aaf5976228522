import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { compileTemplates } from "../../packages/template-compiler/src/index.ts";
import { filesOf, fixtures, projectOf, root, withTypes, type Project } from "./project.ts";

const test = suite<{ project: Project }>("a folder of templates");

test.before(async (context) => {
  context.project = await projectOf("house");
});

test.after((context) => context.project.remove());

test("compiles without findings, the same every time", () => {
  const dir = join(fixtures, "house/templates");
  const first = compileTemplates(dir);
  assert.equal(first.findings, []);
  assert.equal(compileTemplates(dir), first);
});

test("renders to the expected files, each in its place", ({ project }) => {
  const tree = project.render(project.model);
  const expected = filesOf(join(fixtures, "house/expected"));
  assert.equal([...tree.keys()], [...expected.keys()]);
  for (const [path, text] of expected) assert.is(tree.get(path)?.text, text, path);
});

test("scripts are executable, and what is written once says so", ({ project }) => {
  const files = [...project.render(project.model)];
  assert.equal(
    files.filter(([, file]) => file.executable).map(([path]) => path),
    ["platform/scripts/check.sh", "platform/scripts/connect.sh"],
  );
  assert.equal(
    files.filter(([, file]) => file.ownership === "once").map(([path]) => path),
    ["platform/clusters/um890/database/notes.md", "platform/custom/um890/database/kustomization.yaml", "platform/custom/um890/server/kustomization.yaml"],
  );
});

test("no line ends in a space and every file ends with one line feed", ({ project }) => {
  for (const [path, { text }] of project.render(project.model)) {
    assert.not.match(text, /[ \t]\n|\n\n$/, path);
    assert.match(text, /\n$/, path);
  }
});

test("passes the compiler of TypeScript, which refuses every name that the model does not have", ({ project }) => {
  withTypes(project);
  writeFileSync(join(project.dir, "build/wrong.ts"), compileTemplates(join(fixtures, "wrong-names/templates")).typescript);
  const errors = typeErrors(project.dir);
  const expected = [
    ["condition", /'nme' does not exist/],
    ["listAsCondition", /not assignable to parameter of type 'Condition'/],
    ["noList", /must have a '\[Symbol.iterator\]\(\)' method/],
    ["nullable", /'c.database.cnpg' is possibly 'null'/],
    ["objectInComment", /not assignable to parameter of type 'Printable'/],
    ["property", /'titel' does not exist/],
    ["rootName", /'customers' does not exist on type 'Model'/],
    ["emit", /'nope' does not exist/],
  ] as const;
  assert.is(errors.length, expected.length, errors.map((one) => one.message).join("\n"));
  for (const [i, [name, message]] of expected.entries()) {
    assert.match(errors[i]?.within ?? "", new RegExp(`^(export )?function ${name}`));
    assert.match(errors[i]?.message ?? "", message);
  }
});

/** What TypeScript says, with the line that starts the function it says it about. */
function typeErrors(dir: string): { message: string; within: string }[] {
  try {
    execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", dir, "--noEmit", "--pretty", "false"], { cwd: dir, encoding: "utf8", stdio: "pipe" });
    return [];
  } catch (error) {
    const lines = (error as { stdout: string }).stdout.split("\n").filter((line) => line.includes(": error "));
    const code = filesOf(join(dir, "build")).get("wrong.ts")?.split("\n") ?? [];
    return lines.map((message) => {
      const line = Number(/^build\/wrong\.ts\((\d+)/.exec(message)?.[1] ?? 0);
      return { message, within: code.slice(0, line).findLast((one) => /^(export )?function /.test(one)) ?? "" };
    });
  }
}

test.run();
