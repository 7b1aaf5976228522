import { identify, type Identity, type Path, type YamlDocument } from "../../document/index.ts";
import type { Place } from "../../finding.ts";

/** A resource on its way through kustomize: its data as it will be applied, and where it was written. */
export interface Item {
  readonly data: Readonly<Record<string, unknown>>;
  readonly identity: Identity;
  readonly file: string;
  readonly document: YamlDocument;
  /** Where the resource stands in its document: not at the root when a generator makes it. */
  readonly base: Path;
  /** True when kustomize appends a hash of the content to the name. */
  readonly hashed: boolean;
}

/** The item of a document, or undefined when the document is no resource. */
export function itemOf(document: YamlDocument): Item | undefined {
  const identity = identify(document.data);
  return identity && { data: document.data as Readonly<Record<string, unknown>>, identity, file: document.file, document, base: [], hashed: false };
}

/** The place of a field in the file it was written in; of the nearest thing around it when a transformation made it. */
export function placeOf(item: Item, path: Path = [], of: "key" | "value" = "value"): Place {
  return item.document.placeOf([...item.base, ...path], of);
}

export function withData(item: Item, data: Readonly<Record<string, unknown>>): Item {
  const identity = identify(data);
  return identity === undefined ? item : { ...item, data, identity };
}

/** Where the name stands: what a finding about the whole resource points at. */
export const placeOfName = (item: Item): Place => placeOf(item, ["metadata", "name"]);

/** `Deployment temporal-system/web`, as people name resources. */
export const nameOf = ({ kind, namespace, name }: { readonly kind: string; readonly namespace: string; readonly name: string }): string => `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`;
