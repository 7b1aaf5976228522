import type { UpgradeStep } from "../catalogue/upgrade.ts";
import { commandOf } from "./upgrade-way.ts";

export interface Advice {
  readonly before: readonly string[];
  readonly run: readonly string[];
  readonly after: readonly string[];
}

/** What to see and to do around a step; docs/operations/upgrade.md says it at length. */
export function advice({ kind, to, changes, releases, kubernetes }: UpgradeStep): Advice {
  const command = commandOf(releases);
  const restarts = changes.some(({ component }) => component.startsWith("CloudNativePG") || component === "PostgreSQL images");
  return {
    before: [
      `Kubernetes ${kubernetes.oldest} to ${kubernetes.newest} in every cluster`,
      "a backup that has completed, and no alert firing (PostgresBackupTooOld, FluxResourceNotReady)",
      "kubectl get kustomizations.kustomize.toolkit.fluxcd.io,helmreleases.helm.toolkit.fluxcd.io -A: everything ready",
    ],
    run: [`${command} update --diff`, `${command} verify`, `git add -A && git commit -m '${to}' && git push`],
    after: [
      "kubectl -n flux-system get kustomizations --watch: the step schema is ready before the step server begins",
      ...(restarts ? ["PostgreSQL restarts, one instance after the other: PostgresStandbyMissing and PostgresReplicationLag stay quiet"] : []),
      ...(kind === "minor" ? ["ten minutes for the shards to settle: TemporalShardsUnowned, TemporalPersistenceErrors and TemporalFrontendErrorBudgetBurn stay quiet"] : []),
      "scripts/acceptance.sh for every cluster, and its record committed",
    ],
  };
}

const KINDS: Readonly<Record<UpgradeStep["kind"], string>> = { minor: "next minor version of the server", patch: "patch of the server", set: "the server stays" };

/** A step for people: what it changes in which order, and what to see and do around it. */
export function showStep(step: UpgradeStep, index: number): string {
  const { before, run: commands, after } = advice(step);
  return [
    `${index + 1}. ${step.from} → ${step.to}  (${KINDS[step.kind]})`,
    "   rolled out in this order",
    ...step.changes.map(({ component, from, to }) => `     ${component}  ${from} → ${to}`),
    "   before",
    ...before.map((line) => `     ${line}`),
    "   one update, one commit",
    ...commands.map((line) => `     ${line}`),
    "   then, before the next step",
    ...after.map((line) => `     ${line}`),
    "",
  ].join("\n");
}
