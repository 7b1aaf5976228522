import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startApiServer, type ApiServer } from "./apiserver.ts";
import type { Verdict } from "./kube-api.ts";
import { deep } from "./deep.ts";
import { run } from "./process.ts";
import { pathOf, type ProgramName } from "./programs.ts";

const test = suite("a real Kubernetes API server");
const needs: readonly ProgramName[] = ["kube-apiserver", "kubectl", "etcd", "crds"];
const fixtures = fileURLToPath(new URL("fixtures/manifests/", import.meta.url));
const lab = { apiVersion: "v1", kind: "Namespace", metadata: { name: "lab" } };

let server: ApiServer | undefined;
const started = async (): Promise<ApiServer> => {
  if (server === undefined) {
    server = await startApiServer();
    await server.apply([lab]);
  }
  return server;
};
test.after(async () => await server?.stop());

interface Case {
  readonly file: string;
  /** kubectl's words when the case was recorded; empty when it accepted. */
  readonly words: string;
}

/** `answers.txt`: for each file what `kubectl apply --server-side --dry-run=server --validate=strict` said. */
const cases: readonly Case[] = readFileSync(join(fixtures, "answers.txt"), "utf8")
  .split(/^== /m)
  .slice(1)
  .map((section) => {
    const [name = "", ...lines] = section.split("\n");
    const folder = readdirSync(join(fixtures, "accepted")).includes(name) ? "accepted" : "refused";
    return { file: join(fixtures, folder, name), words: lines.some((line) => line.trim() === "rc=1") ? lines.join("\n") : "" };
  });

const text = (verdict: Verdict): string => `${verdict.object}: ${verdict.messages.join("; ")}`;

deep(test, "it accepts and refuses the recorded manifests, with the recorded words", needs, async () => {
  const { dryRun } = await started();
  assert.is(cases.length, 28);
  for (const { file, words } of cases) {
    const refused = (await dryRun(readFileSync(file, "utf8"))).filter((verdict) => !verdict.accepted);
    if (words === "") assert.equal(refused.map(text), [], file);
    else assert.ok(refused.length > 0, `${file} was accepted`);
    for (const message of refused.flatMap((verdict) => verdict.messages)) assert.ok(words.includes(message), `${file}\n  now: ${message}\n  recorded: ${words}`);
  }
});

deep(test, "kubectl comes to the same verdicts", needs, async () => {
  const { kubeconfig } = await started();
  for (const { file, words } of cases) {
    const { code, stderr } = run(pathOf("kubectl"), ["apply", "--server-side", "--dry-run=server", "--validate=strict", "-f", file], { env: { KUBECONFIG: kubeconfig } });
    assert.is(code === 0, words === "", `${file}: ${stderr}`);
  }
});

deep(test, "it knows FluxInstance by our own record, and refuses what the record does not name", needs, async () => {
  const { dryRun } = await started();
  const instance = (spec: unknown): unknown => ({ apiVersion: "fluxcd.controlplane.io/v1", kind: "FluxInstance", metadata: { name: "flux", namespace: "lab" }, spec });
  const distribution = { version: "2.9.x", registry: "ghcr.io/fluxcd" };
  const verdicts = await dryRun([instance({ distribution }), instance({ distribution, replicas: 2 }), instance({ distribution, cluster: { size: "huge" } })]);
  assert.equal(verdicts.map((verdict) => verdict.accepted), [true, false, false]);
});

deep(test, "Namespaces are stored, so that what lies in them can be judged in the same call", needs, async () => {
  const { dryRun } = await started();
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", namespace: "made-here" } };
  const verdicts = await dryRun([object, { apiVersion: "v1", kind: "Namespace", metadata: { name: "made-here" } }]);
  assert.equal(verdicts.map((verdict) => verdict.accepted), [true, true], verdicts.map(text).join("\n"));
});

deep(test, "an update of what is stored shows what can never change", needs, async () => {
  const { apply, dryRun } = await started();
  const claim = (storageClassName: string): unknown => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "fixed", namespace: "lab" },
    spec: { accessModes: ["ReadWriteOnce"], storageClassName, resources: { requests: { storage: "1Gi" } } },
  });
  assert.ok((await apply([claim("slow")]))[0]?.accepted);
  const [verdict] = await dryRun([claim("fast")]);
  assert.is(verdict?.accepted, false);
  assert.match(verdict?.messages.join() ?? "", "immutable");
});

deep(test, "a pod that the Namespace's security level refuses is accepted in a Deployment, with a warning", needs, async () => {
  const { dryRun } = await started();
  const restricted = { apiVersion: "v1", kind: "Namespace", metadata: { name: "restricted", labels: { "pod-security.kubernetes.io/warn": "restricted" } } };
  const template = { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "web", image: "example.test/web:1" }] } };
  const [, verdict] = await dryRun([restricted, { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web", namespace: "restricted" }, spec: { selector: { matchLabels: { app: "web" } }, template } }]);
  assert.ok(verdict?.accepted);
  assert.match(verdict?.warnings.join() ?? "", "PodSecurity");
});

test.run();
