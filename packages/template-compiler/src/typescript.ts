import { placeholderOf, placeholders, type EmittedPath } from "./emitted-path.ts";
import { access, functionName, question, type Condition, type Scope } from "./names.ts";
import type { Placed } from "./place.ts";
import type { Call, Part } from "./view.ts";

/** One file to emit, or one per member where its path repeats. */
export interface Unit {
  /** Path of its source below the templates' folder. */
  readonly source: string;
  readonly path: EmittedPath;
  /** All must hold, from the outermost folder to the file. */
  readonly conditions: readonly Condition[];
  readonly ownership: "generated" | "once";
  readonly executable: boolean;
  /** Null for a file that is copied as it stands. */
  readonly content: readonly Placed[] | null;
}

/** The module `build/templates.ts`: one function per template and `emit`, which calls them all. `root` is the name of the templates' folder. */
export function typescript(units: readonly Unit[], root: string): string {
  const names = new Set<string>();
  const used = new Set<string>();
  const functions = units.flatMap((unit) => (unit.content === null ? [] : [compiled(unit, unit.content, functionName(unit.path.pattern, names), root)]));
  for (const one of functions) for (const name of one.used) used.add(name);
  const types = aliases(new Set(functions.flatMap((one) => one.parameters)));
  const calls = new Map(functions.map((one) => [one.unit, one.call]));
  const inEmit = new Set<string>();
  const body = emission(units, calls, 0, "  ", inEmit);
  for (const name of inEmit) used.add(name);
  const isCalled = functions.some((one) => one.used.has("model"));
  const model = inEmit.has("model") || isCalled ? "model" : "_model";
  const emit = `/** Hands every file of the repository to the sink. */\nexport function emit(${model}: Model, ${body === "" ? "_sink" : "sink"}: Sink): void {\n${body}}\n`;
  return [`// Compiled from ${root}/. Changes belong there.\n${imports(used)}`, ...types, ...functions.map((one) => one.text), emit].join("\n");
}

function imports(used: ReadonlySet<string>): string {
  const writers = ["yaml", "markdown", "shell", "json"].filter((kind) => used.has(kind));
  return [
    'import type { Model } from "../generators/model/model.ts";',
    ...(used.has("holds") ? ['import { holds } from "../generators/render/condition.ts";'] : []),
    'import type { Sink } from "../generators/render/sink.ts";',
    ...writers.map((kind) => `import * as ${kind} from "../generators/render/write-${kind}.ts";`),
    "",
  ].join("\n");
}

/** Types of the path variables that functions take, each after the one it is made from. */
function aliases(variables: ReadonlySet<string>): string[] {
  const needed = new Set<string>();
  const need = (name: string): void => {
    const { inside } = placeholderOf(name);
    if (inside !== null) need(inside);
    needed.add(name);
  };
  for (const name of Object.keys(placeholders)) if (variables.has(name)) need(name);
  const lines = [...needed].map((name) => {
    const { inside, list, optional } = placeholderOf(name);
    const members = list.reduce((type, step, i) => `${optional && i > 0 ? `NonNullable<${type}>` : type}["${step}"]`, typeName(inside ?? "model"));
    return `type ${typeName(name)} = ${members}[number];\n`;
  });
  return lines.length === 0 ? [] : [lines.join("")];
}

const typeName = (variable: string): string => variable.charAt(0).toUpperCase() + variable.slice(1);

interface Compiled {
  readonly unit: Unit;
  readonly text: string;
  readonly call: string;
  readonly parameters: readonly string[];
  readonly used: ReadonlySet<string>;
}

function compiled(unit: Unit, content: readonly Placed[], name: string, root: string): Compiled {
  const scope: Scope = { variables: new Set(unit.path.variables), used: new Set() };
  const guards = unit.conditions.map((condition) => `  if (${question({ ...condition, negated: !condition.negated }, scope)}) return null;\n`).join("");
  const lines = content.flatMap((node) => (node.kind === "text" ? [node.parts] : []));
  const body = lines.length === content.length ? `  return ${literal(lines.flat(), scope)};\n` : `  let out = "";\n${statements(content, scope, "  ")}  return out;\n`;
  const variables = ["model", ...unit.path.variables].filter((variable) => scope.used.has(variable));
  const parameters = variables.map((variable) => `${variable}: ${typeName(variable)}`).join(", ");
  const result = guards === "" ? "string" : "string | null";
  return {
    unit,
    text: `/** ${root}/${unit.source} */\nfunction ${name}(${parameters}): ${result} {\n${guards}${body}}\n`,
    call: `${name}(${variables.join(", ")})`,
    parameters: variables,
    used: scope.used,
  };
}

