import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deep } from "../servers/deep.ts";
import { run } from "../servers/process.ts";
import { pathOf } from "../servers/programs.ts";
import { repositories } from "./emitted.ts";
import { runScript, type Answer, type Ran } from "./fakes.ts";

/** No cluster is here: kubectl, temporal and curl pretend, with answers in the form of the real ones. */
const test = suite("scripts/acceptance.sh");

const [homelab] = repositories;
const SCRIPT = "scripts/acceptance.sh";
if (homelab === undefined) throw new Error("the homelab is emitted");
const files = new Map(["clusters/um890/cluster.env", "clusters/um890/acceptance.env", SCRIPT].map((path) => [path, homelab.files.get(path) ?? ""]));
/** What a cluster with certificates, tokens and encryption has besides. */
const ENTERPRISE = "TLS_SERVER_NAME='temporal-frontend.temporal.svc'\nCLIENT_ISSUER='temporal-clients'\nMUTUAL=yes\nIDENTITY='entra-id'\nENCRYPTION=yes\nCODEC_URL='https://codec.example'\n";
const enterprise = new Map(files).set("clusters/um890/acceptance.env", `${files.get("clusters/um890/acceptance.env") ?? ""}${ENTERPRISE}`);

const json = (value: unknown): string => JSON.stringify(value);
const ready = (name: string, status = "True") => ({ metadata: { name, namespace: "temporal-system" }, status: { conditions: [{ type: "Ready", status }] } });
const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString().replace(/\.\d+Z$/, "Z");
const encoded = (encoding: string) => ({ metadata: { encoding: Buffer.from(encoding).toString("base64") }, data: "AAAA" });
const history = (input: unknown, more: object = {}) => json({ events: [{ eventId: "1", workflowExecutionStartedEventAttributes: { input: { payloads: [input] }, header: { fields: { trace: encoded("json/plain") } }, searchAttributes: { indexedFields: { Customer: encoded("json/plain") } }, ...more } }] });

/** A cluster in which all is well. */
const kubectl: readonly Answer[] = [
  { to: "temporal-server jsonpath", says: "./clusters/um890/server" },
  { to: "get kustomizations -o json", says: json({ items: [ready("temporal-server"), ready("temporal-configs"), ready("apps", "False")] }) },
  { to: "get helmreleases", says: json({ items: [{ metadata: { name: "temporal" }, spec: {} }] }) },
  { to: "get deployments", says: json({ items: [{ metadata: { name: "temporal-frontend" }, spec: { replicas: 2 }, status: { availableReplicas: 2 } }] }) },
  { to: "cluster health", says: "SERVING" },
  { to: "cluster describe", says: json({ historyShardCount: 128 }) },
  { to: "namespace list", says: json([{ namespaceInfo: { name: "home" } }]) },
  { to: "get certificates", says: json({ items: [ready("frontend")] }) },
  { to: "get externalsecrets", says: json({ items: [] }) },
  { to: "get clusters.postgresql", says: json({ status: { conditions: [{ type: "ContinuousArchiving", status: "True" }] } }) },
  { to: "get backups", says: json({ items: [{ spec: { cluster: { name: "temporal-postgres" } }, status: { phase: "completed", stoppedAt: hoursAgo(5) } }] }) },
  { to: "config current-context", says: "um890" },
  { to: "workflow list", says: json([{ execution: { workflowId: "w 1", runId: "r1" } }]) },
  { to: "workflow show", says: history(encoded("binary/encrypted")) },
  { to: "apply -f -" },
  { to: "wait --for=condition=Ready" },
  { to: "get secret temporal-acceptance", says: json({ data: { "tls.crt": "Yw==", "tls.key": "aw==", "ca.crt": "Y2E=" } }) },
  { to: "port-forward", says: "Forwarding from 127.0.0.1:4711 -> 7233\n", runs: true },
  { to: "delete certificates" },
];
const temporal: readonly Answer[] = [
  { to: "authorization=Bearer s3cret", says: "Total: 1" },
  { to: "--tls-cert-path", says: "Error: failed counting workflows: Request unauthorized.", fails: true },
  { to: "", says: "remote error: tls: certificate required", fails: true },
];
const curl: readonly Answer[] = [{ to: "/decode", says: "401" }];

