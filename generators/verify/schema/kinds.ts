import { kinds, type KindModule } from "#build/kinds/index.ts";
import { identify, valueAt, type Path, type YamlDocument } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import type { NotEvaluated, Rules } from "../checked.ts";
import type { Assembly, Cluster, Resource } from "../assemble/clusters.ts";
import { nameOf, placeOf, type Item } from "../assemble/item.ts";
import { FLUX_GROUP } from "../assemble/roots.ts";
import { brokenRules, type Judgement, type Violation } from "../cel/check.ts";
import { wordsFor } from "../cel/words.ts";
import { found, type Code } from "../codes.ts";
import { isChosenByDefault } from "./choice.ts";
import { explain } from "./explain.ts";
import { isRealKind, movedTo } from "./real-kinds.ts";
import { repeatedItems } from "./list-keys.ts";
import { asMap } from "../read/shape.ts";
import { nearest } from "../../nearest.ts";
import { checkSchema } from "./structural.ts";

/**
 * Every resource against the record of its kind, once for each place it was written in; what was patched as often as it is used.
 * The same data, of files with the same text, is looked at again only to say what is wrong with each.
 * @param allowUnknown an unknown kind is then mentioned and no error
 * @param sound data that nothing is wrong with → how many rules were held against it; what proves to be so joins it
 */
export async function checkKinds(assembly: Assembly, sound: Map<unknown, number> = new Map(), allowUnknown = false): Promise<KindReport> {
  const filledIn = filledInLater(assembly);
  const items = onceEach([...assembly.resources, ...assembly.loose, ...assembly.kustomizations.flatMap(kustomizationItem)]);
  const tally: Tally = { evaluated: 0, notEvaluated: new Map(), blocked: 0, filledIn: 0 };
  const counted = new Set<unknown>();
  const all: Finding[] = [];
  for (const item of items) {
    const before = sound.get(item.data);
    if (before !== undefined) {
      // The figure is the same, whether this run or an earlier one has looked at it.
      if (!counted.has(item.data)) tally.evaluated += before;
      counted.add(item.data);
      continue;
    }
    const key = `${item.identity.apiVersion}/${item.identity.kind}`;
    const [unknown, evaluations, open] = [tally.notEvaluated.size, tally.evaluated, tally.filledIn];
    const findings = Object.hasOwn(kinds, key) ? await check(item, (kinds[key] as (typeof kinds)[string]).load(), tally, filledIn(item)) : unknownKind(item).map((finding): Finding => (allowUnknown ? { ...finding, severity: "info" } : finding));
    // What a rule could not be held against is not sound: the next run says so again. What is filled in later is so in this place alone.
    if (findings.length === 0 && tally.notEvaluated.size === unknown && tally.filledIn === open) {
      sound.set(item.data, tally.evaluated - evaluations);
      counted.add(item.data);
    }
    for (const finding of findings) all.push(finding);
  }
  const { evaluated, notEvaluated, blocked, filledIn: later } = tally;
  return { findings: all, rules: { evaluated, notEvaluated: [...notEvaluated.values()] }, blocked, filledIn: later };
}

export interface KindReport {
  readonly findings: readonly Finding[];
  readonly rules: Rules;
  /** Rules not looked at, since something else is wrong with what they are about. */
  readonly blocked: number;
  /** Values that are no fault only because something fills them in before they are applied. */
  readonly filledIn: number;
}

interface Tally {
  evaluated: number;
  readonly notEvaluated: Map<string, NotEvaluated>;
  blocked: number;
  filledIn: number;
}

function onceEach(items: readonly Item[]): Item[] {
  const seen = new Map<YamlDocument, Set<string>>();
  return items.filter(({ document, base, locate }) => {
    if (locate !== undefined) return true;
    const bases = seen.get(document) ?? new Set();
    seen.set(document, bases);
    const key = base.join("/");
    return bases.has(key) ? false : (bases.add(key), true);
  });
}

