import { existsSync } from "node:fs";
import type { Finding } from "../finding.ts";
import { nearest } from "../nearest.ts";
import { OWNERS, readQuestionnaires, writeQuestionnaire, type Read, type Source } from "../questionnaire/index.ts";
import type { Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { invocation, shellWord } from "./invocation.ts";
import { readInput } from "./files.ts";
import { deliver, refuse } from "./output.ts";
import { NAME } from "./version.ts";

/** `questionnaire`: writes the questions as a document; with `--read`, reads filled-in ones back as answers. */
export async function run(context: Context): Promise<number> {
  const documents = context.options("read");
  return documents.length === 0 ? ask(context) : read(context, documents);
}

function ask(context: Context): number {
  const owners = context.options("owner");
  const wrong = owners.filter((owner) => !OWNERS.some((one) => one === owner));
  if (wrong.length > 0) {
    return refuse(context, wrong.map((owner) => {
      const meant = nearest(owner, OWNERS);
      return { code: "usage/value", severity: "error", reason: `\`--owner ${owner}\`: nobody is called that here.`, remedy: meant === undefined ? `Choose among ${OWNERS.join(", ")}.` : `Did you mean \`${meant}\`?` };
    }));
  }
  const [file] = context.positionals;
  const target = context.option("output") ?? file;
  if (target !== undefined && existsSync(target) && !context.on("force")) {
    return refuse(context, [{ code: "usage/exists", severity: "error", file: target, reason: "There is a document already, perhaps with answers in it.", remedy: `Choose another name; --force replaces it, and ${NAME} questionnaire --read ${target} reads it.` }]);
  }
  const code = deliver({ ...context, option: (name) => (name === "output" ? target : context.option(name)) }, writeQuestionnaire(owners));
  if (code === EXIT.ok && target !== undefined) context.say(`When it is filled in: ${invocation(process.env)} questionnaire --read ${shellWord(target)} --output platform.yaml`);
  return code;
}

function read(context: Context, documents: readonly string[]): number {
  const base = context.positionals[0];
  const inputs = [...documents, ...(base === undefined ? [] : [base])].map((file) => ({ file, ...readInput(file) }));
  const unreadable: readonly Finding[] = inputs.flatMap(({ findings }) => findings);
  if (unreadable.length > 0) return refuse(context, unreadable);
  const source = (file: string): string | undefined => inputs.find((input) => input.file === file)?.text;
  const sources = inputs.map(({ file, text = "" }): Source => ({ file, text }));
  const result = readQuestionnaires(sources.slice(0, documents.length), sources[documents.length]);
  if (result.findings.length > 0) return refuse(context, result.findings, source);
  if (result.text === undefined) {
    const [reason, remedy] = [`Nothing is filled in yet in ${documents.join(", ")}`, "Write behind **Answer:**, mark choices with an x, fill in rows of the tables."];
    // Who asked for a file goes on with it.
    const output = context.option("output");
    if (output !== undefined) return refuse(context, [{ code: "usage/value", severity: "error", file: documents[0] ?? "", reason: `${reason}, so ${output} is not written.`, remedy }]);
    context.say(`${reason}. ${remedy}`);
    return context.json ? deliver(context, "", { summary: summary(result) }) : EXIT.ok;
  }
  for (const { path, from, to } of result.changed) context.say(`${path}: ${JSON.stringify(to)} instead of ${JSON.stringify(from)}`);
  const code = deliver(context, result.text, { summary: summary(result) });
  context.say(`${result.said.length} ${result.said.length === 1 ? "answer" : "answers"} read from ${documents.join(", ")}.`);
  if (result.open.length === 0 && code === EXIT.ok && context.option("output") !== undefined) context.say(`Next: ${invocation(process.env)} new my-platform --answers ${shellWord(context.option("output") ?? "")}`);
  if (result.open.length > 0) context.say(`Still open:\n${result.open.map(({ path, reason }) => `  ${path}  ${reason}`).join("\n")}`);
  return code;
}

const summary = ({ said, changed, open }: Read): object => ({ answered: said, changed, open: open.map(({ path, reason, remedy }) => ({ path, reason, remedy })) });