const accept = (changed: readonly Answer[] = [], of = files, programs: Readonly<Record<string, readonly Answer[]>> = {}, environment: Readonly<Record<string, string>> = {}): Ran =>
  // A question for JSON is part of one for a JSON path, so that one is asked first.
  runScript(SCRIPT, ["um890"], of, { kubectl: [...[...changed, ...kubectl].filter(({ to }) => to.includes("jsonpath")), ...changed, ...kubectl], ...programs }, environment);
const record = (ran: Ran): string => [...ran.written("docs/acceptance/um890").values()].join();

test("compares a cluster with the repository, and keeps a record of what holds and what could not be checked", () => {
  const ran = accept();
  assert.is(ran.code, 3, ran.stderr);
  const text = record(ran);
  for (const row of ["| passed | history shards | 128, as asked for |", "| passed | every step is applied | 2 steps are ready |", "| passed | base backup | the last one is 5 hours old |", "| passed | Temporal namespace home | it exists |"]) assert.ok(text.includes(row), `${row}\n${text}`);
  assert.match(text, /- Result: \d+ passed, 0 failed, 3 not checked\n/);
  assert.match(text, /\| skipped \| access is denied \| neither certificates nor tokens are asked for/);
});

test("does nothing in another cluster than the one that is named", () => {
  const ran = accept([{ to: "temporal-server jsonpath", says: "./clusters/other/server" }]);
  assert.is(ran.code, 2);
  assert.match(ran.stderr, /does not talk to um890: Flux applies \.\/clusters\/other\/server/);
  assert.is(ran.calls.length, 1);
  assert.is(record(ran), "");
});

test("accepts nothing that is to be stopped", () => {
  const stopped = new Map(files).set("clusters/um890/acceptance.env", (files.get("clusters/um890/acceptance.env") ?? "").replace("'running'", "'stopped'"));
  const ran = accept([], stopped);
  assert.is(ran.code, 2);
  assert.is(ran.calls.length, 0);
});

for (const [what, changed, says] of [
  ["another number of shards", { to: "cluster describe", says: json({ historyShardCount: 4 }) }, "history shards: 4 are live, 128 are asked for"],
  ["a missing pod", { to: "get deployments", says: json({ items: [{ metadata: { name: "temporal-history" }, spec: { replicas: 3 }, status: { availableReplicas: 2 } }] }) }, "not all available: temporal-history 2 of 3"],
  ["a step that is not ready", { to: "get kustomizations -o json", says: json({ items: [ready("temporal-configs", "False")] }) }, "not ready: temporal-configs"],
  ["steps that are not there", { to: "get kustomizations -o json", says: json({ items: [] }) }, "not ready: there are none"],
  ["a missing Temporal namespace", { to: "namespace list", says: json([]) }, "Temporal namespace home: it does not exist"],
  ["a server that does not answer", { to: "cluster health", says: "unavailable", fails: true }, "the server serves: unavailable"],
  ["a certificate that is not ready", { to: "get certificates", says: json({ items: [ready("frontend", "False")] }) }, "not ready: temporal-system/frontend"],
  ["an old backup", { to: "get backups", says: json({ items: [{ spec: { cluster: { name: "temporal-postgres" } }, status: { phase: "completed", stoppedAt: hoursAgo(40) } }] }) }, "the last one is 40 hours old"],
  ["backups that all failed, or are another cluster's", { to: "get backups", says: json({ items: [{ spec: { cluster: { name: "temporal-postgres" } }, status: { phase: "failed", stoppedAt: hoursAgo(1) } }, { spec: { cluster: { name: "other" } }, status: { phase: "completed", stoppedAt: hoursAgo(1) } }] }) }, "none has completed yet"],
  ["a log that is not archived", { to: "get clusters.postgresql", says: json({ status: { conditions: [{ type: "ContinuousArchiving", status: "False", message: "no such bucket" }] } }) }, "ContinuousArchiving is False no such bucket"],
] as const) {
  test(`fails for ${what}, and says so in the record`, () => {
    const ran = accept([changed]);
    assert.is(ran.code, 1, ran.stderr);
    assert.ok(ran.stderr.includes(says), ran.stderr);
    assert.match(record(ran), /\| failed \|/);
  });
}

