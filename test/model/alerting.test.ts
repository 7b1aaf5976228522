import { suite } from "uvu";
import * as assert from "uvu/assert";
import { builtByFlux, emit, find, type Manifest } from "../deep/emitted.ts";
import { askAlertmanager, type AlertQuestion } from "../servers/alertmanager.ts";
import { startApiServer } from "../servers/apiserver.ts";
import { deep } from "../servers/deep.ts";

const test = suite("who hears of alerts, and when nobody does");

const everything = `
alerts:
  critical:
    pagerduty: {}
    slack: { channel: "#temporal-critical" }
    email: { to: oncall@example.com, from: alerts@example.com, server: smtp.example.com:587, credentials: smtp }
    teams: {}
    webhook: { url: "https://alerts.example/temporal", credentials: hook }
  warning:
    slack: { channel: "#temporal" }
  thresholds: { workflowFailures: 25%, shardsWarning: 60% }
`;
const windows = "    maintenance:\n      - { days: [sunday], from: \"00:30\", to: \"04:00\", timeZone: Europe/Amsterdam }\n      - { days: [friday, saturday], from: \"23:00\", to: \"01:00\", timeZone: America/New_York }\n";
const homelab = (change: (text: string) => string) => emit("homelab", change);
const withAlerts = (more: string, window = "") => homelab((text) => `${text.replace("  um890:\n", `  um890:\n${window}`)}\n${more}`);

const generated = withAlerts(everything, windows);
const cluster = generated.model.clusters[0]!;
let built: Map<string, Manifest[]> | undefined;
const steps = (): Map<string, Manifest[]> => (built ??= builtByFlux(generated, cluster));
const config = (): Manifest => find(steps(), "AlertmanagerConfig", "temporal-platform");
const secrets = cluster.alerting!.required.map(({ name, namespace, keys }) => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name, namespace },
  stringData: Object.fromEntries(keys.map((key) => [key, key === "url" ? "https://hooks.example/secret" : "secret"])),
}));
const ask = (questions: readonly AlertQuestion[], strategy: "None" | "OnNamespace" | "OnNamespaceExceptForAlertmanagerNamespace" = "None") =>
  askAlertmanager({ config: config(), secrets, strategy, namespace: "monitoring", questions });
const alert = (alertname: string, severity: string, more: Readonly<Record<string, string>> = {}) => ({ platform: "temporal", alertname, severity, namespace: "temporal-system", ...more });

test("without receivers nothing is routed, and no file is written", () => {
  const plain = homelab((text) => text);
  assert.is(plain.model.clusters[0]!.alerting, null);
  assert.not.ok([...plain.tree.keys()].some((path) => path.endsWith("alertmanager.yaml")));
});

test("each Secret is asked for once, in the namespace of Alertmanager; a mail or a webhook without credentials asks for none", () => {
  assert.equal(cluster.alerting!.required.map(({ namespace, name, keys }) => `${namespace}/${name} ${keys.join(" ")}`), [
    "monitoring/temporal-pagerduty routing-key",
    "monitoring/temporal-slack url",
    "monitoring/smtp password",
    "monitoring/temporal-teams url",
    "monitoring/hook token",
  ]);
  const open = withAlerts("alerts:\n  info:\n    email: { to: a@example.com, server: smtp.example.com:25 }\n    webhook: { url: \"https://alerts.example\" }\n");
  assert.equal(open.model.clusters[0]!.alerting!.required, []);
});

test("secrets by SOPS include those of the receivers", () => {
  assert.ok(cluster.secrets!.lines.includes("monitoring/temporal-pagerduty routing-key"));
});

test("thresholds of the answers replace the defaults and say so", () => {
  const threshold = (name: string) => cluster.observability.expectations.find(({ record, labels }) => record.endsWith(":threshold") && labels["name"] === name);
  assert.is(threshold("workflow_failure_ratio")?.expression, "vector(0.25)");
  assert.match(threshold("workflow_failure_ratio")?.because ?? "", "alerts.thresholds.workflowFailures");
  assert.is(threshold("shard_utilization_warning")?.expression, "vector(0.6)");
  assert.is(threshold("workflow_timeout_ratio")?.expression, "vector(0.05)");
});

test("a mail without a server, and a time zone that does not exist, are refused at their line", () => {
  assert.throws(() => withAlerts("alerts:\n  info:\n    email: { to: a@example.com }\n"), /alerts\/mail-server/);
  assert.throws(() => withAlerts("alerts:\n  info:\n    slack: { channel: \"#x\" }\n", windows.replace("Europe/Amsterdam", "Europe/Utopia")), /alerts\/time-zone/);
});

