import type { Identity } from "../../document/index.ts";
import { asText, textsOf, type Fields } from "../read/shape.ts";
import type { Item } from "./item.ts";

/** Thrown for a target that cannot be read. */
export class TargetFault extends Error {}

/**
 * The resources that a target of kustomize selects: group, version, kind, name and namespace are expressions that must match whole, name and
 * namespace before or after a namespace was set; selectors look at labels and annotations.
 */
export function selectItems(items: readonly Item[], target: Fields): Item[] {
  const tests = (["group", "version", "kind"] as const).map((field) => ({ field, test: whole(target[field]) }));
  const [name, namespace] = [whole(target["name"]), whole(target["namespace"])];
  const [labels, annotations] = [selectorOf(target["labelSelector"]), selectorOf(target["annotationSelector"])];
  return items.filter((item) => {
    const called = [item.identity, ...(item.earlier ?? [])];
    const metadata = item.data["metadata"] as Fields | undefined;
    return (
      tests.every(({ field, test }) => test(item.identity[field])) &&
      called.some((each) => name(each.name)) &&
      called.some((each) => namespace(each.namespace || "default")) &&
      labels(textsOf(metadata?.["labels"])) &&
      annotations(textsOf(metadata?.["annotations"]))
    );
  });
}

/** The resource that a strategic merge patch names, by what it is called or was called. */
export const namedItem = (items: readonly Item[], { group, version, kind, name, namespace }: Identity): Item | undefined =>
  items.find((item) => [item.identity, ...(item.earlier ?? [])].some((each) => each.group === group && each.version === version && each.kind === kind && each.name === name && (each.namespace || "default") === (namespace || "default")));

function whole(pattern: unknown): (text: string) => boolean {
  const given = asText(pattern) ?? "";
  if (given === "") return () => true;
  try {
    const expression = new RegExp(`^(?:${given})$`, "u");
    return (text) => expression.test(text);
  } catch {
    throw new TargetFault(`\`${given}\` is no regular expression`);
  }
}

type Pairs = Readonly<Record<string, string>>;

/** A selector as kubectl takes it: `a=b, c!=d, e in (x, y), f notin (z), g, !h`. */
function selectorOf(value: unknown): (pairs: Pairs) => boolean {
  const given = asText(value) ?? "";
  const parts = given.match(/(?:[^,(]|\([^)]*\))+/g) ?? [];
  if (parts.join(",") !== given) throw new TargetFault(`\`${given}\` is no selector`);
  const tests = parts.map((part) => requirement(part.trim()));
  return (pairs) => tests.every((test) => test(pairs));
}

const NAME = String.raw`[A-Za-z0-9][\w./-]*`;
const FORMS: readonly { readonly form: RegExp; readonly holds: (pairs: Pairs, key: string, value: string) => boolean }[] = [
  { form: new RegExp(`^(${NAME})\\s*==?\\s*([\\w.-]*)$`), holds: (pairs, key, value) => pairs[key] === value },
  { form: new RegExp(`^(${NAME})\\s*!=\\s*([\\w.-]*)$`), holds: (pairs, key, value) => pairs[key] !== value },
  { form: new RegExp(`^(${NAME})\\s+in\\s*\\(([^)]*)\\)$`), holds: (pairs, key, values) => pairs[key] !== undefined && listed(values).includes(pairs[key]) },
  { form: new RegExp(`^(${NAME})\\s+notin\\s*\\(([^)]*)\\)$`), holds: (pairs, key, values) => pairs[key] === undefined || !listed(values).includes(pairs[key]) },
  { form: new RegExp(`^(${NAME})$`), holds: (pairs, key) => pairs[key] !== undefined },
  { form: new RegExp(`^!\\s*(${NAME})$`), holds: (pairs, key) => pairs[key] === undefined },
];

const listed = (values: string): string[] => values.split(",").map((value) => value.trim());

function requirement(text: string): (pairs: Pairs) => boolean {
  for (const { form, holds } of FORMS) {
    const [, key, value = ""] = form.exec(text) ?? [];
    if (key !== undefined) return (pairs) => holds(pairs, key, value);
  }
  throw new TargetFault(`\`${text}\` is no selector`);
}
