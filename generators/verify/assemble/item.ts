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
  /** True when a prefix or suffix that is not carried out here gives it another name. */
  readonly renamed?: true;
  /** What it was called before a namespace was set: patches may name it by that. */
  readonly earlier?: readonly Identity[];
  /** Where a part of a patched resource was written. */
  readonly locate?: (path: Path) => Location;
}

/** A place in a document. */
export interface Location {
  readonly document: Pick<YamlDocument, "placeOf">;
  readonly path: Path;
}

/** The item of a document, or undefined when the document is no resource. */
export function itemOf(document: YamlDocument): Item | undefined {
  const identity = identify(document.data);
  return identity && { data: document.data as Readonly<Record<string, unknown>>, identity, file: document.file, document, base: [], hashed: false };
}

/** The place of a field in the file it was written in; of the nearest thing around it when a transformation made it. */
export function placeOf(item: Item, path: Path = [], of: "key" | "value" = "value"): Place {
  const { document, path: at } = locate(item, path);
  return document.placeOf(at, of);
}

/** The document that a field comes from, and where it stands there. */
export const locate = (item: Item, path: Path): Location => item.locate?.(path) ?? { document: item.document, path: [...item.base, ...path] };

export function withData(item: Item, data: Readonly<Record<string, unknown>>): Item {
  const identity = identify(data);
  if (identity === undefined) return item;
  return { ...item, data, identity, ...(identity.key === item.identity.key || item.identity.key === "" ? {} : { earlier: [...(item.earlier ?? []), item.identity] }) };
}

/** Where the name stands: what a finding about the whole resource points at. */
export const placeOfName = (item: Item): Place => placeOf(item, ["metadata", "name"]);

/** `Deployment temporal-system/web`, as people name resources. */
export const nameOf = ({ kind, namespace, name }: { readonly kind: string; readonly namespace: string; readonly name: string }): string => name === "" ? `${kind} without a name` : `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`;
