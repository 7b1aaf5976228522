import type { Finding } from "../finding.ts";
import { nearest } from "../nearest.ts";
import type { Combination } from "./combinations.ts";

/** One change of version inside a step. */
export interface VersionChange {
  readonly component: string;
  readonly from: string;
  readonly to: string;
}

/** One update and one commit: from one set of versions to the next. */
export interface UpgradeStep {
  readonly from: string;
  readonly to: string;
  /** `minor`: the server's data changes its format; `patch`: within one minor of the server; `set`: the server stays. */
  readonly kind: "minor" | "patch" | "set";
  /** In the order in which Flux rolls them out: operators, database, schema, server, UI. */
  readonly changes: readonly VersionChange[];
  /** Kubernetes versions that both sets support: the cluster must be at one of them. */
  readonly kubernetes: { readonly oldest: string; readonly newest: string };
  /** Releases of this program that emit the set. */
  readonly releases: readonly string[];
}

export interface UpgradePlan {
  readonly steps: readonly UpgradeStep[];
  readonly findings: readonly Finding[];
}

interface Component {
  readonly name: string;
  readonly version: (set: Combination) => string;
  /** Minors must be taken one by one. */
  readonly stepwise?: true;
}

/** In the order of the rollout. What is stepwise: Temporal's guide to upgrades of a self-hosted server, and CloudNativePG's `installation_upgrade.md`. */
const COMPONENTS: readonly Component[] = [
  { name: "Flux", version: ({ flux }) => flux.distribution },
  { name: "cert-manager chart", version: ({ certManager }) => certManager.chart },
  { name: "CloudNativePG operator", version: ({ cloudnativePg }) => cloudnativePg.operator, stepwise: true },
  { name: "Barman Cloud plugin", version: ({ barmanCloud }) => barmanCloud.plugin },
  { name: "External Secrets chart", version: ({ externalSecrets }) => externalSecrets.chart },
  { name: "kube-prometheus-stack chart", version: ({ prometheus }) => prometheus.chart },
  { name: "KEDA chart", version: ({ keda }) => keda.chart },
  { name: "Argo Workflows chart", version: ({ argoWorkflows }) => argoWorkflows.chart },
  { name: "PostgreSQL images", version: ({ cloudnativePg }) => Object.values(cloudnativePg.postgres).map((image) => /:([^-]+)/.exec(image)?.[1] ?? image).join(", ") },
  { name: "Temporal schema (admin-tools)", version: ({ temporal }) => temporal.adminTools },
  { name: "Temporal server", version: ({ temporal }) => temporal.server, stepwise: true },
  { name: "Temporal chart", version: ({ temporal }) => temporal.chart },
  { name: "Temporal UI", version: ({ temporal }) => temporal.ui },
];

/**
 * The way from one set of versions to another: one minor of the server at a time, from the newest patch of the one to the newest
 * patch of the next; operators that need it likewise. The shortest such way; of several the one over the newest sets. Pure.
 * @param combinations in any order
 * @param from name of a set, as the record has it
 * @param to name of a set, a version of the server (`1.32.1`), or a minor of it (`1.32`: its newest patch)
 * @returns no steps where both are the same; an error for an unknown version, for a way back, or where a set in between is missing
 */
export function planUpgrade(combinations: readonly Combination[], from: string, to: string): UpgradePlan {
  const sets = [...combinations].sort(compareSets);
  const start = sets.find(({ name }) => name === from);
  if (start === undefined) return refused("upgrade/unknown-set", `The record says that the repository has the set ${from}, which this release does not know.`, "Use the release that wrote the record, or a newer one.");
  const goal = sets.findLast(({ name, temporal }) => name === to || temporal.server === to || minorOf(temporal.server) === to);
  if (goal === undefined) return unknownVersion(to, sets);
  if (goal === start) return { steps: [], findings: [] };
  if (compareSets(goal, start) < 0) return wayBack(start, goal);
  const way = shortest(sets, start, goal);
  if (way === undefined) return gap(sets, start, goal);
  return { steps: way.slice(1).map((set, index) => stepBetween(way[index] ?? start, set)), findings: [] };
}

function shortest(sets: readonly Combination[], start: Combination, goal: Combination): readonly Combination[] | undefined {
  const ways = new Map<Combination, readonly Combination[]>([[start, [start]]]);
  for (const queue = [start]; queue.length > 0; ) {
    const at = queue.shift() ?? start;
    if (at === goal) return ways.get(goal);
    for (const next of sets.toReversed()) {
      if (ways.has(next) || obstacle(sets, at, next, goal) !== undefined) continue;
      ways.set(next, [...(ways.get(at) ?? []), next]);
      queue.push(next);
    }
  }
  return undefined;
}

