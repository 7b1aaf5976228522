import type { FluxKustomization, HealthExpression, StepName } from "./model.ts";
import { kustomizationName } from "./names.ts";

type DeletionPolicy = "Orphan" | "WaitForTermination";

interface StepRow {
  readonly step: StepName;
  readonly because: string;
  readonly needs: readonly StepName[];
  /** Waited for when the cluster has none of those. */
  readonly otherwise?: StepName;
  readonly timeout: string;
  readonly deletionPolicy?: DeletionPolicy;
  readonly health?: readonly HealthExpression[];
}

/**
 * CloudNativePG reports no observed generation, so Flux would take a new Cluster for ready at once. A hibernated one is as
 * wanted when the annotation says so: otherwise a stopped platform would wait for a database that stays down on purpose. A waking
 * one still carries the old condition, so the annotation decides which of the two is asked for.
 */
const POSTGRES_HEALTH: readonly HealthExpression[] = [
  {
    apiVersion: "postgresql.cnpg.io/v1",
    kind: "Cluster",
    current:
      "has(metadata.annotations) && 'cnpg.io/hibernation' in metadata.annotations && metadata.annotations['cnpg.io/hibernation'] == 'on' " +
      "? has(status.conditions) && status.conditions.exists(c, c.type == 'cnpg.io/hibernation' && c.status == 'True') " +
      ": has(status.readyInstances) && status.readyInstances >= 1 && has(status.currentPrimary) && status.currentPrimary != ''",
  },
  {
    apiVersion: "postgresql.cnpg.io/v1",
    kind: "Database",
    current: "has(status.applied) && status.applied && status.observedGeneration == metadata.generation",
  },
];

/** An object that its operator has not looked at yet has no conditions, and would pass for ready. */
const READY = "has(status.conditions) && status.conditions.exists(c, c.type == 'Ready' && c.status == 'True')";

/** External Secrets says in a condition whether it has found everything. */
const secretHealth = (store: "ClusterSecretStore" | "SecretStore"): HealthExpression[] => [store, "ExternalSecret"].map((kind) => ({ apiVersion: "external-secrets.io/v1", kind, current: READY }));

/** A certificate is ready when its issuer has signed it, so the issuers need no expression of their own. */
const CERTIFICATE_HEALTH: HealthExpression = { apiVersion: "cert-manager.io/v1", kind: "Certificate", current: READY };

/** A release that waits for its first image is suspended on purpose, and nobody waits for it. */
const RELEASE_HEALTH: readonly HealthExpression[] = [
  {
    apiVersion: "helm.toolkit.fluxcd.io/v2",
    kind: "HelmRelease",
    current:
      "has(spec.suspend) && spec.suspend || has(status.observedGeneration) && status.observedGeneration == metadata.generation " +
      "&& has(status.conditions) && status.conditions.exists(c, c.type == 'Ready' && c.status == 'True')",
  },
];

/** Timeouts exceed those of the Helm releases they wait for (10 and 15 minutes). */
const STEPS: readonly StepRow[] = [
  { step: "operators", because: "Operators and their custom resource definitions.", needs: [], timeout: "15m" },
  { step: "configs", because: "Namespaces, network policies, certificate issuers, secrets.", needs: ["operators"], timeout: "5m" },
  { step: "database", because: "PostgreSQL and its two databases.", needs: ["operators", "configs"], timeout: "20m", deletionPolicy: "Orphan", health: POSTGRES_HEALTH },
  { step: "schema", because: "The database schema of this server version, before the server.", needs: ["database"], otherwise: "configs", timeout: "15m" },
  { step: "server", because: "Temporal's server and UI.", needs: ["schema"], timeout: "20m", deletionPolicy: "WaitForTermination" },
  { step: "exposure", because: "How Temporal and its UI are reached from outside.", needs: ["server"], timeout: "10m" },
  { step: "configuration", because: "Temporal's own namespaces, in the running server.", needs: ["server"], timeout: "10m" },
  { step: "codec", because: "The server that decrypts payloads for people.", needs: ["configs"], timeout: "15m", health: RELEASE_HEALTH },
  { step: "workers", because: "Workers of the customer.", needs: ["server", "configuration"], timeout: "15m", health: RELEASE_HEALTH },
  { step: "delivery", because: "Workflows that build, deploy, verify and roll back.", needs: ["configs"], timeout: "5m" },
  { step: "observability", because: "Alert rules, and what they compare with in this cluster.", needs: ["configs"], timeout: "5m" },
];

/** How Secrets come into a step. */
export interface SecretsOfSteps {
  readonly decrypt: boolean;
  /** Steps in which External Secrets brings some. */
  readonly externalSecrets: { readonly configs: boolean; readonly database: boolean };
  /** Whether the step `configs` asks cert-manager for some. */
  readonly certificates: boolean;
}

/** What the deletion of a step's Kustomization does to what the step made. */
const ON_DELETION: Readonly<Record<DeletionPolicy, string>> = {
  Orphan: "What this step made stays in the cluster when the step itself is deleted.",
  WaitForTermination: "Deleting the step deletes what it made, and lasts until all of it is gone.",
};

/** The Flux Kustomizations of a cluster, in the order of application. Steps without content are left out, and nobody waits for them. */
export function kustomizations(path: string, present: ReadonlySet<StepName>, { decrypt, externalSecrets, certificates }: SecretsOfSteps): FluxKustomization[] {
  return STEPS.filter((row) => present.has(row.step)).map((row) => {
    const there = row.needs.filter((step) => present.has(step));
    const needs = there.length === 0 && row.otherwise ? [row.otherwise] : there;
    const secrets = row.step === "configs" && externalSecrets.configs ? secretHealth("ClusterSecretStore") : row.step === "database" && externalSecrets.database ? secretHealth("SecretStore") : [];
    const health = [...(row.health ?? []), ...secrets, ...(row.step === "configs" && certificates ? [CERTIFICATE_HEALTH] : [])];
    return {
      name: kustomizationName(row.step),
      folder: row.step,
      file: `${row.step}.yaml`,
      path: `./${path}/${row.step}`,
      because: row.because,
      dependencies: needs.length > 0 ? { names: needs.map(kustomizationName) } : null,
      timeout: row.timeout,
      deletion: row.deletionPolicy ? { policy: row.deletionPolicy, because: ON_DELETION[row.deletionPolicy] } : null,
      decrypt: decrypt && row.step === "configs",
      health: health.length > 0 ? { expressions: health } : null,
    };
  });
}

/** Which steps a cluster has. */
export function presentSteps(has: Readonly<Record<Exclude<StepName, "configs" | "schema" | "server" | "observability">, boolean>>): Set<StepName> {
  const steps = new Set<StepName>(["configs", "schema", "server", "observability"]);
  for (const [step, present] of Object.entries(has)) if (present) steps.add(step as StepName);
  return steps;
}
