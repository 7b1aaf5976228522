import type { Cluster, Documents, Support, Uses } from "./model.ts";

/** What documents point at: everything that is placed before them. */
export interface Documented {
  readonly uses: Uses;
  readonly clusters: readonly Cluster[];
  readonly documents: Pick<Documents, "security" | "handover">;
}

/** Topics of the answers' `documents.controls`. */
export const TOPICS = [
  "encryption",
  "key-rotation",
  "access-control",
  "audit",
  "network",
  "backup",
  "recovery",
  "monitoring",
  "change-management",
  "vulnerability-management",
  "data-retention",
] as const;
export type Topic = (typeof TOPICS)[number];

interface Row {
  readonly says: (there: Documented) => string;
  readonly evidence: (there: Documented) => readonly (string | false)[];
}

const NOTHING = "Nothing in this repository does this.";

/** Paths are of emitted files and folders, each under the condition of its template: a test looks for every one of them in emitted trees. */
const ROWS: Readonly<Record<Topic, Row>> = {
  encryption: {
    says: ({ uses }) =>
      [
        uses.codec && "Workers and clients encrypt payloads with AES-256-GCM before they leave the process; the data keys are wrapped by a key that never leaves the customer's key service.",
        uses.tls && "TLS protects the ways that the list of hops names.",
      ]
        .filter(Boolean)
        .join(" ") || "Only what leaves the cluster is encrypted on its way, by those who expose it.",
    evidence: (there) => [there.documents.security && "docs/security/encryption.md", ...each(there, ({ codec }) => codec !== null, "codec"), ...each(there, ({ tls }) => tls.frontend || tls.internode, "configs")],
  },
  "key-rotation": {
    says: ({ uses }) => (uses.codec ? "New versions of the key are made on a schedule; old ones go on decrypting, since history is never rewritten." : "There is no key of payloads, hence none to rotate."),
    evidence: ({ uses }) => [uses.codec && "docs/operations/key-rotation.md", uses.codec && uses.azure && "cloud/azure/payload-key.tf"],
  },
  "access-control": {
    says: ({ uses }) =>
      uses.identity ? "Every caller of the frontend shows a token whose roles name Temporal namespaces; every workload has an identity of its own." : "Network policies decide who reaches the frontend; whoever does may do everything.",
    evidence: (there) => [
      there.documents.security && "docs/security/access.md",
      ...each(there, ({ identity }) => identity !== null, "server/helmrelease.yaml"),
      ...each(there, () => true, "configs/service-accounts.yaml"),
      there.uses.azure && "cloud/azure/identities.tf",
      there.uses.azure && there.uses.identity && "cloud/azure/application.tf",
    ],
  },
  audit: {
    says: ({ uses }) =>
      `${uses.codec ? "The codec server logs who decrypted what, and the key service logs each use of the key. " : ""}Changes of the platform are commits. The open-source server itself keeps no audit log of API calls.`,
    evidence: ({ documents, uses }) => [documents.security && "docs/security/audit.md", uses.codec && "docs/operations/key-rotation.md", "docs/operations/update.md"],
  },
  network: {
    says: () => "All that no listed flow allows is refused, in every Kubernetes namespace of the platform.",
    evidence: (there) => ["docs/architecture.md", ...each(there, () => true, "configs/network-policies.yaml")],
  },
  backup: {
    says: ({ uses }) =>
      [uses.backups && "A base backup is made every night and the write-ahead log is archived all the time; an alert fires when either stops.", uses.externalDatabase && "Backups of the managed database are those of its service."].filter(Boolean).join(" ") || NOTHING,
    evidence: (there) => [
      ...each(there, ({ database }) => database.cnpg?.backup != null, "database/scheduled-backup.yaml"),
      there.uses.backups && "docs/operations/backup-restore.md",
      there.uses.backups && "docs/runbooks/PostgresBackupTooOld.md",
      there.uses.externalDatabase && "docs/operations/managed-database.md",
    ],
  },
  recovery: {
    says: ({ uses }) => (uses.backups || uses.externalDatabase ? "Both databases come back to the same moment; the steps are written down, and the acceptance run shows whether a backup is there." : NOTHING),
    evidence: ({ uses }) => [uses.backups && "docs/operations/backup-restore.md", uses.externalDatabase && "docs/operations/managed-database.md", (uses.backups || uses.externalDatabase) && "scripts/acceptance.sh"],
  },
  monitoring: {
    says: () => "Alerts compare what runs with what the answers ask for; each has a runbook.",
    evidence: (there) => ["observability/rules", "docs/runbooks/README.md", ...each(there, () => true, "observability/expectations.yaml")],
  },
  "change-management": {
    says: () => "What runs is what Git says. Each change is a reviewed commit, a merge keeps people's edits, and what can never change is refused.",
    evidence: (there) => ["docs/operations/update.md", ...there.clusters.map(({ documents }) => documents.decisions), ...each(there, () => true, "flux-system/flux-instance.yaml")],
  },
  "vulnerability-management": {
    says: ({ uses }) => `Versions come in tested sets and are pinned.${uses.delivery ? " The build workflows make the images of the customer's own code." : ""}`,
    evidence: (there) => ["docs/operations/upgrade.md", ...each(there, ({ delivery }) => delivery !== null, "delivery")],
  },
  "data-retention": {
    says: ({ uses }) => `Each Temporal namespace has a retention, after which the server deletes closed workflows.${uses.codec ? " Destroying a key makes everything unreadable that it encrypted, backups included." : ""}`,
    evidence: (there) => [...each(there, ({ temporal, running }) => temporal.hasNamespaces && running, "configuration/namespaces-job.yaml"), there.uses.codec && "docs/operations/tenant-leaves.md"],
  },
};

/** What the platform does for a topic, and where that can be seen. */
export function support(topic: Topic, there: Documented): Support {
  return supportOf(ROWS[topic].says(there), ROWS[topic].evidence(there));
}

export function supportOf(says: string, evidence: readonly (string | false)[]): Support {
  const paths = [...new Set(evidence.filter((path) => path !== false))];
  return { says, evidence: paths, hasEvidence: paths.length > 0 };
}

/** A path in the folder of each cluster that has what it is about. */
const each = ({ clusters }: Documented, has: (cluster: Cluster) => boolean, path: string): string[] => clusters.filter(has).map(({ name }) => `clusters/${name}/${path}`);
