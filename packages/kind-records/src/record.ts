/** What is kept of one kind of Kubernetes resource: enough to validate it, to merge it and to know what can never change. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON Schema (draft-07 keywords plus `$defs`) or the raw OpenAPI form that it is made of. */
export type Schema = { readonly [key: string]: Json };

export interface Source {
  /** Repository of the project, or who wrote the record. */
  readonly project: string;
  readonly version: string;
  readonly licence: string;
}

/** Paths are dotted; `[]` stands for every item of a list and `*` for every value of a map: `spec.containers[].ports`. */
export interface Rule {
  readonly path: string;
  readonly rule: string;
  /** The rule compares with what was there before, and is held against new objects as well. */
  readonly optionalOldSelf?: true;
  /** The field of the value that the rule is about, where it says so. */
  readonly field?: string;
}

export interface KindRecord {
  readonly apiVersion: string;
  readonly kind: string;
  readonly scope: "Namespaced" | "Cluster";
  readonly source: Source;
  /** Every version of the kind that a server of this release knows, and whether it still serves it. */
  readonly versions: { readonly [version: string]: "served" | "unserved" };
  /** Closed: what is not named is refused, except where the server keeps unknown fields. */
  readonly schema: Schema;
  /** What the server fills in, by path. */
  readonly defaults: { readonly [path: string]: Json };
  /** Lists whose items are told apart by these keys. */
  readonly listKeys: { readonly [path: string]: readonly string[] };
  /** Transition rules: what an update may not do. */
  readonly immutable: readonly Rule[];
  /** Rules in CEL that hold for a single object. */
  readonly cel: readonly Rule[];
}

/** A kind before its schema is closed and shared: the tree that all sources are brought into. */
export interface RawKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly scope: "Namespaced" | "Cluster";
  readonly source: Source;
  readonly versions: { readonly [version: string]: "served" | "unserved" };
  readonly schema: Schema;
  /** Rules that the source does not carry in machine-readable form. */
  readonly immutable?: readonly Rule[];
}

export const isSchema = (value: Json | undefined): value is Schema => typeof value === "object" && value !== null && !Array.isArray(value);

export const apiVersionOf = (group: string, version: string): string => (group === "" ? version : `${group}/${version}`);

/** `apps_deployment_v1`; the core group is `core`. */
export const fileKey = (group: string, version: string, kind: string): string => `${group === "" ? "core" : group}_${kind.toLowerCase()}_${version}`;
