import { suite } from "uvu";
import * as assert from "uvu/assert";
import { generate } from "../../generators/cli/generate.ts";
import { isError } from "../../generators/finding.ts";

const test = suite("answers that fit each rule and not each other");

const GUID = "11111111-1111-1111-1111-111111111111";

/** A small cluster with workers, whose other answers a case says. Extra clusters come behind it. */
const refused = (answers: string, clusters = ""): string[] => {
  const text = `apiVersion: temporal-platform/v1
customer: { name: acme }
repository: { url: https://git.example/acme/platform }
defaults:
  tier: small
  cloud: on-premises
  temporal: { namespaces: { main: {} } }
  exposure: { ui: { host: temporal.example, gateway: { name: public, kubernetesNamespace: gateways } } }
clusters:
  a:
    environment: test
${answers.replace(/^/gm, "    ")}
${clusters}`;
  const { findings } = generate(text, "platform.yaml");
  for (const { line, remedy } of findings) assert.ok(line !== undefined && remedy !== "", text);
  return findings.filter(isError).map(({ code, path }) => `${code} ${path}`);
};
const SECRETS = "secrets: { sops: age }";
const WORKER = "workers: { one: { taskQueues: [main], image: registry.example/one } }";
const DELIVERY = "delivery: { builder: argo, registries: [registry.example/acme] }";
const BUILT = `${SECRETS}\n${WORKER}\n${DELIVERY}`;

const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  ["the server where cert-manager runs", "kubernetesNamespace: cert-manager", ["answers/contradiction clusters.a.kubernetesNamespaces.server"]],
  ["the server in a Kubernetes namespace of the cluster", "kubernetesNamespace: kube-system", ["answers/contradiction clusters.a.kubernetesNamespaces.server"]],
  ["workers beside the server", `${WORKER}\nkubernetesNamespaces: { server: one, workers: one }`, ["answers/contradiction clusters.a.kubernetesNamespaces.workers"]],
  ["workers where the delivery is when nothing is said", `${BUILT}\nkubernetesNamespaces: { workers: temporal-delivery }`, ["answers/contradiction clusters.a.kubernetesNamespaces"]],
  ["workers where images are built", `${BUILT}\nkubernetesNamespaces: { workers: temporal-builds }`, ["answers/contradiction clusters.a.kubernetesNamespaces"]],
  ["a delivery whose builds would have too long a name", `${BUILT}\nkubernetesNamespaces: { delivery: ${"d".repeat(60)} }`, ["answers/bad-name clusters.a.kubernetesNamespaces.delivery"]],
  ["server and database in one Kubernetes namespace", "kubernetesNamespace: both", []],
  ["an operator that this cluster does not use has its usual one to give", "kubernetesNamespace: keda", []],
  ["a worker's pull secret that nothing brings", "workers: { one: { taskQueues: [main], image: registry.example/one, pullSecret: pull } }", ["answers/secret-without-source clusters.a.workers.one.pullSecret"]],
  ["a Secret of the customer with the name of one that a certificate makes", `${SECRETS}\ndatabase: { backup: { to: "s3://b/a", credentials: temporal-internode } }`, ["answers/taken-name clusters.a.secrets"]],
  ["one name for a login to a registry and for a worker's variables", `${SECRETS}\nworkers: { one: { taskQueues: [main], image: registry.example/one, pullSecret: worker-one, secrets: { KEY: "place#key" } } }`, ["answers/taken-name clusters.a.secrets"]],
  ["signing keys over plain HTTP, with payloads to decrypt", `${SECRETS}\nidentity: { keycloak: { url: "http://sso.example/realms/acme" } }\nencryption: { local: {} }\ndelivery: { registries: [registry.example/acme] }`, ["answers/contradiction clusters.a.identity.keycloak.url"]],
  ["a place in Key Vault that could be none", `cloud: azure\nazure: { tenant: ${GUID}, identities: { secrets: ${GUID} } }\nsecrets: { azure-key-vault: { vault: kv-acme } }\nworkers: { one: { taskQueues: [main], image: registry.example/one, secrets: { KEY: "secret/data/acme#key" } } }`, ["answers/bad-format clusters.a.workers.one.secrets.KEY"]],
];

for (const [what, answers, expected] of CASES) {
  test(`${what} is ${expected.length > 0 ? "refused" : "taken"}`, () => assert.equal(refused(answers), expected));
}

test("one starter in two languages is refused, and not when one of them has its code elsewhere", () => {
  const first = "workers: { one: { language: python, taskQueues: [main], image: registry.example/one } }";
  const second = (more: string) => `  b:\n    environment: other\n    workers: { one: { language: typescript, taskQueues: [main], image: registry.example/one${more} } }\n`;
  assert.equal(refused(first, second("")), ["answers/contradiction clusters.b.workers.one.language"]);
  assert.equal(refused(first, second(", source: { context: one }")), []);
});

test("Secrets of one name are one Secret with the keys of all", () => {
  const { generated } = generate(
    `apiVersion: temporal-platform/v1
customer: { name: acme }
repository: { url: https://git.example/acme/platform }
clusters:
  a:
    environment: test
    tier: small
    cloud: on-premises
    secrets: { sops: age }
    alerts: { critical: { pagerduty: { credentials: alerts }, slack: { channel: "#a", credentials: alerts } }, warning: { slack: { channel: "#b", credentials: alerts } } }
`,
    "platform.yaml",
  );
  assert.is(generated?.model.clusters[0]?.secrets?.lines, "monitoring/alerts routing-key url");
});

test.run();
