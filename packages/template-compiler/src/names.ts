/** A path of names such as `cluster.database.host`, with its place. */
export interface Reference {
  readonly names: readonly string[];
  readonly at: { readonly line: number; readonly column: number };
}

/** A path that decides, or its opposite. */
export interface Condition {
  readonly reference: Reference;
  readonly negated: boolean;
}

const NAME = /^[A-Za-z][A-Za-z0-9]*$/;

export const isName = (text: string): boolean => NAME.test(text);

/** Names that the compiled functions use themselves or that the language keeps. */
const taken = new Set(
  ("model out sink emit holds yaml markdown shell json Model Sink " +
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function " +
    "if implements import in instanceof interface let new null package private protected public return static super switch this throw true try " +
    "typeof undefined var void while with yield").split(" "),
);

export const isTaken = (name: string): boolean => taken.has(name);

/** Variables that a path may start with, and all names that the compiled code came to use, `model` among them. */
export interface Scope {
  readonly variables: ReadonlySet<string>;
  readonly used: Set<string>;
}

/** The value at a path: of a variable in scope, else of the model's root. */
export function access(reference: Reference, scope: Scope): string {
  return rooted(reference, scope).join(".");
}

/** The question whether a path holds. Every step may be null, as in Handlebars; an unknown one is a type error all the same. */
export function question(condition: Condition, scope: Scope): string {
  const [root, first, ...rest] = rooted(condition.reference, scope);
  scope.used.add("holds");
  const path = first === undefined ? root : [`${root}.${first}`, ...rest].join("?.");
  return `${condition.negated ? "!" : ""}holds(${path})`;
}

function rooted(reference: Reference, scope: Scope): readonly string[] {
  const path = scope.variables.has(reference.names[0] ?? "") ? reference.names : ["model", ...reference.names];
  scope.used.add(path[0] ?? "");
  return path;
}

/** Name of the function for a path: its words in camel case, made unique by a number. */
export function functionName(path: string, used: Set<string>): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const cased = words.map((word) => (/[a-z]/.test(word) ? word : word.toLowerCase()));
  const camel = cased.map((word, i) => (i === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1)).join("");
  const base = /^[a-z]/.test(camel) && !isTaken(camel) ? camel : `file${camel.charAt(0).toUpperCase()}${camel.slice(1)}`;
  let name = base;
  for (let i = 2; used.has(name); i += 1) name = `${base}${i}`;
  used.add(name);
  return name;
}