test("no dashboards when they are not wanted", () => {
  const without = homelab((text) => text.replace("  um890:\n", "  um890:\n    observability: { dashboards: false }\n"));
  assert.not.ok([...without.tree.keys()].some((path) => path.includes("dashboards")));
  assert.not.match(without.tree.get("clusters/um890/observability/base/kustomization.yaml")?.text ?? "", "dashboards");
});

deep(test, "a real API server takes routes, rules, monitors and dashboards in a strict dry run, each in its namespace", ["flux-build", "kube-apiserver", "etcd", "crds"], async () => {
  const manifests = steps().get("temporal-observability") ?? [];
  const places = new Map(manifests.map(({ kind, metadata }) => [kind, metadata.namespace]));
  assert.equal(Object.fromEntries(places), { AlertmanagerConfig: "monitoring", ConfigMap: "temporal-system", PrometheusRule: "temporal-system", ServiceMonitor: "temporal-system" });
  const server = await startApiServer();
  try {
    const namespaces = ["monitoring", "temporal-system"].map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } }));
    const verdicts = await server.dryRun([...namespaces, ...manifests]);
    assert.is(verdicts.length, manifests.length + 2);
    assert.equal(verdicts.filter(({ accepted }) => !accepted).map(({ object, messages }) => `${object}: ${messages.join("; ")}`), []);
  } finally {
    await server.stop();
  }
});

deep(test, "operator and Alertmanager take the configuration, and each severity reaches its receivers only", ["flux-build", "alertmanager-ask"], () => {
  const { config: made, answers } = ask([
    { labels: alert("TemporalComponentDown", "critical") },
    { labels: alert("TemporalReplicasDegraded", "warning") },
    { labels: alert("DeploymentChanged", "info") },
    { labels: { alertname: "KubePodCrashLooping", severity: "critical", namespace: "shop" } },
  ]);
  assert.equal(answers.map(({ receivers }) => receivers), [
    ["monitoring/temporal-platform/critical"],
    ["monitoring/temporal-platform/warning"],
    // Nobody was named for info, and what is not this platform's goes its own way.
    ["monitoring/temporal-platform/nobody"],
    ["null"],
  ]);
  for (const word of ["pagerduty_configs", "slack_configs", "email_configs", "msteamsv2_configs", "webhook_configs", "#temporal-critical", "smtp.example.com:587", "Bearer", "[um890]"]) assert.ok(made.includes(word), word);
});

deep(test, "what people read names the cluster, the trouble, how many there are, and the runbook", ["flux-build", "alertmanager-ask"], () => {
  const [slack] = cluster.alerting!.receivers[0]!.slack!.configs as readonly { title: string; titleLink: string; text: string; color: string }[];
  const written = (alertname: string) => ({ labels: alert(alertname, "critical"), annotations: { summary: `${alertname} happens`, description: `${alertname} hurts.`, runbook_url: `https://git.example/${alertname}.md` } });
  const ask = (questions: readonly AlertQuestion[]) => askAlertmanager({ config: config(), secrets, strategy: "None", namespace: "monitoring", questions, texts: [slack!.title, slack!.titleLink, slack!.text, slack!.color] }).texts;
  assert.equal(ask([written("A")]), ["FIRING [um890] A happens", "https://git.example/A.md", "A hurts.\nhttps://git.example/A.md\n", "danger"]);
  assert.equal(ask([written("A"), written("B"), written("C")]), ["FIRING [um890] A happens (and 2 more)", "https://git.example/A.md", "A hurts.\nhttps://git.example/A.md\nB hurts.\nhttps://git.example/B.md\nC hurts.\nhttps://git.example/C.md\n", "danger"]);
});

deep(test, "alerts of every namespace are heard where the Alertmanager adds no namespace, and, since it lies beside Alertmanager, where it makes an exception for its own", ["flux-build", "alertmanager-ask"], () => {
  const question = [{ labels: alert("CertificateExpiring", "warning", { namespace: "temporal-db" }) }];
  for (const strategy of ["None", "OnNamespaceExceptForAlertmanagerNamespace"] as const) assert.is(ask(question, strategy).answers[0]?.receivers[0], "monitoring/temporal-platform/warning", strategy);
  // The default of the operator: what docs/operations/alerts.md warns of.
  assert.is(ask(question, "OnNamespace").answers[0]?.receivers[0], "null");
});

