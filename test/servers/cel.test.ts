import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inspect, verify } from "../../generators/verify/index.ts";
import { startApiServer, type ApiServer } from "./apiserver.ts";
import { changes, corpus, objectsOf } from "./cel-corpus.ts";
import { deep } from "./deep.ts";
import type { ProgramName } from "./programs.ts";

const test = suite("rules in CEL, beside a real API server");
const needs: readonly ProgramName[] = ["kube-apiserver", "etcd", "crds"];

let server: ApiServer | undefined;
const started = async (): Promise<ApiServer> => {
  if (server === undefined) {
    server = await startApiServer();
    await server.apply([{ apiVersion: "v1", kind: "Namespace", metadata: { name: "lab" } }]);
  }
  return server;
};
test.after(async () => await server?.stop());

const RULES = ["verify/broken-rule", "verify/transition"];
/** Whatever one of these says, a server says too. */
const SCHEMA = ["verify/unknown-field", "verify/missing-field", "verify/wrong-value", "verify/duplicate-item"];

/** The places at which our verification sees a rule broken, or a fault of the schema. */
async function ours(object: unknown): Promise<string[]> {
  const findings = await verify(new Map([["object.yaml", { text: JSON.stringify(object, null, 2) }]]), { existing: [] });
  return [...new Set(findings.filter(({ code }) => RULES.includes(code) || SCHEMA.includes(code)).map(({ path = "" }) => path))].sort();
}

/** The places that a server names, as it writes them: `spec.rules[0].matches[0].path: Invalid value: …`. */
const placesOf = (messages: readonly string[]): string[] => [...new Set(messages.map((message) => /^([^\s:]*): /.exec(message)?.[1] ?? message).map((place) => (place === "<nil>" ? "" : place)))].sort();

deep(test, "every object of the corpus is accepted or refused by both, at the same places", needs, async () => {
  const { dryRun } = await started();
  const objects = corpus.flatMap(objectsOf);
  const verdicts = await dryRun(objects);
  const differences: string[] = [];
  let refused = 0;
  for (const [at, object] of objects.entries()) {
    const verdict = verdicts[at];
    const theirs = verdict?.accepted === true ? [] : placesOf(verdict?.messages ?? []);
    const mine = await ours(object);
    refused += theirs.length > 0 ? 1 : 0;
    if (JSON.stringify(mine) !== JSON.stringify(theirs)) differences.push(`${object.metadata.name} ${JSON.stringify(object.spec)}\n  server: ${JSON.stringify(verdict?.messages)}\n  here:   ${mine.join(", ")}`);
  }
  assert.equal(differences, []);
  assert.ok(objects.length >= 80 && refused >= 40, `${objects.length} objects, ${refused} refused`);
});

deep(test, "every change of the corpus is accepted or refused by both", needs, async () => {
  const { apply, dryRun } = await started();
  const named = (object: Readonly<Record<string, unknown>>, at: number) => ({ ...object, metadata: { ...(object["metadata"] as object), name: `change-${at}` } });
  const stored = await apply(changes.map(({ before }, at) => named(before, at)));
  assert.equal(stored.filter(({ accepted }) => !accepted), []);
  const verdicts = await dryRun(changes.map(({ after }, at) => named(after, at)));
  const tree = (object: unknown) => new Map([["object.yaml", { text: JSON.stringify(object, null, 2) }]]);
  const differences: string[] = [];
  for (const [at, { before, after }] of changes.entries()) {
    const { findings } = await inspect(tree(named(after, at)), { existing: [] }, undefined, { before: tree(named(before, at)) });
    const refusals = findings.filter(({ code }) => code === "verify/transition");
    if ((refusals.length === 0) !== (verdicts[at]?.accepted ?? false)) differences.push(`${JSON.stringify(before)}\n→ ${JSON.stringify(after)}\n  server: ${JSON.stringify(verdicts[at]?.messages)}\n  here: ${refusals.map(({ reason }) => reason).join(" ")}`);
  }
  assert.equal(differences, []);
  assert.ok(verdicts.filter(({ accepted }) => !accepted).length >= 15);
});

test.run();