/** Statements that append to `out`. Each run of text is marked with its line in the template, so that a type error leads there. */
function statements(nodes: readonly Placed[], scope: Scope, indent: string): string {
  let code = "";
  for (let i = 0; i < nodes.length; i += 1) {
    const node = nodes[i];
    if (node?.kind === "text") {
      const run: Part[] = [];
      const { number } = node;
      for (let next: Placed | undefined = node; next?.kind === "text"; next = nodes[(i += 1)]) run.push(...next.parts);
      i -= 1;
      code += `${indent}// line ${number}\n${indent}out += ${literal(run, scope)};\n`;
    } else if (node?.kind === "choice") {
      const inner = `${indent}  `;
      const no = node.no.length === 0 ? "" : ` else {\n${statements(node.no, scope, inner)}${indent}}`;
      code += `${indent}if (${question(node.condition, scope)}) {\n${statements(node.yes, scope, inner)}${indent}}${no}\n`;
    } else if (node?.kind === "loop") {
      const inside: Scope = { variables: new Set([...scope.variables, node.item]), used: scope.used };
      code += `${indent}for (const ${node.item} of ${access(node.list, scope)}) {\n${statements(node.body, inside, `${indent}  `)}${indent}}\n`;
    }
  }
  return code;
}

function literal(line: readonly Part[], scope: Scope): string {
  let code = "";
  let text = "";
  for (const part of line) {
    if (typeof part === "string") text += part;
    else {
      code += `${escaped(text)}\${${"call" in part ? call(part, scope) : `${question(part.condition, scope)} ? ${literal(part.yes, scope)} : ${literal(part.no, scope)}`}}`;
      text = "";
    }
  }
  return `\`${code}${escaped(text)}\``;
}

const escaped = (text: string): string => text.replaceAll(/[\\`]|\$\{/g, "\\$&");

function call(part: Call, scope: Scope): string {
  scope.used.add(part.call.split(".")[0] ?? "");
  const args = part.args.map((argument) => {
    if (typeof argument === "string") return JSON.stringify(argument);
    if (typeof argument === "number") return String(argument);
    return "call" in argument ? call(argument, scope) : access(argument.value, scope);
  });
  return `${part.call}(${args.join(", ")})`;
}

/** Calls of the sink, in loops over what the paths repeat for. */
function emission(units: readonly Unit[], calls: ReadonlyMap<Unit, string>, depth: number, indent: string, used: Set<string>): string {
  const here = units.filter((unit) => unit.path.variables.length === depth).map((unit) => indent + statement(unit, calls.get(unit), used));
  const deeper = units.filter((unit) => unit.path.variables.length > depth);
  const loops = [...new Set(deeper.map((unit) => unit.path.variables[depth] ?? ""))].map((variable) => {
    const { inside, list, optional } = placeholderOf(variable);
    used.add(inside ?? "model");
    const members = `${inside ?? "model"}.${list.join(optional ? "?." : ".")}${optional ? " ?? []" : ""}`;
    const group = deeper.filter((unit) => unit.path.variables[depth] === variable);
    return `${indent}for (const ${variable} of ${members}) {\n${emission(group, calls, depth + 1, `${indent}  `, used)}${indent}}\n`;
  });
  return [...here, ...loops].join("");
}

function statement(unit: Unit, made: string | undefined, used: Set<string>): string {
  const path = unit.path.parts.map((part, i) => (i % 2 === 0 ? escaped(part) : `\${${part}.${placeholderOf(part).prints}}`)).join("");
  const target = unit.path.variables.length === 0 ? JSON.stringify(unit.path.pattern) : `\`${path}\``;
  if (made !== undefined) return `sink.write(${target}, ${made}, ${unit.executable}, "${unit.ownership}");\n`;
  const guard = unit.conditions.map((condition) => question(condition, { variables: new Set(unit.path.variables), used })).join(" && ");
  return `${guard === "" ? "" : `if (${guard}) `}sink.copy(${target}, ${JSON.stringify(unit.source)}, "${unit.ownership}");\n`;
}
