/** What a team did to each of the two platforms in two years: every edit has a reason that somebody could have had. */
import { appendFileSync, chmodSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { EXAMPLES } from "./first-release.ts";

type Edit = (folder: string) => void;

const rewrite = (file: string, by: (text: string) => string): Edit => (folder) => {
  const before = readFileSync(join(folder, file), "utf8");
  const after = by(before);
  if (after === before) throw new Error(`nothing to change in ${file}`);
  writeFileSync(join(folder, file), after);
};
const change = (file: string, from: string | RegExp, to: string): Edit => rewrite(file, (text) => text.replace(from, to));
const append = (file: string, text: string): Edit => (folder) => appendFileSync(join(folder, file), text);
const add = (file: string, text: string): Edit => (folder) => {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
};
const remove = (file: string): Edit => (folder) => rmSync(join(folder, file));
const move = (from: string, to: string): Edit => (folder) => renameSync(join(folder, from), join(folder, to));
const mode = (file: string, bits: number): Edit => (folder) => chmodSync(join(folder, file), bits);
const link = (file: string, to: string): Edit => (folder) => symlinkSync(to, join(folder, file));

const um890 = "clusters/um890";
const dev = "clusters/dev-azure-eastus2";
const prod = "clusters/prod-azure-westeurope";

export const TWO_YEARS: Readonly<Record<(typeof EXAMPLES)[number], Readonly<Record<string, Edit>>>> = {
  homelab: {
    "a value that the new version leaves alone": change(`${um890}/server/helmrelease.yaml`, "timeout: 15m", "timeout: 25m"),
    "a value with its reason behind it": change(`${um890}/server/helmrelease.yaml`, "logLevel: info", "logLevel: warn # the disk of the log store is small"),
    "a comment above a key": change(`${um890}/server/helmrelease.yaml`, "      frontend:\n        replicaCount: 1\n", "      # One is enough: there is one node.\n      frontend:\n        replicaCount: 1\n"),
    "a key beside one that comes with the new version": change(`${um890}/server/helmrelease.yaml`, "      frontend:\n        replicaCount: 1\n", "      frontend:\n        replicaCount: 1\n        podAnnotations:\n          homelab/backup: skip\n"),
    "an entry of a list with keys": change(`${um890}/server/helmrelease.yaml`, "      additionalVolumes:\n", "      additionalVolumes:\n        - name: scratch\n          emptyDir: {}\n"),
    "keys in another order": change(`${um890}/server/helmrelease.yaml`, "  interval: 1h\n  timeout: 25m\n", "  timeout: 25m\n  interval: 1h\n"),
    "a value that the new version changes too": change(`${um890}/schema/schema-job.yaml`, "backoffLimit: 10", "backoffLimit: 20"),
    "the value that the new version takes too": change(`${um890}/configuration/namespaces-job.yaml`, "backoffLimit: 10", "backoffLimit: 100"),
    "quotes around a key's value": change(`${um890}/configs.yaml`, "interval: 1h", 'interval: "1h"'),
    "blank lines": change(`${um890}/configs.yaml`, "  decryption:", "\n  decryption:"),
    "a policy more": append(`${um890}/configs/network-policies.yaml`, "---\n# Guests of the house.\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: guests\n  namespace: temporal-system\nspec:\n  podSelector: {}\n  policyTypes:\n    - Ingress\n"),
    "a resource duplicated and changed": rewrite(`${um890}/server/load-balancer.yaml`, (text) => `${text}---\n${text.split("---\n").at(-1)?.replace("temporal-web-external", "temporal-web-guests").replace("port: 8080", "port: 8081")}`),
    "a file that the new version has elsewhere": change(`${um890}/server/ingress.yaml`, /^metadata:$/m, "metadata: # the ingress of the house"),
    "a file split in two": (folder) => {
      const path = join(folder, um890, "observability/expectations.yaml");
      add(`${um890}/observability/own-rules.yaml`, "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: own\n  namespace: temporal-system\nspec:\n  groups: []\n")(folder);
      writeFileSync(path, readFileSync(path, "utf8").replace("  name: temporal-platform-expectations\n", "  name: temporal-platform-expectations\n  annotations:\n    homelab/see: own-rules.yaml\n"));
    },
    "an entry in a list of files": change(`${um890}/observability/kustomization.yaml`, "  - expectations.yaml\n", "  - expectations.yaml\n  - own-rules.yaml\n"),
    "entries of a list in another order": change(`${um890}/kustomization.yaml`, "  - configs.yaml\n  - database.yaml\n", "  - database.yaml\n  - configs.yaml\n"),
    "an entry of our own at the end": append(`${um890}/kustomization.yaml`, "  - guests.yaml\n"),
    "a step of our own": add(`${um890}/guests.yaml`, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: guests\n  namespace: temporal-system\n"),
    "a document nobody read": remove("docs/runbooks/TemporalSqlPoolSaturated.md"),
    "a document that the new version changes, deleted": remove("docs/operations/state.md"),
    "a document renamed": move("docs/operations/update.md", "docs/operations/updates.md"),
    "a paragraph of our own": append("docs/operations/backup-restore.md", "\n## In this house\n\nThe restore was tried on 3 May; it took 20 minutes.\n"),
    "a word in a table": change("README.md", "helpers for people", "helpers for people in this house"),
    "a title": change("docs/architecture.md", /^# .*$/m, "# Architecture of the homelab"),
    "a line of a script": change("scripts/secrets.sh", "set -eu\n", "set -eu\numask 077\n"),
    "a script that is run with sh": mode("scripts/secrets.sh", 0o644),
    "line ends of another system": rewrite(`${um890}/server.yaml`, (text) => text.replaceAll("\n", "\r\n")),
    "what is ours from the beginning": rewrite("custom/um890/server/kustomization.yaml", (text) => text.replace("resources: []", "resources:\n  - grafana.yaml")),
    "a resource of our own": add("custom/um890/server/grafana.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: links\n  namespace: temporal-system\ndata:\n  grafana: https://grafana.homelab.local\n"),
    "a link": link("runbooks", "docs/runbooks"),
    "limits of an operator": change("infrastructure/barman-cloud/release.yaml", "memory: 256Mi", "memory: 512Mi"),
    "a key taken out": change("infrastructure/barman-cloud/release.yaml", "        cpu: 20m\n", ""),
    "a threshold commented out": change("observability/rules/postgres.yaml", /^( +)for: .*$/m, "$1# $&"),
    "a comment in the answers": append("platform.yaml", "# Ask Kim before the address changes.\n"),
  },
  "enterprise-azure": {
    "a label on a namespace that gets labels": change(`${dev}/operators/keda/namespace.yaml`, "  name: keda\n", "  name: keda\n  labels:\n    cost-centre: platform\n"),
    "an annotation beside a comment that changes": change(`${dev}/configs/namespaces.yaml`, "  annotations:\n", "  annotations:\n    acme.example/owner: team-a\n"),
    "a document more": append(`${dev}/configs/client-authority.yaml`, "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: authority-contacts\n  namespace: temporal\ndata:\n  who: security@acme.example\n"),
    "a health check before one that comes": change(`${dev}/configs.yaml`, "  healthCheckExprs:\n", "  healthCheckExprs:\n    - apiVersion: acme.example/v1\n      kind: Audit\n      current: status.ready\n"),
    "replicas in production": change(`${prod}/server/helmrelease.yaml`, /replicaCount: 3/, "replicaCount: 5"),
    "an expectation of our own": change(`${prod}/observability/expectations.yaml`, "        # Where the runbooks are.\n", "        # What the audit wants.\n        - record: acme:audited\n          expr: vector(1)\n        # Where the runbooks are.\n"),
    "a deadline that the new version changes too": change("delivery/workflows/build-image.yaml", "activeDeadlineSeconds: 4000", "activeDeadlineSeconds: 5000"),
    "a step of a pipeline with a comment": change("delivery/workflows/release.yaml", "    - name: one\n", "    # Asked for by change management.\n    - name: one\n"),
    "a message of a script": change("delivery/scripts/verify.sh", "#!/bin/sh\n", "#!/bin/sh\n# Owned by team-a since 2027.\n"),
    "an output of Terraform": append("cloud/azure/outputs.tf", '\noutput "acme_tags" {\n  value = { owner = "team-a" }\n}\n'),
    "a chart's template": change("charts/temporal-worker/templates/deployment.yaml", "spec:\n", "  # team-a reads this label\nspec:\n"),
    "a setting of a worker": change("services/spine/worker/settings.py", "@dataclass(frozen=True)\nclass Tls:", "@dataclass(frozen=True, slots=True)\nclass Tls:"),
    "a dashboard's title": change("observability/dashboards/temporal-overview.json", /"title": "[^"]*"/, '"title": "ACME: Temporal"'),
    "a runbook with a telephone number": append("docs/operations/access.md", "\nOut of hours: +1 555 0100.\n"),
    "a phase that is over": change("docs/handover/phases.md", /^# .*$/m, "# Phases (done)"),
    "a decision, signed": append("docs/decisions/dev-azure-eastus2.md", "\nSigned: Jo, 2027-02-01.\n"),
    "a document that changes, deleted": remove("docs/operations/tenant-leaves.md"),
    "a dashboard nobody wanted": remove("observability/dashboards/temporal-shards.json"),
    "a folder of our own": add("custom/README.md", "Ask team-a.\n"),
    "line ends of another system": rewrite(`${prod}/server.yaml`, (text) => text.replaceAll("\n", "\r\n")),
    "a mark at the beginning": rewrite(`${prod}/README.md`, (text) => `\uFEFF${text}`),
    "a file without an end": rewrite(`${prod}/configs/namespaces.yaml`, (text) => text.trimEnd()),
    "a script that may run": mode("delivery/scripts/common.sh", 0o755),
  },
};
