import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { root } from "../cli/run.ts";

/** SOPS only pretends here: it prints what it is to encrypt. */
const test = suite("scripts/secrets.sh");

const folder = mkdtempSync(join(tmpdir(), "ctp-secrets-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));
const secrets = join(folder, "clusters/a/secrets");
mkdirSync(secrets, { recursive: true });
mkdirSync(join(folder, "scripts"));
mkdirSync(join(folder, "bin"));
cpSync(join(root, "templates/scripts/secrets.sh"), join(folder, "scripts/secrets.sh"));
cpSync(join(root, "templates/clusters/{cluster}/secrets/kustomization.yaml"), join(secrets, "kustomization.yaml"));
writeFileSync(join(folder, "bin/sops"), '#!/bin/sh\nfor last; do :; done\ncat "$last"\n', { mode: 0o755 });
writeFileSync(join(folder, ".sops.yaml"), "creation_rules:\n");
writeFileSync(join(secrets, "required.env"), "SECRETS='temporal-codec/payload-key keys\ntemporal-workers/payload-key keys\ntemporal/login password'\n");

const script = (...args: string[]) => spawnSync("sh", [join(folder, "scripts/secrets.sh"), ...args], { env: { PATH: `${join(folder, "bin")}:${process.env["PATH"]}`, HOME: folder, keys: "a", password: "b" }, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
const marks = (): string[] => script("list", "a").stdout.trim().split("\n").map((line) => line.split(/ {2}/).slice(0, 2).join(" "));

test("Secrets of one name in two Kubernetes namespaces have a file each", () => {
  assert.equal(marks(), ["missing temporal-codec/payload-key", "missing temporal-workers/payload-key", "missing temporal/login"]);
  const { status, stderr } = script("create", "a");
  assert.is(status, 0, stderr);
  assert.match(readFileSync(join(secrets, "payload-key.sops.yaml"), "utf8"), "namespace: temporal-codec\n");
  assert.match(readFileSync(join(secrets, "payload-key.temporal-workers.sops.yaml"), "utf8"), "namespace: temporal-workers\n");
  assert.equal(marks(), ["present temporal-codec/payload-key", "present temporal-workers/payload-key", "present temporal/login"]);
  const listed = [...readFileSync(join(secrets, "kustomization.yaml"), "utf8").matchAll(/^ {2}- (.*)$/gm)].map(([, file]) => file ?? "");
  assert.equal([...listed].sort(), ["login.sops.yaml", "payload-key.sops.yaml", "payload-key.temporal-workers.sops.yaml"]);
});

test("one that is made again keeps its file", () => {
  assert.is(script("create", "a", "temporal-workers/payload-key").status, 0);
  assert.match(readFileSync(join(secrets, "payload-key.sops.yaml"), "utf8"), "namespace: temporal-codec\n");
  assert.not.ok(existsSync(join(secrets, "login.temporal.sops.yaml")));
});

test.run();
