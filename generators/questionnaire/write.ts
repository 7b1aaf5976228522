import type { SchemaNode } from "../answers/schema.ts";
import { OWNERS, questions, type Column, type Field, type Owner, type Question } from "./questions.ts";

/** Headings, and who is meant. */
export const ABOUT: Readonly<Record<Owner, readonly [heading: string, who: string]>> = {
  platform: ["Platform", "whoever runs Kubernetes and Git"],
  security: ["Security", "whoever decides about keys, identities and evidence"],
  network: ["Network", "whoever gives host names, addresses and certificates"],
  database: ["Database", "whoever runs databases and backups"],
  application: ["Applications", "whoever writes what runs on the platform"],
};

/** Empty rows of a table. */
const ROWS = 4;

/**
 * The questions as a Markdown document to send ahead.
 * @param owners whose questions; everybody's when empty
 */
export function writeQuestionnaire(owners: readonly string[] = []): string {
  const asked = questions().filter(({ owner }) => owners.length === 0 || owners.includes(owner));
  const sections = OWNERS.flatMap((owner) => {
    const own = asked.filter((question) => question.owner === owner);
    const [heading, who] = ABOUT[owner];
    return own.length === 0 ? [] : [`## ${heading}\n\nFor ${who}: ${own.length} questions.\n\n${own.map((question) => questionText(question, asked.indexOf(question) + 1)).join("\n")}`];
  });
  return `${INTRODUCTION}\n${sections.join("\n")}`;
}

const INTRODUCTION = `# Questions about the Temporal platform

Temporal runs long-lived business processes on Kubernetes. From the answers to these questions, its whole configuration is made.

- Write behind **Answer:**, put an x between the brackets of a choice, or fill in the rows of a table.
- Leave open what you do not know or do not mind: what then holds is said with each question.
- Where an environment differs from the others, add a line of its own, such as **Answer for production:** and what holds there.
- Write no passwords and no keys in here, only where they are kept.
- Please leave the lines that begin with *Reference*: by them the answers are read back.
`;

function questionText(question: Question, number: number): string {
  const facts = [
    `- *Why we ask:* ${question.why}`,
    ...(question.columns ?? []).map(columnFact),
    ...(question.columns ? [] : [`- *If left open:* ${question.required ? "the platform cannot be made." : leftOpen(question.node)}`, ...exampleFact(question)]),
    ...(question.permanent ? ["- **This can never be changed later.**"] : []),
    `- *Reference:* \`${question.key}\``,
  ];
  return `### ${number}. ${question.title}\n\n${upperFirst(withoutDefault(question.node))}\n\n${facts.join("\n")}\n\n${answerPlace(question)}`;
}

function answerPlace({ columns, choices, several }: Question): string {
  if (columns) {
    const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;
    return `**Answer:**\n\n${row(columns.map(({ title }) => title))}${row(columns.map(() => "---"))}${row(columns.map(() => " ")).repeat(ROWS)}`;
  }
  if (choices) return `**Answer:**${several ? " (any number)" : ""}\n\n${choices.map((word) => `- [ ] ${word}\n`).join("")}`;
  return `**Answer:**\n`;
}

function columnFact({ title, node, choices, permanent }: Column): string {
  const example = node.examples?.[0];
  const like = choices ? ` One of ${choices.join(", ")}.` : example === undefined ? "" : ` For example ${inline(example)}.`;
  return `- *${title}:* ${choices ? withoutDefault(node) : sentence(withoutDefault(node))}${like}${permanent ? " Never changes." : ""}`;
}

const exampleFact = ({ node, choices }: Field): string[] => (choices || node.examples?.[0] === undefined ? [] : [`- *Example:* ${inline(node.examples[0])}`]);

const inline = (value: unknown): string => (Array.isArray(value) ? value.map(inline).join(", ") : `\`${String(value)}\``);

const SAID = / when not said\.$/;
const sentences = (text: string): string[] => text.match(/[^.]+(?:\.(?!\s|$)[^.]*)*\.?(?:\s+|$)/g)?.map((one) => one.trim()) ?? [];

/** The schema's words on what holds when nobody says anything. */
function leftOpen(node: SchemaNode): string {
  const words = sentences(node.description ?? "").flatMap((one) => (SAID.test(one) ? [upperFirst(one.replace(SAID, "").replace(/^.*; /, ""))] : []));
  return words.length > 0 ? `${words.join(" ")}.` : "it is left out.";
}

/** The description without what is said beside it. */
function withoutDefault(node: SchemaNode): string {
  const rest = sentences(node.description ?? "").filter((one) => !/^Short form of/.test(one) && (!SAID.test(one) || one.includes("; "))).map((one) => one.replace(/; [^;]* when not said\.$/, "."));
  return markdown(rest.join(" ") || (node.title ?? ""));
}

/** What Markdown would take for a tag is shown as it is. */
const markdown = (text: string): string => text.replaceAll("<", "\\<").replaceAll("|", "\\|");

const sentence = (text: string): string => (/[.]$/.test(text) ? upperFirst(text) : `${upperFirst(text)}.`);

/** Words that are values, such as `main` and `quarterly`, stay as they are written. */
const upperFirst = (text: string): string => (/^[A-Za-z]+ /.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text);
