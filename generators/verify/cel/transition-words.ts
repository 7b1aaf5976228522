import type { RuleWords } from "./words.ts";

const FORCE = "or let Flux delete and create it with the annotation `kustomize.toolkit.fluxcd.io/force: enabled`";

/** What can be done about a change that is refused, by kind: what is lost with the object differs. */
const REMEDIES: Readonly<Record<string, string>> = {
  Job: `Give the Job another name, delete the old one before the change reaches the cluster, ${FORCE}.`,
  StatefulSet: "Restore the old value; or delete the StatefulSet with `kubectl delete statefulset NAME --cascade=orphan`, which keeps its pods and claims, before the change reaches the cluster.",
  PersistentVolumeClaim: "Restore the old value. A claim can grow and nothing else: for all other changes make a new claim and move the data.",
  StorageClass: "Restore the old value, or make a StorageClass of another name: claims keep the class they were made with.",
  Service: `Restore the old value, or delete the Service before the change reaches the cluster, ${FORCE}; its address changes, and it is not reachable meanwhile.`,
  Cluster: "Restore the old value, or make a new Cluster beside this one that recovers from its backup, and move over.",
  TemporalConnection: "Write a `Connection` of `temporal.io/v1alpha1` instead.",
  TemporalWorkerDeployment: "Write a `WorkerDeployment` of `temporal.io/v1alpha1` instead.",
};

/** Rules in the form that says that a value, or a field, stays as it is. */
const STAYS = /^(?:self == oldSelf|oldSelf == self|\(?(?:has\(self\.(\w+)\)|self\.(\w+) == oldSelf\.\2$))/;

const WORDS: readonly (readonly [part: string, says: string])[] = [
  ["oldSelf.hasValue()", "this kind is deprecated, and new objects of it are not taken"],
  ["quantity(", "the storage of a claim cannot become less"],
  ["oldSelf.immutable", "what was declared `immutable` can never change again"],
  ["clusterIP", "the address of a Service is given once, and `None` is one of its values"],
];

/** A transition rule in words, and what to do about it. */
export function transitionWords(kind: string, rule: string): RuleWords {
  const known = WORDS.find(([part]) => rule.includes(part))?.[1];
  const says = known ?? (STAYS.test(rule) ? "it stays as it was when the object was created" : `the rule \`${rule.length > 200 ? `${rule.slice(0, 200)}…` : rule}\` must hold`);
  return { says, remedy: REMEDIES[kind] ?? `Restore the old value; to change it all the same, delete the object before the change reaches the cluster, ${FORCE}.` };
}
