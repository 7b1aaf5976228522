import type { Path } from "../document/index.ts";

/** What was said to a question: a text, one of the choices, or several of them. */
export type Value = string | readonly string[];

/** Answers so far, by id of the question: only of questions that were asked, or would be. */
export type Said = Readonly<Record<string, Value>>;

export interface Choice {
  readonly value: string;
  /** What it means or why one takes it, in half a line. */
  readonly because: string;
}

/** What is known before anybody answers. */
export interface Known {
  /** Address of the Git remote, in the form that answers take. */
  readonly url?: string;
  /** Who the remote belongs to, or who works here; in the form of a name. */
  readonly owner?: string;
  /** Names of kubectl's contexts, when the user allowed to read them. */
  readonly contexts?: readonly string[];
  /** Codes of what a preview of the answers found. */
  readonly found?: ReadonlySet<string>;
  /** Of the platform that something is added to: names that are taken or may be chosen from, and what its clusters have in common. */
  readonly clusters?: readonly string[];
  readonly workers?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly cloud?: string;
  readonly region?: string;
  /** What `defaults` says already, so that nobody has to say it again. */
  readonly inherited?: Readonly<Record<string, unknown>>;
  /** First registry of the delivery. */
  readonly registry?: string;
}

/** One question. Everything about it may depend on what was said before. */
export interface Question {
  readonly id: string;
  readonly kind: "text" | "one" | "several";
  /** Place in the answers file: title, description, owner, example and rules come from the schema there. */
  readonly path: Path;
  /** Instead of the schema's title. */
  readonly title?: string;
  /** Instead of the schema's description. */
  readonly description?: string;
  /** Why it is asked or what it decides, in half a line. */
  readonly why: string;
  /** How to say what differs between clusters: shown once there are several. */
  readonly differs?: string;
  readonly choices?: (said: Said, known: Known) => readonly Choice[];
  /** Several: names of one's own may be added. */
  readonly open?: boolean;
  /** May be left empty: always, or as things are. */
  readonly optional?: boolean | ((said: Said, known: Known) => boolean);
  /** What is wrong when it is left empty and may not be. */
  readonly missing?: string;
  readonly permanent?: boolean;
  readonly fallback?: (said: Said, known: Known) => Value | undefined;
  /** Where the fallback comes from, in half a line. */
  readonly from?: (said: Said, known: Known) => string | undefined;
  readonly when?: (said: Said, known: Known) => boolean;
  /** What is wrong with a value; undefined when nothing is. */
  readonly check: (value: Value, said: Said, known?: Known) => string | undefined;
  /** Example instead of the schema's. */
  readonly example?: string;
}

export const textOf = (said: Said, id: string): string => {
  const value = said[id];
  return typeof value === "string" ? value : "";
};

export const listOf = (said: Said, id: string): readonly string[] => {
  const value = said[id];
  return Array.isArray(value) ? (value as readonly string[]) : [];
};

export const mayBeEmpty = ({ optional = false }: Question, said: Said, known: Known): boolean => (typeof optional === "boolean" ? optional : optional(said, known));

/** A value on one line. */
export const shown = (value: Value): string => (typeof value === "string" ? value : value.join(", "));
