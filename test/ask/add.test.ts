import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inTemporary, program, root, run } from "../cli/run.ts";
import { accept, pick, press, type, waiting } from "./drive.ts";
import { KEY, onTerminal, Terminal } from "./terminal.ts";

const test = suite("add");

/** A homelab in a temporary folder, made anew for each test. */
function homelab<T>(body: (folder: string) => T): T {
  return inTemporary((folder) => {
    const made = run(["new", "p", "--answers", join(root, "examples/homelab.yaml")], { cwd: folder });
    assert.is(made.code, 0, made.err);
    return body(join(folder, "p"));
  });
}

const answersIn = (folder: string): string => readFileSync(join(folder, "platform.yaml"), "utf8");

test("a worker by flags: the diff of platform.yaml, every other byte as it was, and what is next", () => {
  homelab((folder) => {
    const before = answersIn(folder);
    const { code, out, err } = run(["add", "worker", "billing", "--language", "python", "--image", "registry.example/x/billing"], { cwd: folder });
    assert.is(code, 0, err);
    assert.match(out, /^--- a\/platform.yaml\n\+\+\+ b\/platform.yaml\n/);
    assert.match(out, /\+ {2}billing:\n\+ {4}language: python\n\+ {4}taskQueues: \[billing\]/);
    assert.not.match(out, /^-[^-]/m);
    assert.ok(answersIn(folder).startsWith(before));
    assert.match(err, /Next: create-temporal-platform update --diff/);
    assert.is(run(["update"], { cwd: folder }).code, 0);
    assert.is(run(["check", "--strict"], { cwd: folder }).code, 0);
  });
});

test("a namespace and the update at once, as one JSON", () => {
  homelab((folder) => {
    const { code, out } = run(["add", "namespace", "orders", "--retention", "30d", "--update", "--json"], { cwd: folder });
    const result = JSON.parse(out) as { exitCode: number; path: string; dryRun: boolean; update: { exitCode: number; summary: object } };
    assert.equal([code, result.exitCode, result.path, result.update.exitCode], [0, 0, "temporal.namespaces.orders", 0]);
    assert.is(run(["check", "--strict"], { cwd: folder }).code, 0);
  });
});

test("an environment like its siblings, and a cluster with a name of its own, as a dry run", () => {
  homelab((folder) => {
    const before = answersIn(folder);
    const environment = run(["add", "environment", "staging", "--tier", "development", "--dry-run"], { cwd: folder });
    assert.is(environment.code, 0, environment.err);
    assert.match(environment.out, /\+ {4}environment: staging\n\+ {4}tier: development/);
    assert.match(environment.err, /Its siblings also say .*exposure\.ui\.host.*only you can say it here/);
    const cluster = run(["add", "cluster", "lab2", "--environment", "lab", "--peak", "2/s", "--dry-run"], { cwd: folder });
    assert.is(cluster.code, 0, cluster.err);
    assert.match(cluster.out, /\+ {2}lab2:\n\+ {4}environment: lab\n\+ {4}tier: small/);
    assert.is(answersIn(folder), before, "a dry run writes nothing");
  });
});

test("refuses what is wrong, all of it at once, and writes nothing", () => {
  homelab((folder) => {
    const before = answersIn(folder);
    const refused: readonly (readonly [args: readonly string[], says: RegExp])[] = [
      [["add", "worker"], /The name has to be said where nobody can be asked/],
      [["add", "worker", "Billing!", "--language", "ruby"], /ruby is none of typescript, python, go[\s\S]*2 errors/],
      [["add", "worker", "billing", "--image", "x/y", "--cluster", "nope"], /--cluster nope does not fit here/],
      [["add", "worker", "billing", "--image", "registry.example/x/y:latest"], /`image` is "registry.example\/x\/y:latest"/],
      [["add", "namespace", "home"], /There is a Temporal namespace home already/],
      [["add", "namespace", "orders", "--retention", "5"], /which has no unit/],
      [["add", "cluster", "um890", "--environment", "x"], /There is a cluster um890 already/],
      [["add", "thing"], /add thing is no command/],
    ];
    for (const [args, says] of refused) {
      const { code, err } = run(args, { cwd: folder });
      assert.is(code, 2, args.join(" "));
      assert.match(err, says, args.join(" "));
    }
    writeFileSync(join(folder, "platform.yaml"), `${before}nonsense: true\n`);
    assert.match(run(["add", "namespace", "orders"], { cwd: folder }).err, /There is no key "nonsense"/);
    assert.match(run(["add", "namespace", "orders", join(folder, "nowhere")]).err, /There is no such file[\s\S]*create-temporal-platform new makes one/);
  });
});

test("keeps Windows line ends, comments and order", () => {
  homelab((folder) => {
    const before = answersIn(folder).replaceAll("\n", "\r\n");
    writeFileSync(join(folder, "platform.yaml"), before);
    const { code, err } = run(["add", "namespace", "orders"], { cwd: folder });
    assert.is(code, 0, err);
    const after = answersIn(folder);
    assert.not.match(after, /[^\r]\n/);
    for (const line of before.split("\r\n")) assert.ok(after.includes(line), line);
  });
});

onTerminal(test, "asks at a terminal, and stops without a trace", () =>
  homelab(async (folder) => {
    const before = answersIn(folder);
    const first = new Terminal([process.execPath, program, "add", "worker"], { cwd: folder });
    await first.until(waiting(/^Name of the worker/m));
    await press(first, type("billing"));
    await first.until(waiting(/^Language/m));
    first.send(KEY.ctrlC);
    assert.is((await first.end()).exit, 130);
    assert.match(first.screen.text(), /platform\.yaml is as it was/);
    assert.is(answersIn(folder), before);
    const second = first.again(["add", "worker", "billing"]);
    await second.until(waiting(/^Language/m));
    await press(second, pick(2));
    assert.match(await second.until(waiting(/^Task queues/m)), /❯ billing/);
    await press(second, accept);
    await second.until(waiting(/^Image/m));
    await press(second, type("registry.example/x/billing"));
    assert.is((await second.end()).exit, 0, second.screen.text());
    assert.match(answersIn(folder), /billing:\n {4}language: python\n {4}taskQueues: \[billing\]\n {4}image: registry/);
  }),
);

test.run();
