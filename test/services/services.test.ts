import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { root } from "../cli/run.ts";
import { skipLine } from "../servers/deep.ts";
import { run, temporaryFolder } from "../servers/process.ts";

/**
 * What is emitted under services/ are programs of their own, with their own lock files and tests. Here their tests run as the customer's
 * would: a copy, `npm ci`, `npm test`. Needs npm and its registry, or what its cache has.
 */
const test = suite("the emitted services");
const source = join(root, "templates/services");
const services = readdirSync(source, { withFileTypes: true }).filter((entry) => entry.isDirectory() && existsSync(join(source, entry.name, "package-lock.json"))).map(({ name }) => name).sort();
const copy = temporaryFolder("services");
cpSync(source, copy, { recursive: true });

/** npm's own settings and cache are those of the machine: how it reaches packages is its affair. */
const npm = (folder: string, ...args: readonly string[]) => run("npm", args, { cwd: folder, env: { HOME: homedir(), ...npmSettings() }, timeout: 540_000 });
const npmSettings = (): Record<string, string> => Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => /^npm_config_/i.test(entry[0]) && entry[1] !== undefined));

/** Installs what can be had; undefined, or why not. */
function install(service: string): string | undefined {
  const { code, stderr } = npm(join(copy, service), "ci", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=1", "--fetch-timeout=20000");
  return code === 0 ? undefined : `npm ci in services/${service}: ${stderr.split("\n").filter((line) => line.startsWith("npm error")).slice(0, 2).join(" ")}`;
}
const fault = spawnSync("npm", ["--version"]).status === 0 ? services.map(install).find((reason) => reason !== undefined) : "npm is not on PATH";

for (const service of services) {
  const title = `the tests of services/${service} pass`;
  if (fault !== undefined && process.env["CI"] !== "true") {
    test.skip(title);
    console.log(skipLine(title, fault));
    continue;
  }
  test(title, () => {
    assert.is(fault, undefined);
    const { code, stdout, stderr } = npm(join(copy, service), "test");
    assert.is(code, 0, `${stdout}\n${stderr}`.split("\n").filter((line) => !/^ok |^# Subtest/.test(line)).slice(-60).join("\n"));
    assert.match(stdout, /^# pass [1-9]\d*$/m);
    assert.match(stdout, /^# skipped 0$/m);
  });
}

test("there are services to test", () => assert.ok(services.length >= 2));

test.run();
