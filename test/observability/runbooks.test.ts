import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { blocks, runbooks, shell, temporalCommands } from "./runbooks.ts";
import { alertNames, alerts, folders } from "./rules.ts";

const test = suite("The runbooks");

const pages = runbooks.filter(({ name }) => name !== "README");
const index = runbooks.find(({ name }) => name === "README")?.text ?? "";
const provided = ["CLUSTER", "SERVER_NAMESPACE", "DATABASE_NAMESPACE", "POSTGRES_CLUSTER", "MONITORING_NAMESPACE"];

test("every alert has a page of its name, and every page an alert", () => {
  assert.equal(pages.map(({ name }) => name), alertNames);
});

test("each page begins with its name and the names of the cluster, and has the same four parts", () => {
  for (const { name, text } of pages) {
    assert.equal(text.split("\n").slice(0, 4), [`# ${name}`, "", "Load the names of the cluster first, in the folder of `platform.yaml`: `. clusters/<cluster>/cluster.env`", ""], name);
    assert.equal([...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title), ["Meaning", "Impact", "Diagnosis", "Mitigation"], name);
    assert.ok(text.endsWith("\n") && !text.endsWith("\n\n"), name);
  }
});

test("the index lists every alert with its severities, in order", () => {
  const rows = alertNames.map((name) => `| [${name}](${name}.md) | ${[...new Set(alerts.filter(({ alert }) => alert === name).map(({ labels = {} }) => labels["severity"]))].sort().join(", ")} |`);
  assert.equal([...index.matchAll(/^\| \[.*$/gm)].map(([row]) => row), rows);
});

test("links lead to pages that are emitted", () => {
  for (const { name, text } of runbooks) {
    for (const [, target = ""] of text.matchAll(/\]\(([^)]+)\)/g)) assert.ok([target, `${target}.hbs`].some((file) => existsSync(join(folders.runbooks, file))), `${name}: ${target}`);
  }
});

test("commands use names that cluster.env gives, or that the page sets itself", () => {
  for (const { name, text } of runbooks) {
    const set = new Set([...provided, ...[...text.matchAll(/^([A-Z_]+)=/gm)].map(([, variable = ""]) => variable)]);
    for (const body of shell(text)) {
      for (const [, variable = ""] of body.matchAll(/\$\{?([A-Za-z_]+)/g)) assert.ok(set.has(variable), `${name}: $${variable}`);
    }
  }
});

test("what is to be copied is shell that bash can read", () => {
  for (const { name, text } of runbooks) {
    for (const body of shell(text)) {
      try {
        execFileSync("bash", ["-n"], { input: body, stdio: ["pipe", "ignore", "pipe"] });
      } catch (error) {
        assert.unreachable(`${name}: ${body}\n${String((error as { stderr?: unknown }).stderr)}`);
      }
    }
  }
});

test("every kubectl command names its namespace, unless it concerns the whole cluster", () => {
  const whole = /^kubectl (config|cnpg|uncordon|(get|describe) (nodes|clusterissuers|storageclasses|clustersecretstores\.external-secrets\.io)|get \S+ -A)/;
  for (const { name, text } of runbooks) {
    for (const line of shell(text).flatMap((body) => body.match(/kubectl [^|)\n]*/g) ?? [])) {
      assert.ok(whole.test(line) || /^kubectl -n ("\$[A-Z_]+"|flux-system) /.test(line), `${name}: ${line}`);
    }
  }
});

test("kinds that several projects have are named with their group", () => {
  for (const { name, text } of runbooks) assert.not.match(shell(text).join("\n"), /(get|describe|logs|delete) (clusters?|backups?|scheduledbackups?|databases?)(?![.\w])/, name);
});

test("Temporal's tools run in the pod that has them, and the one that is gone is not used", () => {
  for (const { name, text } of runbooks) {
    assert.not.match(text, /\btctl\b/, name);
    for (const body of blocks(text, "sh")) {
      for (const line of body.split("\n")) if (/\b(temporal|tdbg) (operator|workflow|task-queue|shard|membership|history-host)\b/.test(line)) assert.match(line, /^kubectl -n "\$SERVER_NAMESPACE" exec deploy\/temporal-admintools -- (temporal|tdbg) /, name);
    }
  }
  assert.ok(runbooks.flatMap(({ text }) => temporalCommands(text)).length > 20);
});

test.run();