/** Kustomize takes a file without apiVersion and kind for a Kustomization. */
function kustomizationItem(document: YamlDocument): Item[] {
  const data = document.data;
  if (typeof data !== "object" || data === null || Array.isArray(data)) return [];
  const filled = "apiVersion" in data && "kind" in data ? (data as Item["data"]) : { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", ...data };
  const identity = identify(filled);
  return identity === undefined ? [] : [{ data: filled, identity, file: document.file, document, base: [], hashed: false }];
}

async function check(item: Item, record: KindModule, tally: Tally, isFilledIn: (value: unknown) => boolean): Promise<Finding[]> {
  const data = nameGiven(item, withoutEncryption(item.data));
  const what = `\`${item.identity.kind}\``;
  const isSecret = item.identity.kind === "Secret";
  const faulty: Path[] = [];
  const said = checkSchema(record.schema, data).filter((fault) => {
    if (fault.keyword === "unknown" || typeof fault.value !== "string" || !isFilledIn(fault.value)) return !isChosenByDefault(fault, record.defaults);
    faulty.push(fault.path);
    tally.filledIn += 1;
    return false;
  });
  const faults = said.map((fault) => {
    const { slug, path, of, reason, remedy } = explain(fault, what, isSecret);
    // A server drops an empty field and looks at the rest.
    if (slug !== "empty-value") faulty.push(path);
    return found(`verify/${slug}`, placeOf(item, path, of), path, reason, remedy);
  });
  const repeated = repeatedItems(data, record.listKeys).map(({ path, keys }) => {
    faulty.push(path);
    return found("verify/duplicate-item", placeOf(item, path), path, `An item with ${keys.join(" and ")} stands in this list already; a server keeps one of them or refuses the object.`, "Remove or rename one of them.");
  });
  const judgement = await brokenRules(data, record, faulty);
  count(tally, item.identity.kind, judgement);
  const violations = judgement.violations.filter(({ path }) => !isFilledIn(valueAt(data, path)));
  tally.filledIn += judgement.violations.length - violations.length;
  return [...faults, ...repeated, ...violations.map((violation) => rejected(item, violation))];
}

/**
 * Whether a value of an item is not what a server will see: Flux replaces `${…}` where the Kustomization says so, and without a
 * cluster nobody knows what fills in a manifest before it is applied.
 */
function filledInLater({ resources }: Assembly): (item: Item & Partial<Resource>) => (value: unknown) => boolean {
  const replacing = new Set(resources.flatMap(({ cluster, identity, data }) => (identity.group === FLUX_GROUP && valueAt(data, ["spec", "postBuild"]) !== undefined ? [`${cluster.name} ${identity.name}`] : [])));
  const holds = (value: unknown, form: RegExp): boolean => (typeof value === "string" ? form.test(value) : typeof value === "object" && value !== null && Object.values(value).some((each) => holds(each, form)));
  return ({ cluster, owner }) => {
    const form = cluster?.root === undefined ? ANY_PLACEHOLDER : replacing.has(`${cluster.name} ${owner ?? ""}`) ? FLUX_PLACEHOLDER : undefined;
    return (value) => form !== undefined && holds(value, form);
  };
}

const FLUX_PLACEHOLDER = /\$\{\w+/;
const ANY_PLACEHOLDER = /\$\{\w+|\{\{.*\}\}/s;

function count(tally: Tally, kind: string, { evaluated, notEvaluated, blocked }: Judgement): void {
  tally.evaluated += evaluated;
  tally.blocked += blocked;
  for (const { path, rule, because } of notEvaluated) tally.notEvaluated.set(`${kind} ${path} ${rule}`, { kind, path, rule, because });
}

function rejected(item: Item, { path, rule, error }: Violation): Finding {
  const { says, remedy } = wordsFor(item.identity.kind, rule);
  const reason = `A server refuses this ${item.identity.kind}: ${says}${error === undefined ? "" : `, and it cannot be decided here (${error})`}.`;
  return found("verify/broken-rule", placeOf(item, path, "key"), path, reason, remedy);
}

/** A server makes the name of what is created with `generateName`. Flux applies, and needs the name itself. */
function nameGiven(item: Item & { readonly cluster?: Cluster }, data: Item["data"]): Item["data"] {
  const metadata = asMap(data["metadata"]);
  const { name, generateName } = metadata;
  return name !== undefined || typeof generateName !== "string" || item.cluster?.root !== undefined ? data : { ...data, metadata: { ...metadata, name: `${generateName}x` } };
}

/** SOPS adds a field of its own and replaces values; what it hides is checked where it is decrypted. */
export function withoutEncryption(data: Item["data"]): Item["data"] {
  if (data["sops"] === undefined) return data;
  return Object.fromEntries(Object.entries(data).filter(([key]) => key !== "sops" && key !== "data" && key !== "stringData"));
}

function unknownKind(item: Item): Finding[] {
  const { apiVersion, kind, group, version } = item.identity;
  const report = (code: Code, reason: string, remedy: string): Finding[] => [found(code, placeOf(item, ["apiVersion"]), ["apiVersion"], reason, remedy)];
  const sibling = Object.keys(kinds).find((key) => sameGroupAndKind(key, group, kind));
  if (sibling !== undefined) {
    const entry = kinds[sibling];
    const newest = sibling.slice(0, -kind.length - 1);
    if (entry?.versions[version] === "served") return report("verify/unchecked-kind", `\`${apiVersion}\` of ${kind} is still served, but only \`${newest}\` is checked.`, `Write \`apiVersion: ${newest}\`.`);
    return report("verify/unknown-kind", `No supported server knows ${kind} in \`${apiVersion}\`; it is served as \`${newest}\`.`, `Write \`apiVersion: ${newest}\` and follow what changed between the versions.`);
  }
  const moved = movedTo(apiVersion, kind);
  if (moved !== undefined) return report("verify/unknown-kind", `No supported server knows ${kind} in \`${apiVersion}\`${moved === "" ? ", nor anywhere else" : `; it is served as \`${moved}\``}.`, moved === "" ? "Label the namespaces with the Pod Security Standard that holds there." : `Write \`apiVersion: ${moved}\` and follow what changed between the versions.`);
  const siblings = Object.keys(kinds).filter((key) => key.startsWith(`${apiVersion}/`) && !key.slice(apiVersion.length + 1).includes("/"));
  const near = nearest(kind, siblings.map((key) => key.slice(apiVersion.length + 1)));
  if (near !== undefined && !isRealKind(group, kind)) {
    return [found("verify/unknown-kind", placeOf(item, ["kind"]), ["kind"], `\`${apiVersion}\` has no kind \`${kind}\`.`, `Did you mean \`${near}\`?`)];
  }
  return report("verify/unchecked-kind", `There is no record of ${kind} in \`${apiVersion}\`, so the fields of ${nameOf(item.identity)} are not checked.`, "Nothing to do.");
}

function sameGroupAndKind(key: string, group: string, kind: string): boolean {
  const parts = key.split("/");
  return parts[parts.length - 1] === kind && (parts.length === 3 ? parts[0] === group : group === "");
}
