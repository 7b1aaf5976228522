import type { At, Report } from "./fault.ts";
import type { Condition, Reference } from "./names.ts";
import type { Tag, Token } from "./tags.ts";

/** Part of one line. A choice inside a line has one piece per part of it. */
export type Piece =
  | { readonly kind: "text"; readonly text: string; readonly at: At }
  | { readonly kind: "value"; readonly reference: Reference; readonly at: At }
  | { readonly kind: "choice"; readonly condition: Condition; readonly yes: readonly Piece[]; readonly no: readonly Piece[]; readonly at: At };

export interface Line {
  readonly kind: "line";
  readonly pieces: readonly Piece[];
  /** Line of the template. */
  readonly number: number;
  /** For a line of an included file: how far the include is indented. */
  readonly included: number | null;
}

/** A template as lines and blocks of lines: a block never starts or ends inside a line. */
export type Node =
  | Line
  | { readonly kind: "choice"; readonly condition: Condition; readonly yes: readonly Node[]; readonly no: readonly Node[]; readonly at: At }
  | { readonly kind: "loop"; readonly list: Reference; readonly item: string; readonly body: readonly Node[]; readonly at: At };

/** Gives the text of a file to include; null after a report. */
export type Include = (path: string, at: At) => string | null;

type Raw = readonly Token[];

/** Builds the tree of lines; null after a report. A tag alone on its line vanishes with it. `variables` are the names that a loop may not take. */
export function lineTree(tokens: readonly Token[], variables: readonly string[], include: Include, report: Report): readonly Node[] | null {
  let faulty = false;
  const refuse: Report = (...fault) => {
    faulty = true;
    report(...fault);
  };
  const root: Node[] = [];
  const open: { tag: Tag; target: Node[]; parent: Node[] }[] = [];
  let target = root;
  for (const raw of rawLines(tokens)) {
    const tags = raw.filter((token): token is Tag => token.kind !== "text" && token.kind !== "value");
    const [tag] = tags;
    if (tag === undefined || !isAlone(raw)) {
      const pieces = piecesOf(raw, refuse);
      if (pieces === null) return null;
      target.push({ kind: "line", pieces, number: lineOf(raw), included: null });
    } else if (tags.length > 1 && tags.some((one) => one.kind !== "comment")) {
      refuse("template/unsupported", tag.at, "Several tags share a line with nothing else.", "Give each of them a line.");
      return null;
    } else if (tag.kind === "include") target.push(...included(tag, raw, include, refuse));
    else if (tag.kind === "if") {
      const node = { kind: "choice" as const, condition: tag.condition, yes: [] as Node[], no: [] as Node[], at: tag.at };
      target.push(node);
      open.push({ tag, target: node.no, parent: target });
      target = node.yes;
    } else if (tag.kind === "each") {
      const taken = [...variables, ...open.map((one) => (one.tag.kind === "each" ? one.tag.item : ""))];
      if (taken.includes(tag.item)) refuse("template/name", tag.at, `The name ${tag.item} has a meaning here already.`, "Choose another name for the member.");
      const node = { kind: "loop" as const, list: tag.list, item: tag.item, body: [] as Node[], at: tag.at };
      target.push(node);
      open.push({ tag, target: node.body, parent: target });
      target = node.body;
    } else if (tag.kind === "else") target = open.at(-1)?.target ?? target;
    else if (tag.kind === "close") target = open.pop()?.parent ?? target;
  }
  return faulty ? null : root;
}

const isAlone = (raw: Raw): boolean => raw.every((token) => token.kind !== "value" && (token.kind !== "text" || token.text.trim() === ""));

const lineOf = (raw: Raw): number => raw[0]?.at.line ?? 1;

function rawLines(tokens: readonly Token[]): Raw[] {
  const lines: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind !== "text") {
      lines.at(-1)?.push(token);
      continue;
    }
    for (const [i, text] of token.text.split("\n").entries()) {
      if (i > 0) lines.push([]);
      const at = i === 0 ? token.at : { line: token.at.line + i, column: 1 };
      // An empty text at the start of a line keeps the line's number.
      if (text !== "" || i > 0) lines.at(-1)?.push({ kind: "text", text, at });
    }
  }
  // The text's last line feed ends a line and starts none.
  if (lines.at(-1)?.every((token) => token.kind === "text" && token.text === "")) lines.pop();
  return lines;
}

function included(tag: Extract<Tag, { kind: "include" }>, raw: Raw, include: Include, report: Report): Line[] {
  const text = include(tag.path, tag.at);
  if (text === null) {
    report("template/include", tag.at, `There is no file ${JSON.stringify(tag.path)} to include.`, "Name a file of the templates' folder, relative to this template, that has no .hbs at its end.");
    return [];
  }
  const [first] = raw;
  const indent = first?.kind === "text" ? first.text : "";
  const lines = text.split("\n").slice(0, -1);
  return lines.map((line) => ({
    kind: "line",
    pieces: line === "" ? [] : [{ kind: "text", text: indent + line, at: tag.at }],
    number: tag.at.line,
    included: indent.length,
  }));
}

/** Pieces of a line that holds more than a tag. Blocks may stand in it when they end in it. */
function piecesOf(raw: Raw, report: Report): readonly Piece[] | null {
  const root: Piece[] = [];
  const open: { no: Piece[]; parent: Piece[] }[] = [];
  let target = root;
  for (const token of raw) {
    if (token.kind === "text" || token.kind === "value") target.push(token);
    else if (token.kind === "if") {
      const piece = { kind: "choice" as const, condition: token.condition, yes: [] as Piece[], no: [] as Piece[], at: token.at };
      target.push(piece);
      open.push({ no: piece.no, parent: target });
      target = piece.yes;
    } else if (token.kind === "include" || token.kind === "each") {
      report("template/unsupported", token.at, "Includes and {{#each}} work on whole lines.", "Put the tag alone on its line.");
      return null;
    } else if (token.kind !== "comment") {
      const block = open.at(-1);
      if (block === undefined) return splitBlock(token.at, report);
      if (token.kind === "close") open.pop();
      target = token.kind === "else" ? block.no : block.parent;
    }
  }
  return open.length > 0 ? splitBlock(raw.find((token) => token.kind === "if")?.at ?? { line: lineOf(raw), column: 1 }, report) : root;
}

function splitBlock(at: At, report: Report): null {
  report("template/unsupported", at, "The block starts or ends in the middle of a line.", "Put its tags on lines of their own, or the whole block on one line.");
  return null;
}
