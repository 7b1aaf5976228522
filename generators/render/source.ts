/** Templates as data: what they compile to, kept beside the compiled program for whoever asks where a line comes from. */

/** Names of a path in a template: of a variable in scope, else of the model's root. */
export type Names = readonly string[];

export interface SourceCondition {
  readonly names: Names;
  readonly negated: boolean;
}

/** A call of a writer: `yaml.field` with a value and an indentation. */
export interface SourceCall {
  readonly call: string;
  readonly args: readonly (string | number | SourceCall | { readonly names: Names })[];
}

export type SourcePart = string | SourceCall | { readonly condition: SourceCondition; readonly yes: readonly SourcePart[]; readonly no: readonly SourcePart[] };

export type SourceNode =
  | { readonly kind: "text"; readonly parts: readonly SourcePart[]; readonly number: number }
  | { readonly kind: "choice"; readonly condition: SourceCondition; readonly yes: readonly SourceNode[]; readonly no: readonly SourceNode[] }
  | { readonly kind: "loop"; readonly names: Names; readonly item: string; readonly body: readonly SourceNode[] };

export interface SourceTemplate {
  /** Path of the template from the root of the program's sources. */
  readonly source: string;
  /** The emitted path: texts and variables in turn, a text first. */
  readonly path: readonly string[];
  /** The lists that the path repeats for, each inside the one before or of the model itself. */
  readonly variables: readonly { readonly name: string; readonly list: Names; readonly prints: string }[];
  readonly conditions: readonly SourceCondition[];
  /** Null for a file that is copied as it stands. */
  readonly content: readonly SourceNode[] | null;
}