/** Why a set may not follow another directly; undefined when it may. */
function obstacle(sets: readonly Combination[], at: Combination, next: Combination, goal: Combination): string | undefined {
  if (compareSets(next, at) <= 0 || compareSets(next, goal) > 0) return "it is not on the way";
  const [here, there] = [minorOf(at.temporal.server), minorOf(next.temporal.server)];
  const newest = (minor: string): string => sets.findLast(({ temporal }) => minorOf(temporal.server) === minor)?.temporal.server ?? "";
  if (here !== there && at.temporal.server !== newest(here)) return `the server goes to ${newest(here)}, the newest patch of ${here}, before it leaves that minor`;
  if (here !== there && next !== goal && next.temporal.server !== newest(there)) return `of ${there} the newest patch is taken`;
  for (const { name, version, stepwise } of COMPONENTS) {
    if (stepwise && distance(version(at), version(next)) > 1) return `${name} ${version(at)} → ${version(next)} leaves out a minor version`;
  }
  return common(at, next) === undefined ? `no version of Kubernetes is supported by ${at.name} and by ${next.name}` : undefined;
}

function stepBetween(from: Combination, to: Combination): UpgradeStep {
  const changes = COMPONENTS.flatMap(({ name, version }) => (version(from) === version(to) ? [] : [{ component: name, from: version(from), to: version(to) }]));
  const kind = minorOf(from.temporal.server) !== minorOf(to.temporal.server) ? "minor" : from.temporal.server !== to.temporal.server ? "patch" : "set";
  return { from: from.name, to: to.name, kind, changes, kubernetes: common(from, to) ?? to.kubernetes, releases: to.releases };
}

function unknownVersion(to: string, sets: readonly Combination[]): UpgradePlan {
  const close = /^\d+(\.\d+)+$/.test(to) ? nearestVersion(to, sets.map(({ temporal }) => temporal.server)) : nearest(to, sets.map(({ name }) => name));
  const servers = sets.map(({ name, temporal }) => `${temporal.server} (${name})`).join(", ");
  return refused("upgrade/unknown-version", `This release knows no tested set with ${to}. It knows ${servers}.`, close === undefined ? "Take one of these; newer sets come with newer releases of this program." : `Did you mean ${close}? Newer sets come with newer releases of this program.`);
}

function nearestVersion(version: string, known: readonly string[]): string | undefined {
  const far = (other: string): number => numbers(version).reduce((sum, part, index) => sum + Math.abs(part - (numbers(other)[index] ?? 0)) * 1000 ** (2 - index), 0);
  return [...known].sort((a, b) => far(a) - far(b))[0];
}

const wayBack = (start: Combination, goal: Combination): UpgradePlan =>
  refused(
    "upgrade/way-back",
    `The repository has server ${start.temporal.server} (${start.name}); ${goal.temporal.server} (${goal.name}) is older. Tables are never changed back, and only two consecutive minors understand the same data.`,
    "To take the last upgrade back: git revert its commit, and the old servers run on the new tables. See docs/operations/upgrade.md.",
  );

/** Told by the first pair of neighbours that no set leads across. */
function gap(sets: readonly Combination[], start: Combination, goal: Combination): UpgradePlan {
  const reached = sets.filter((set) => set === start || (compareSets(set, start) > 0 && compareSets(set, goal) < 0 && shortest(sets, start, set) !== undefined)).at(-1) ?? start;
  const next = sets.find((set) => compareSets(set, reached) > 0 && compareSets(set, goal) <= 0) ?? goal;
  return refused("upgrade/no-way", `From ${start.name} no step leads to ${goal.name}: after ${reached.name}, ${obstacle(sets, reached, next, goal) ?? "a set in between is missing"}.`, "Use releases of this program that have the sets in between, one after the other.");
}

const refused = (code: string, reason: string, remedy: string): UpgradePlan => ({ steps: [], findings: [{ code, severity: "error", reason, remedy }] });

const numbers = (version: string): readonly number[] => version.replace(/^v/, "").split(/[.-]/).map((part) => Number(part) || 0);

const minorOf = (version: string): string => numbers(version).slice(0, 2).join(".");

/** Minor versions between two versions; another major version counts as too far. */
function distance(from: string, to: string): number {
  const [[a = 0, b = 0], [c = 0, d = 0]] = [numbers(from), numbers(to)];
  return a === c ? d - b : Infinity;
}

function compareVersions(a: string, b: string): number {
  const [x, y] = [numbers(a), numbers(b)];
  for (let i = 0; i < Math.max(x.length, y.length); i += 1) if ((x[i] ?? 0) !== (y[i] ?? 0)) return (x[i] ?? 0) - (y[i] ?? 0);
  return 0;
}

const compareSets = (a: Combination, b: Combination): number => compareVersions(a.temporal.server, b.temporal.server) || compareVersions(a.temporal.chart, b.temporal.chart) || (a.checked < b.checked ? -1 : a.checked > b.checked ? 1 : 0);

function common({ kubernetes: a }: Combination, { kubernetes: b }: Combination): { readonly oldest: string; readonly newest: string } | undefined {
  const oldest = compareVersions(a.oldest, b.oldest) > 0 ? a.oldest : b.oldest;
  const newest = compareVersions(a.newest, b.newest) < 0 ? a.newest : b.newest;
  return compareVersions(oldest, newest) <= 0 ? { oldest, newest } : undefined;
}
