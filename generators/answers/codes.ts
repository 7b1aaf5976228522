import type { CodeRow } from "../finding.ts";
import type { Path } from "../document/index.ts";

/** Every code of this stage: nearly all are errors, since a platform is never made from half an answer. Title and page are for people; see `CodeRow`. */
export const codes = {
  "answers/too-large": ["error", "a file larger than answers ever are",
    "Answers are a few hundred lines; a file of more than a mebibyte is another file, or one that was made to exhaust the reader. Check that the right file is named."],
  "answers/empty": ["error", "a file that says nothing",
    "The file has no content, or comments only. A platform needs at least a customer, a repository and one cluster. Begin with one of the examples, or with `schemas/answers.schema.json` in an editor that completes keys."],
  "answers/several-documents": ["error", "more than one YAML document",
    "The file has a line `---` that begins a second document, and nobody could say which one counts. Keep one; clusters that differ stand under `clusters` of the same file."],
  "answers/not-a-map": ["error", "a file that is no map of keys and values",
    "Answers are keys with values, `customer: Acme`. A file that begins with `-`, or that is a single word, is a list or a text. Often the wrong file was named."],
  "answers/not-plain": ["error", "a value of a type that answers do not have",
    "Answers have texts, numbers, booleans, lists and maps. YAML can also write dates, binary data and numbers such as `.inf`. Put the value in quotes when a text is meant: `date: \"2026-01-01\"`."],
  "answers/shared": ["error", "a cluster that is written once and used twice",
    "One map that stands for two clusters means that a change of one changes the other unseen. What clusters have in common belongs under `defaults` or `tiers`, and what is their own stands with each."],
  "answers/unknown-key": ["error", "a key that does not exist here",
    "A key that nobody reads would be a wish that is silently not granted. It is misspelt, or indented too far or too little. The remedy names the nearest key; the schema lists all."],
  "answers/missing": ["error", "a key that has to be there",
    "Without this value a part of the platform cannot be written, and a guess could be wrong for years. Add it where the finding points: for a cluster, or under `defaults` for all."],
  "answers/wrong-type": ["error", "a value of the wrong type",
    "Text stands where a number belongs, a list where a map belongs, or the like. Common are numbers in quotes, and `key: value` where a list `- value` is asked. Write it as the remedy shows."],
  "answers/not-allowed": ["error", "a value, or a key, that is not allowed here",
    "Only certain words are possible at this place, or the key has a meaning elsewhere only. Choose one of those that the remedy lists."],
  "answers/bad-format": ["error", "a text that is not written as it has to be",
    "Addresses, versions, identifiers and the like have a form that later programs rely on. Write it as the example in the remedy: a host name without `https://`, an identifier with its dashes."],
  "answers/bad-name": ["error", "a name that cannot be one",
    "Names become names of Kubernetes objects, host names and folders: small letters, digits and dashes, not at the ends, and of limited length. Write `order-intake`, not `Order_Intake`."],
  "answers/bad-quantity": ["error", "an amount with a wrong or missing unit",
    "Amounts have a unit, so that nobody has to guess: `20Gi` of storage, `30s` of time, `500m` of CPU. Mind that `Gi` is 1024³ and `G` 1000³ bytes, and that `m` is a thousandth in CPU but a minute in time."],
  "answers/out-of-range": ["error", "a value that is too small, too large, too short or too long",
    "The value has a limit of the program that it is for, or of reason; the finding says which. Choose one within it."],
  "answers/unsafe-text": ["error", "a text that a later program would interpret",
    "Some characters mean something to the shell, to Helm's templates, to YAML or to a terminal, and could change what is done. Write the text without them: no control characters, no `{{`, no `$(`."],
  "answers/unknown-placeholder": ["error", "braces around something that is not filled in",
    "`{cluster}` in certain texts is replaced by the name of the cluster; this word in braces is replaced by nothing and would stay as it is. Use one of the placeholders that the remedy names."],
  "answers/wrong-cloud": ["error", "a block of another cloud than the cluster's",
    "A block such as `azure:` has an effect in a cluster of that cloud only. Set `cloud` of the cluster accordingly, or move the block to the clusters that it is for."],
  "answers/contradiction": ["error", "two answers that cannot both hold",
    "Each of the two answers is possible, both together are not: what would be written could not work, or would not be what one of them says. Change one; the reason says what each leads to."],
  "answers/unknown-cluster": ["error", "a cluster that does not exist",
    "A key names a cluster, such as `replicates: prod`, and there is none of that name under `clusters`. Correct the name or add the cluster."],
  "answers/circular": ["error", "clusters that replicate each other in a circle",
    "A cluster takes the answers of the one that it replicates; in a circle there is no first. Let one of them stand on its own."],
  "answers/permanent-change": ["error", "another value than the one that can never change again",
    "Some choices, such as the number of history shards or the names of databases, are built into the data at the first start; another value later loses access to it. Write the recorded value again. Where it is really meant, with an empty cluster or a migration, accept it: `update --accept-permanent-change PATH`."],
  "answers/not-yet": ["error", "something that this version cannot emit",
    "The answer has a meaning, but this version does not write what it would need, and half of it would be worse than nothing. Use what the remedy names, or a newer version of this program."],
  "answers/taken": ["error", "a name that something has already", "What is added needs a name of its own: the new entry would otherwise replace another one. Choose another name, or change the entry that is there."],
  "answers/cannot-edit": ["error", "a place where the file cannot be edited without changing something else", "A command that adds to `platform.yaml` keeps every byte that it does not have to change. Here it could not: the place is reached through an alias, or stands inside something that is no map. Write the entry by hand."],
  "answers/too-many": ["error", "more mistakes than are shown",
    "So many mistakes usually have one cause, such as wrong indentation near the top, or another file than was meant. Correct the first ones and run the command again."],
  "answers/migration": ["error", "answers of an older format that cannot be edited in place",
    "The format of answers changed, and the edit that brings a file to the new one does not fit this file, for instance because of aliases. Nothing was written. Make the change that the remedy names by hand."],
  "answers/migrated": ["info", "answers of an older format",
    "The format of answers changed, and `platform.yaml` is edited in place: comments and everything else stay. `update --diff` shows the edits."],
  "answers/newer-format": ["error", "answers of a newer format",
    "The answers were written for a newer release of this program, which says more with them than this one understands. Use a release that reads the format."],
} as const satisfies { readonly [code: `answers/${string}`]: CodeRow };

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
