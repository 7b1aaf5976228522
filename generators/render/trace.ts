import sources from "#build/sources.json" with { type: "json" };
import type { Path } from "../document/path.ts";
import type { Model } from "../model/model.ts";
import { holds } from "./condition.ts";
import type { Names, SourceCall, SourceCondition, SourceNode, SourcePart, SourceTemplate } from "./source.ts";
import * as json from "./write-json.ts";
import * as markdown from "./write-markdown.ts";
import * as shell from "./write-shell.ts";
import * as yaml from "./write-yaml.ts";

/** One line of an emitted file and all that went into it. */
export interface TracedLine {
  readonly text: string;
  /** Line of the template. */
  readonly number: number;
  /** Values of the model that are printed in it. */
  readonly values: readonly Path[];
  /** Values that decided that it is there: blocks around it, outermost first. */
  readonly decided: readonly Path[];
}

export interface TracedFile {
  /** Path of the template: `templates/clusters/{cluster}/server/helmrelease.yaml.hbs`. */
  readonly source: string;
  /** Values that decided that the file is there. */
  readonly decided: readonly Path[];
  /** Null for a file that is copied as it stands: its lines are those of its source. */
  readonly lines: readonly TracedLine[] | null;
}

/** Variable → its value and where in the model that is. */
type Scope = ReadonlyMap<string, Located>;

interface Located {
  readonly value: unknown;
  readonly at: Path;
}

/** How an emitted path came about; undefined when nothing emits it. Interprets the templates, where `render` runs them compiled. */
export function traceFile(model: Model, path: string): TracedFile | undefined {
  const own = path.startsWith(model.repository.prefix) ? path.slice(model.repository.prefix.length) : undefined;
  if (own === undefined) return undefined;
  for (const template of sources as readonly SourceTemplate[]) {
    for (const scope of scopesOf(template, model)) {
      if (pathOf(template, scope) !== own || !template.conditions.every((condition) => isMet(condition, scope).met)) continue;
      const decided = template.conditions.map((condition) => isMet(condition, scope).at);
      return { source: template.source, decided, lines: template.content && linesOf(template.content, scope) };
    }
  }
  return undefined;
}

function scopesOf({ variables }: SourceTemplate, model: Model): Scope[] {
  return variables.reduce<Scope[]>(
    (scopes, { name, list }) => scopes.flatMap((scope) => members(resolve(list, scope)).map((member) => new Map([...scope, [name, member]]))),
    [new Map([["model", { value: model, at: [] }]])],
  );
}

const pathOf = ({ path, variables }: SourceTemplate, scope: Scope): string =>
  path.map((part, index) => (index % 2 === 0 ? part : String((scope.get(part)?.value as Readonly<Record<string, unknown>>)[variables.find(({ name }) => name === part)?.prints ?? "name"]))).join("");

function resolve(names: Names, scope: Scope): Located {
  const [first = "", ...rest] = names;
  const start = scope.get(first);
  const root = start ?? (scope.get("model") as Located);
  return (start ? rest : names).reduce<Located>(({ value, at }, step) => ({ value: value === null || value === undefined ? undefined : (value as Readonly<Record<string, unknown>>)[step], at: [...at, step] }), root);
}

const members = ({ value, at }: Located): Located[] => (Array.isArray(value) ? value.map((each: unknown, index) => ({ value: each, at: [...at, index] })) : []);

function isMet({ names, negated }: SourceCondition, scope: Scope): { readonly met: boolean; readonly at: Path } {
  const { value, at } = resolve(names, scope);
  return { met: holds(value as boolean) !== negated, at };
}

function linesOf(nodes: readonly SourceNode[], scope: Scope): readonly TracedLine[] {
  // A line may consist of several pieces, and one piece may make several lines.
  const pieces: TracedLine[] = [];
  collect(nodes, scope, [], pieces);
  const lines: TracedLine[] = [];
  let open: TracedLine | undefined;
  for (const { text, number, values, decided } of pieces) {
    for (const [index, part] of text.split("\n").entries()) {
      if (index > 0 && open !== undefined) {
        lines.push(open);
        open = undefined;
      }
      if (index > 0 && part === "" && index === text.split("\n").length - 1) continue;
      open = open === undefined ? { text: part, number, values, decided } : { ...open, text: open.text + part, values: [...open.values, ...values] };
    }
  }
  return open === undefined ? lines : [...lines, open];
}

function collect(nodes: readonly SourceNode[], scope: Scope, decided: readonly Path[], out: TracedLine[]): void {
  for (const node of nodes) {
    if (node.kind === "text") {
      const values: Path[] = [];
      const text = write(node.parts, scope, values);
      if (text !== "") out.push({ text, number: node.number, values, decided });
    } else if (node.kind === "choice") {
      const { met, at } = isMet(node.condition, scope);
      collect(met ? node.yes : node.no, scope, [...decided, at], out);
    } else {
      const list = resolve(node.names, scope);
      for (const member of members(list)) collect(node.body, new Map([...scope, [node.item, member]]), [...decided, list.at], out);
    }
  }
}

function write(parts: readonly SourcePart[], scope: Scope, values: Path[]): string {
  return parts.map((part) => {
    if (typeof part === "string") return part;
    if ("call" in part) return call(part, scope, values);
    const { met, at } = isMet(part.condition, scope);
    values.push(at);
    return write(met ? part.yes : part.no, scope, values);
  }).join("");
}

const WRITERS = { yaml, markdown, shell, json } as unknown as Readonly<Record<string, Readonly<Record<string, (...args: readonly unknown[]) => string>>>>;

function call({ call: name, args }: SourceCall, scope: Scope, values: Path[]): string {
  const [kind = "", writer = ""] = name.split(".");
  const made = args.map((argument) => {
    if (typeof argument !== "object") return argument;
    if ("call" in argument) return call(argument, scope, values);
    const { value, at } = resolve(argument.names, scope);
    values.push(at);
    return value;
  });
  const write = WRITERS[kind]?.[writer];
  if (write === undefined) throw new Error(`There is no writer ${name}`);
  return write(...made);
}
