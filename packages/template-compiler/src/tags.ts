import Handlebars from "handlebars";
import type { At, Report } from "./fault.ts";
import { isName, isTaken, type Condition, type Reference } from "./names.ts";

/** A template in the order in which it is written. Blocks are flat here: what opens, what parts and what closes. */
export type Token =
  | { readonly kind: "text"; readonly text: string; readonly at: At }
  | { readonly kind: "value"; readonly reference: Reference; readonly at: At }
  | { readonly kind: "if"; readonly condition: Condition; readonly at: At }
  | { readonly kind: "each"; readonly list: Reference; readonly item: string; readonly at: At }
  | { readonly kind: "else"; readonly at: At }
  | { readonly kind: "close"; readonly at: At }
  | { readonly kind: "comment"; readonly at: At }
  | { readonly kind: "include"; readonly path: string; readonly at: At };

export type Tag = Exclude<Token, { kind: "text" | "value" }>;

type Ast = hbs.AST.Statement;

/** Parses a template and refuses all of Handlebars that is not in our subset; null after a report. */
export function tokens(text: string, report: Report): readonly Token[] | null {
  let faulty = false;
  const refuse: Report = (...fault) => {
    faulty = true;
    report(...fault);
  };
  let program: hbs.AST.Program;
  try {
    program = Handlebars.parseWithoutProcessing(text);
  } catch (error) {
    report("template/syntax", placeOf(error), `Handlebars cannot read this: ${explanation(error)}.`, "Correct the tag; a brace that belongs to the text is written \\{{.");
    return null;
  }
  const out = flatten(program, refuse);
  return faulty ? null : out;
}

function flatten(program: hbs.AST.Program, report: Report): Token[] {
  return program.body.flatMap((statement) => {
    const at = startOf(statement);
    switch (statement.type) {
      case "ContentStatement":
        return [{ kind: "text", text: (statement as hbs.AST.ContentStatement).value, at }];
      case "CommentStatement":
        return [{ kind: "comment", at }];
      case "MustacheStatement":
        return value(statement as hbs.AST.MustacheStatement, at, report);
      case "PartialStatement":
        return include(statement as hbs.AST.PartialStatement, at, report);
      case "BlockStatement":
        return block(statement as hbs.AST.BlockStatement, at, report);
      default:
        report("template/unsupported", at, `Templates have no ${statement.type}.`, "Use values, if, unless, each, comments and includes.");
        return [];
    }
  });
}

function value(statement: hbs.AST.MustacheStatement, at: At, report: Report): Token[] {
  if (!statement.escaped) report("template/unsupported", at, "Every value is written for where it stands; there is no raw output.", "Use two braces.");
  else if (statement.params.length > 0 || statement.hash !== undefined) report("template/unsupported", at, "Templates have no helpers.", "Compute the value in the model.");
  else if (strips(statement.strip)) report("template/unsupported", at, "Templates have no ~: white space stays as it is written.", "Remove it.");
  else {
    const found = reference(statement.path, report);
    return found === null ? [] : [{ kind: "value", reference: found, at }];
  }
  return [];
}

function include(statement: hbs.AST.PartialStatement, at: At, report: Report): Token[] {
  const name = statement.name as hbs.AST.Expression;
  if (name.type !== "StringLiteral" || statement.params.length > 0 || statement.hash !== undefined || strips(statement.strip)) {
    report("template/unsupported", at, "An include names one file and nothing else.", 'Write {{> "_folder/file"}}, relative to the template.');
    return [];
  }
  return [{ kind: "include", path: (name as hbs.AST.StringLiteral).value, at }];
}

function block(statement: hbs.AST.BlockStatement, at: At, report: Report): Token[] {
  const head = opening(statement, at, report);
  // Handlebars leaves either side of a block undefined where `^` stands for `else`.
  const program = statement.program as hbs.AST.Program | undefined;
  const inverse = statement.inverse as (hbs.AST.Program & { chained?: boolean }) | undefined;
  if (program === undefined || inverse?.chained || strips(statement.openStrip) || strips(statement.inverseStrip) || strips(statement.closeStrip)) {
    report("template/unsupported", at, "Blocks have neither `else if`, `^` nor `~`.", "Nest a second block in a plain {{else}}.");
    return [];
  }
  if (inverse !== undefined && head?.kind === "each") report("template/unsupported", at, "{{each}} has no {{else}}.", "Put an {{#if}} with a boolean of the model around it.");
  const body = flatten(program, report);
  const other: Token[] = inverse === undefined ? [] : [{ kind: "else", at }, ...flatten(inverse, report)];
  return head === null ? [] : [head, ...body, ...other, { kind: "close", at }];
}

