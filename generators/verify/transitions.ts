import { kinds } from "#build/kinds/index.ts";
import { formatPath, valueAt } from "../document/index.ts";
import type { Finding } from "../finding.ts";
import type { Assembly, Resource } from "./assemble/clusters.ts";
import { nameOf, placeOf } from "./assemble/item.ts";
import { FLUX_GROUP } from "./assemble/roots.ts";
import { brokenTransitions, type Violation } from "./cel/check.ts";
import { transitionWords } from "./cel/transition-words.ts";
import type { NotEvaluated, Rules } from "./checked.ts";
import { found } from "./codes.ts";
import { textAt } from "./read/shape.ts";
import { withoutEncryption } from "./schema/kinds.ts";

/**
 * What an update may not change: every resource of a cluster against itself `before`, by the rules of its kind. An object that is new
 * is held against the rules for creation. Without `before` nobody knows whether an object exists; what could not be created is then
 * a warning.
 */
export async function checkTransitions(after: Assembly, before: Assembly | undefined): Promise<{ readonly findings: readonly Finding[]; readonly rules: Rules }> {
  const past = before && new Map(before.resources.map((resource) => [keyOf(resource), resource]));
  const forced = new Set(after.resources.filter(isForcing).map((flux) => `${flux.cluster.name} ${flux.identity.name}`));
  const findings: Finding[] = [];
  const notEvaluated = new Map<string, NotEvaluated>();
  let evaluated = 0;
  for (const resource of after.resources) {
    const kind = kindOf(resource);
    if (kind?.changes === undefined) continue;
    const old = past?.get(keyOf(resource));
    if (old === undefined ? kind.changes !== "and creation" : isSame(old, resource)) continue;
    const judgement = await brokenTransitions(withoutEncryption(resource.data), old && withoutEncryption(old.data), kind.load());
    evaluated += judgement.evaluated;
    for (const { path, rule, because } of judgement.notEvaluated) notEvaluated.set(`${resource.identity.kind} ${path} ${rule}`, { kind: resource.identity.kind, path, rule, because });
    const anew = textAt(resource.data, ["metadata", "annotations", FORCE])?.toLowerCase() === "enabled" || forced.has(`${resource.cluster.name} ${resource.owner}`);
    for (const violation of judgement.violations) findings.push(old === undefined ? refusedCreation(resource, violation, past !== undefined) : refused(resource, violation, anew));
  }
  return { findings, rules: { evaluated, notEvaluated: [...notEvaluated.values()] } };
}

/** Flux deletes and creates what it cannot change where this says so: on an object, or for all of one Kustomization in its `spec.force`. */
const FORCE = "kustomize.toolkit.fluxcd.io/force";

const isForcing = ({ identity, data }: Resource): boolean => identity.group === FLUX_GROUP && valueAt(data, ["spec", "force"]) === true;

const keyOf = ({ cluster, identity }: Resource): string => `${cluster.name} ${identity.key}`;

const kindOf = ({ identity: { apiVersion, kind } }: Resource) => (Object.hasOwn(kinds, `${apiVersion}/${kind}`) ? kinds[`${apiVersion}/${kind}`] : undefined);

const isSame = (a: Resource, b: Resource): boolean => a.data === b.data || JSON.stringify(a.data) === JSON.stringify(b.data);

function refused(resource: Resource, { path, rule, error }: Violation, anew: boolean): Finding {
  const at = path.length === 0 ? "" : ` of \`${formatPath(path)}\``;
  const { says, remedy } = transitionWords(resource.identity.kind, rule);
  const because = `${says}${error === undefined ? "" : `, and it cannot be decided here (${error})`}`;
  return anew
    ? found("verify/transition", placeOf(resource, path, "key"), path, `This change${at} cannot be made to ${nameOf(resource.identity)} as it is: ${because}. Flux is told to delete it and to create it anew.`, "See that nothing is lost with the old object.", "warning")
    : found("verify/transition", placeOf(resource, path, "key"), path, `The API server refuses this change${at} to ${nameOf(resource.identity)}: ${because}.`, remedy);
}

function refusedCreation(resource: Resource, { path, rule }: Violation, isNew: boolean): Finding {
  const { kind } = resource.identity;
  const { says, remedy } = transitionWords(kind, rule);
  return found("verify/transition", placeOf(resource, ["kind"]), path, `The API server refuses to create ${nameOf(resource.identity)}: ${says}. Only one that is there already may stay.`, remedy, isNew ? "error" : "warning");
}