deep(test, "maintenance windows mute in their own time zone, in winter and in summer, over midnight, and not an hour before or after", ["flux-build", "alertmanager-ask"], () => {
  const times: readonly (readonly [at: string, muted: boolean])[] = [
    // Sunday 00:30 to 04:00 in Amsterdam: UTC+1 in January, UTC+2 in July.
    ["2027-01-10T00:29:00+01:00", false],
    ["2027-01-10T00:31:00+01:00", true],
    ["2027-01-10T03:59:00+01:00", true],
    ["2027-01-10T04:01:00+01:00", false],
    ["2027-07-11T00:29:00+02:00", false],
    ["2027-07-11T00:31:00+02:00", true],
    ["2027-07-11T03:59:00+02:00", true],
    ["2027-07-11T04:01:00+02:00", false],
    // Monday is no Sunday.
    ["2027-07-12T02:00:00+02:00", false],
    // Late in March, before and after the change of 28 March 2027: never too little.
    ["2027-03-14T01:00:00+01:00", true],
    ["2027-03-28T00:45:00+01:00", true],
    ["2027-10-31T00:45:00+02:00", true],
    // Friday and Saturday 23:00 to 01:00 in New York.
    ["2027-01-08T22:59:00-05:00", false],
    ["2027-01-08T23:30:00-05:00", true],
    ["2027-01-09T00:30:00-05:00", true],
    ["2027-01-09T01:30:00-05:00", false],
    ["2027-07-10T23:30:00-04:00", true],
    ["2027-07-11T00:59:00-04:00", true],
    ["2027-07-11T01:01:00-04:00", false],
    ["2027-07-07T23:30:00-04:00", false],
  ];
  const { answers } = ask(times.map(([at]) => ({ labels: alert("TemporalComponentDown", "critical"), at })));
  assert.equal(times.map(([at], index) => `${at} ${answers[index]?.muted}`), times.map(([at, muted]) => `${at} ${muted}`));
});

deep(test, "the worse silences the lesser of the same kind, and causes silence what follows from them, but never themselves", ["flux-build", "alertmanager-ask"], () => {
  const cases: readonly (readonly [labels: Readonly<Record<string, string>>, firing: Readonly<Record<string, string>>, inhibited: boolean])[] = [
    [alert("PostgresVolumeFillingUp", "warning", { component: "postgres", persistentvolumeclaim: "a" }), alert("PostgresVolumeFillingUp", "critical", { component: "postgres", persistentvolumeclaim: "a" }), true],
    [alert("PostgresVolumeFillingUp", "warning", { component: "postgres", persistentvolumeclaim: "b" }), alert("PostgresVolumeFillingUp", "critical", { component: "postgres", persistentvolumeclaim: "a" }), false],
    [alert("TemporalComponentDown", "warning", { component: "web" }), alert("TemporalComponentDown", "critical", { component: "history" }), false],
    [alert("TemporalShardsUnowned", "critical"), alert("TemporalComponentDown", "critical", { component: "history" }), true],
    [alert("TemporalShardsUnowned", "critical"), alert("TemporalComponentDown", "warning", { component: "web" }), false],
    [alert("TemporalPersistenceErrors", "critical"), alert("PostgresOffline", "critical", { namespace: "temporal-db" }), true],
    [alert("TemporalPersistenceErrors", "critical"), alert("TemporalDatabaseUnreachable", "critical"), true],
    [alert("TemporalDatabaseUnreachable", "critical"), alert("PostgresOffline", "critical"), false],
    [alert("PostgresOffline", "critical"), alert("TemporalDatabaseUnreachable", "critical"), false],
    [alert("PostgresBackupTooOld", "critical"), alert("PostgresOffline", "critical"), false],
    [alert("ExternalSecretNotReady", "warning"), { platform: "temporal", alertname: "SecretStoreNotReady", severity: "critical" }, true],
    [{ alertname: "TemporalPersistenceErrors", severity: "critical" }, alert("PostgresOffline", "critical"), false],
  ];
  const { answers } = ask(cases.map(([labels, firing]) => ({ labels, firing: [firing] })));
  assert.equal(cases.map(([{ alertname }], index) => `${index} ${alertname} ${answers[index]?.inhibited}`), cases.map(([{ alertname }, , inhibited], index) => `${index} ${alertname} ${inhibited}`));
});

test.run();