function opening(statement: hbs.AST.BlockStatement, at: At, report: Report): Tag | null {
  const kind = statement.path.original;
  const subject = statement.params[0];
  const params = statement.program?.blockParams ?? [];
  if (kind !== "if" && kind !== "unless" && kind !== "each") {
    report("template/unsupported", at, `There is no block {{#${kind}}}.`, "Use if, unless or each.");
    return null;
  }
  if (subject === undefined || statement.params.length > 1 || statement.hash !== undefined) {
    report("template/unsupported", at, `{{#${kind}}} takes one path.`, "Compute anything else in the model.");
    return null;
  }
  const found = reference(subject, report);
  if (found === null) return null;
  if (kind !== "each") {
    if (params.length === 0) return { kind: "if", condition: { reference: found, negated: kind === "unless" }, at };
    report("template/unsupported", at, `{{#${kind}}} has no block parameter.`, "Remove it.");
    return null;
  }
  const [item] = params;
  if (item === undefined || params.length > 1) report("template/unsupported", at, "{{#each}} names its member, and nothing else.", "Write {{#each path as |member|}}.");
  else if (!isName(item) || isTaken(item)) report("template/name", at, `${JSON.stringify(item)} cannot be the name of a member.`, "Choose a plain word that the compiled code does not use.");
  else return { kind: "each", list: found, item, at };
  return null;
}

function reference(expression: hbs.AST.Expression, report: Report): Reference | null {
  const at = startOf(expression);
  if (expression.type !== "PathExpression") {
    report("template/unsupported", at, "Only paths of the model stand in braces, no literals and no calls.", "Write the text outside of the braces, or compute the value in the model.");
    return null;
  }
  const path = expression as hbs.AST.PathExpression;
  // `this.x`, `../x`, `@x` and `[x]` all differ from their parts joined by dots.
  if (path.data || path.depth > 0 || path.original !== path.parts.join(".") || !path.parts.every(isName)) {
    report("template/unsupported", at, `${JSON.stringify(path.original)} is not a path of plain names.`, "Start at a block parameter, at a variable of the path or at the model's root, with dots between names.");
    return null;
  }
  return { names: path.parts, at };
}

const strips = (flags: hbs.AST.StripFlags | undefined): boolean => flags?.open === true || flags?.close === true;

const startOf = (node: Ast): At => ({ line: node.loc.start.line, column: node.loc.start.column + 1 });

/** Faults of the grammar carry their place; for those of the parser it is where its lexer stands. */
function placeOf(error: unknown): At {
  const known = error as { lineNumber?: number; column?: number };
  if (known.lineNumber !== undefined) return { line: known.lineNumber, column: (known.column ?? 0) + 1 };
  const { lexer } = (Handlebars as unknown as { Parser: { lexer: { yylloc: { first_line: number; first_column: number; last_line: number; last_column: number } } } }).Parser;
  const lexical = error instanceof Error && error.message.startsWith("Lexical");
  return lexical ? { line: lexer.yylloc.last_line, column: lexer.yylloc.last_column + 1 } : { line: lexer.yylloc.first_line, column: lexer.yylloc.first_column + 1 };
}

const tokenNames: Readonly<Record<string, string>> = { EOF: "the end of the file inside a tag or a block", INVERSE: "an {{else}} outside of a block", CLOSE_UNESCAPED: "}}}" };

function explanation(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const token = /, got '(\w+)'$/.exec(message)?.[1];
  return token === undefined ? (message.split("\n")[0] ?? "").replace(/ - \d+:\d+$|[.:]$/g, "") : `unexpected ${tokenNames[token] ?? token}`;
}
