import { readFileSync } from "node:fs";
import { commands, HELP, type Command } from "../../generators/cli/commands.ts";
import { EXIT_MEANINGS } from "../../generators/cli/exit-codes.ts";
import { NAME } from "../../generators/cli/version.ts";

/** The parts of the answers schema that a page shows. */
interface Schema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly "x-permanent"?: boolean;
}

const schema = JSON.parse(readFileSync(new URL("../../schemas/answers.schema.json", import.meta.url), "utf8")) as Schema & { readonly $defs: Readonly<Record<string, Schema>> };

/** Pages made from the table of commands and from the schema of the answers: path in this repository → text. */
export function referencePages(): Map<string, string> {
  return new Map([
    ["docs/reference/commands.md", commandsPage()],
    ["docs/reference/answers.md", answersPage()],
  ]);
}

function commandsPage(): string {
  const exits = EXIT_MEANINGS.map(([code, meaning]) => `| ${code} | ${cell(meaning)} |`);
  return `# Commands\n\nMade by \`npm run docs\` from the table of commands. \`${NAME} COMMAND --help\` prints the same.\n\n${commands.map(commandSection).join("\n")}\n## Exit codes\n\n| Code | Meaning |\n|---|---|\n${exits.join("\n")}\n`;
}

function commandSection({ name, arguments: words, summary, options, examples }: Command): string {
  const rows = [...options, HELP].map(({ name: flag, short, value, summary: says, choices }) => `| \`--${flag}${value === undefined ? "" : ` ${value}`}\`${short === undefined ? "" : `, \`-${short}\``} | ${cell(says)}${choices === undefined ? "" : `: ${choices.map((choice) => `\`${choice}\``).join(", ")}`} |`);
  const lines = examples.map((example) => `${NAME} ${example}`);
  return `## ${name}\n\n${sentence(summary)}\n\n\`\`\`sh\n${[NAME, name, words, "[OPTIONS]"].filter(Boolean).join(" ")}\n\`\`\`\n\n| Option | |\n|---|---|\n${rows.join("\n")}\n\n\`\`\`sh\n${lines.join("\n")}\n\`\`\`\n`;
}

/** One section for each block of the schema that has a name, one row for each key; blocks without a name are rows with dots. */
function answersPage(): string {
  const blocks = Object.entries(schema.$defs).filter(([, block]) => isBlock(block));
  const sections = [`## The file\n\n${table(schema)}`, ...blocks.map(([name, block]) => `## ${name}\n\n${block.description ?? sentence(block.title ?? name)}\n\n${table(block)}`)];
  return `# platform.yaml\n\nMade by \`npm run docs\` from the schema of the answers, which \`${NAME} schema\` prints and editors read. *Permanent* values can never change once a cluster runs. What is not said is computed, and shown in the summary and in \`docs/decisions\`.\n\n${sections.join("\n\n")}\n`;
}

function table(block: Schema): string {
  return `| Key | Value | What it says | Example |\n|---|---|---|---|\n${rowsOf(block, "").join("\n")}`;
}

function rowsOf(block: Schema, before: string): string[] {
  const required = new Set(block.required);
  const named = Object.entries(block.properties ?? {}).filter(([, value]) => value.description !== undefined || value.title !== undefined).flatMap(([key, value]) => {
    const path = `${before}${key}`;
    const row = `| \`${path}\`${required.has(key) && before === "" ? " (required)" : ""} | ${kindOf(value)} | ${cell(value.description ?? value.title ?? "")}${value["x-permanent"] === true ? " *Permanent.*" : ""} | ${exampleOf(value)} |`;
    return [row, ...(value.$ref === undefined && isBlock(value) ? rowsOf(value, `${path}.`) : [])];
  });
  const others = typeof block.additionalProperties === "object" ? [`| \`${before}NAME\` | ${kindOf(block.additionalProperties)} | ${cell(block.additionalProperties.description ?? block.additionalProperties.title ?? "One of them, by its name.")} | ${exampleOf(block.additionalProperties)} |`] : [];
  return [...named, ...others];
}

const isBlock = (value: Schema): boolean => value.properties !== undefined || typeof value.additionalProperties === "object";

function kindOf(value: Schema): string {
  const name = (value.$ref ?? value.allOf?.[0]?.$ref)?.replace("#/$defs/", "");
  if (name !== undefined) return isBlock(schema.$defs[name] ?? {}) ? `[${name}](#${name.toLowerCase()})` : kindOf(schema.$defs[name] ?? {});
  if (value.enum !== undefined) return value.enum.map((each) => `\`${String(each)}\``).join(", ");
  if (value.items !== undefined) return `list of ${kindOf(value.items)}`;
  if (isBlock(value)) return "map";
  const words: Readonly<Record<string, string>> = { string: "text", integer: "whole number", number: "number", boolean: "`true`, `false`", object: "map", array: "list" };
  return [value.type ?? "any"].flat().map((type) => words[type] ?? type).join(" or ");
}

function exampleOf({ examples, $ref }: Schema): string {
  const [example] = examples ?? schema.$defs[$ref?.replace("#/$defs/", "") ?? ""]?.examples ?? [];
  if (example === undefined) return "";
  const text = typeof example === "string" ? example : JSON.stringify(example);
  return text.length > 70 ? "" : `\`${text.replaceAll("|", "\\|")}\``;
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "\\<").replaceAll("\n", " ");
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
