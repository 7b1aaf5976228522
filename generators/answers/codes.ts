import type { Path } from "../document/index.ts";

/** Every code of this stage and what it says in a few words. All are errors: a platform is never made from half an answer. */
export const codes = {
  "answers/too-large": "a file larger than answers ever are",
  "answers/empty": "a file that says nothing",
  "answers/several-documents": "more than one YAML document",
  "answers/not-a-map": "a file that is no map of keys and values",
  "answers/not-plain": "a value of a type that answers do not have",
  "answers/shared": "a cluster that is written once and used twice",
  "answers/unknown-key": "a key that does not exist here",
  "answers/missing": "a key that has to be there",
  "answers/wrong-type": "a value of the wrong type",
  "answers/not-allowed": "a value, or a key, that is not allowed here",
  "answers/bad-format": "a text that is not written as it has to be",
  "answers/bad-name": "a name that cannot be one",
  "answers/bad-quantity": "an amount with a wrong or missing unit",
  "answers/out-of-range": "a value that is too small, too large, too short or too long",
  "answers/unsafe-text": "a text that a later program would interpret",
  "answers/unknown-placeholder": "braces around something that is not filled in",
  "answers/wrong-cloud": "a block of another cloud than the cluster's",
  "answers/contradiction": "two answers that cannot both hold",
  "answers/unknown-cluster": "a cluster that does not exist",
  "answers/circular": "clusters that replicate each other in a circle",
  "answers/permanent-change": "another value than the one that can never change again",
  "answers/not-yet": "something that this version cannot emit",
  "answers/taken": "a name that something has already",
  "answers/cannot-edit": "a place where the file cannot be edited without changing something else",
  "answers/too-many": "more mistakes than are shown",
} as const;

export type Code = keyof typeof codes;

/** A mistake before its place is known. */
export interface Fault {
  readonly code: Code;
  /** Path in the file as written; for something missing, the path where it is missed. */
  readonly path: Path;
  /** Path of the line to point at, when it is another one: a value may come from `defaults` or a tier. */
  readonly from?: Path;
  /** Whether the key or the value is at fault. */
  readonly at: "key" | "value";
  readonly reason: string;
  readonly remedy: string;
}

/** Longest part of a value that is shown. */
const SHOWN = 60;

/** Texts that are worth more than the message they would stand in. */
const SECRET = /^AGE-SECRET-KEY-|-----BEGIN|:\/\/[^/\s]*:[^/\s]*@/;

/** A value as it is shown in a message: shortened, and never a key or password. */
export function show(value: unknown): string {
  if (typeof value === "string") {
    if (SECRET.test(value)) return "a text that looks like a secret (not shown)";
    const text = value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value;
    return JSON.stringify(text).replace(/[^\P{C}\n]/gu, (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);
  }
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "a map" : String(value);
}

/** `a`, `b` or `c`, as they stand in a message. */
export function listed(words: readonly string[]): string {
  const quoted = words.map((word) => `\`${word}\``);
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
}
