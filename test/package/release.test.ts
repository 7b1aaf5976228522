import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse } from "yaml";

const test = suite("the release workflow");
const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

interface Step {
  readonly uses?: string;
  readonly run?: string;
}
const workflow = parse(read(".github/workflows/release.yml")) as { permissions: object; jobs: { publish: { permissions: Record<string, string>; steps: readonly Step[] } } };
const { steps, permissions } = workflow.jobs.publish;
const commands = steps.flatMap(({ run }) => run ?? []);

test("takes every action by its commit", () => {
  for (const { uses } of steps) if (uses !== undefined) assert.match(uses, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
});

test("needs no secret", () => {
  assert.not.match(read(".github/workflows/release.yml"), /secrets\./);
});

test("may read the source and sign, and nothing else", () => {
  assert.equal(workflow.permissions, {});
  assert.equal(permissions, { contents: "read", "id-token": "write" });
});

test("publishes last, with provenance, after all tests", () => {
  assert.match(commands.at(-1) ?? "", /^npm publish .*--provenance/);
  assert.ok(commands.indexOf("npm test") > commands.findIndex((command) => command.startsWith("npm ci")));
});

test("runs on a version of Node that the package supports, and the address names no fixed repository", () => {
  const { engines, repository } = JSON.parse(read("package.json")) as { engines: { node: string }; repository?: unknown };
  assert.match(engines.node, /^>=20\./);
  assert.is(repository, undefined);
});

test.run();