test("names a release that waits for its first image, and does not take it for a failure", () => {
  const ran = accept([{ to: "get helmreleases", says: json({ items: [{ metadata: { name: "spine" }, spec: { suspend: true } }] }) }]);
  assert.is(ran.code, 3, ran.stderr);
  assert.match(record(ran), /suspended, as before the first image: spine/);
});

test("passes a cluster that refuses strangers and holds no plain text, and takes its certificate away again", () => {
  const ran = accept([], enterprise, { temporal, curl }, { ACCEPTANCE_TOKEN: "s3cret" });
  const text = record(ran);
  assert.is(ran.code, 3, ran.stderr);
  // Without git in its reach only the commit cannot be compared.
  assert.match(text, /0 failed, 1 not checked/);
  for (const check of ["no plain text in home", "no certificate, no access", "no token, no access", "a forged token gives no access", "a good token gives access", "the codec server asks for a token"]) assert.ok(text.includes(`| passed | ${check} |`), `${check}\n${text}`);
  assert.ok(ran.calls.some((call) => call.includes("delete certificates.cert-manager.io/temporal-acceptance secret/temporal-acceptance")));
  assert.ok(!text.includes("s3cret"), "no token in the record");
});

for (const [what, shown] of [
  ["a readable input", history(encoded("json/plain"))],
  ["a readable memo", history(encoded("binary/encrypted"), { memo: { fields: { note: encoded("json/plain") } } })],
  ["a failure in plain text", history(encoded("binary/encrypted"), { failure: { message: "customer 4711 has no money", source: "TypeScriptSDK", stackTrace: "at f" } })],
] as const) {
  test(`finds ${what} among encrypted payloads`, () => {
    const ran = accept([{ to: "workflow show", says: shown }], enterprise, { temporal, curl });
    assert.is(ran.code, 1, ran.stderr);
    assert.match(record(ran), /\| failed \| no plain text in home \| readable: +1 (json\/plain|failure in plain text)\s+w 1/);
  });
}

test("does not call a namespace free of plain text in which nothing has run", () => {
  const ran = accept([{ to: "workflow list", says: "[\n]" }], enterprise, { temporal, curl });
  assert.match(record(ran), /\| skipped \| no plain text in home \| no payload to look at yet/);
});

test("a call that fails for another reason is no proof that access is denied", () => {
  const ran = accept([], enterprise, { temporal: [{ to: "", says: "context deadline exceeded", fails: true }], curl });
  assert.is(ran.code, 1);
  assert.match(record(ran), /\| failed \| no token, no access \| refused, but not for the expected reason: context deadline exceeded/);
});

test("a server that answers strangers fails", () => {
  const ran = accept([], enterprise, { temporal: [{ to: "", says: "Total: 3" }], curl: [{ to: "", says: "200" }] });
  assert.is(ran.code, 1);
  for (const check of ["no certificate, no access", "no token, no access", "a forged token gives no access", "the codec server asks for a token"]) assert.ok(record(ran).includes(`| failed | ${check} |`), check);
});

deep(test, "the scripts for people are clean shell", ["shellcheck"], () => {
  for (const script of ["acceptance.sh", "azure-prerequisites.sh", "secrets.sh"]) {
    const { code, stdout } = run(pathOf("shellcheck"), ["-s", "sh", new URL(`../../templates/scripts/${script}`, import.meta.url).pathname]);
    assert.is(code, 0, stdout);
  }
});

test.run();
