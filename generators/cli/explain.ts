import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { readRepository, readTree, type Repository } from "../apply/index.ts";
import { parsePath, parseYaml, valueAt } from "../document/index.ts";
import { isError } from "../finding.ts";
import { nearest } from "../nearest.ts";
import { follow } from "../plan/follow.ts";
import { decodeText, withoutStyle } from "../plan/index.ts";
import type { Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { explainAnswer } from "./explain-answer.ts";
import { explainFile, type ExplainedFile, type Lives } from "./explain-file.ts";
import { readInput } from "./files.ts";
import { generate, type Generated } from "./generate.ts";
import { refuse } from "./outcome.ts";
import { PLATFORM_YAML } from "./platform-yaml.ts";
import { showAnswer, showFile } from "./show-explanation.ts";
import { NAME } from "./version.ts";

/** `explain`: where a line comes from, or what an answer changes. Reads, and writes nothing. */
export async function run(context: Context): Promise<number> {
  const [said, folder = "."] = context.positionals;
  if (said === undefined) return refuse(context, [{ code: "usage/arguments", severity: "error", reason: "`explain` needs a file, a file with a line, or an answer.", remedy: `${NAME} explain clusters/prod/server/helmrelease.yaml:105, or ${NAME} explain clusters.prod.workload.peak` }]);
  if (/^[a-z]+\/[a-z0-9.-]+$/.test(said) && !existsSync(join(folder, said))) {
    const { allCodes } = await import("./all-codes.ts");
    if (Object.hasOwn(allCodes, said)) return (await import("./explain-code.ts")).explain(context, said);
  }
  const file = join(folder, PLATFORM_YAML);
  const input = readInput(file);
  if (input.text === undefined) return refuse(context, input.findings);
  const text = input.text;
  const { generated, findings } = generate(text, file);
  if (generated === undefined) return refuse(context, findings, undefined, (name) => (name === file ? text : undefined));

  const { path, line } = placeIn(said);
  if (path.startsWith(".temporal-platform/")) return show(context, { file: path, whose: "record" });
  const repository = readRepository(resolve(folder), [...generated.tree.keys(), PLATFORM_YAML, path]);
  if (generated.tree.has(path) || repository.mine.has(path)) {
    const explained = explainFile(generated, whereItLives(repository, generated, resolve(folder), path), text, file, path, line);
    return "finding" in explained ? refuse(context, [explained.finding]) : show(context, explained);
  }
  const steps = parsePath(said);
  const data = parseYaml(text, file).documents[0]?.data;
  const given = context.option("with");
  if (steps === undefined || !steps.every((step) => typeof step === "string") || (valueAt(data, steps) === undefined && given === undefined)) {
    const close = nearest(said, [...generated.tree.keys(), ...pathsOf(data, "")]);
    return refuse(context, [...repository.findings.filter(isError), { code: "explain/unknown", severity: "error", reason: `${said} is neither a file of this repository nor an answer in platform.yaml.`, remedy: close === undefined ? "Name a file from the root of the repository, or a path such as clusters.prod.workload." : `Did you mean ${close}?` }]);
  }
  const value = given === undefined ? undefined : parseYaml(given, "--with").documents[0]?.data;
  const answer = explainAnswer(generated, text, file, steps as readonly string[], value);
  if ("findings" in answer) return refuse(context, answer.findings.length > 0 ? answer.findings : [{ code: "explain/no-alternative", severity: "error", path: said, reason: "No other value of this answer is valid with the rest, so there is nothing to compare with.", remedy: `Say one: ${NAME} explain ${said} --with VALUE` }]);
  if (context.json) context.data(JSON.stringify({ exitCode: EXIT.ok, ...answer, findings: [] }, null, 2));
  else context.data(showAnswer(answer));
  return EXIT.ok;
}

function show(context: Context, explained: ExplainedFile): number {
  if (context.json) context.data(JSON.stringify({ exitCode: EXIT.ok, ...explained, findings: [] }, null, 2));
  else context.data(showFile(explained));
  return EXIT.ok;
}

/** What is known of a file with everything where it lives now, as an update follows it. A file that is as it is emitted asks for no search. */
function whereItLives({ base, emitted, mine }: Repository, { tree }: Generated, root: string, path: string): Lives {
  const disk = mine.get(path);
  const text = disk?.kind === "file" ? decodeText(disk.bytes) : undefined;
  const nothing = { from: [path], to: [] };
  if (text !== undefined && withoutStyle(text) === tree.get(path)?.text) return { base, mine, theirs: tree, ...nothing };
  const known = new Set([...base.keys(), ...tree.keys(), PLATFORM_YAML]);
  const input = { base, emitted, mine: new Map([...mine].filter(([each]) => known.has(each))), theirs: tree, beside: new Map([...readTree(root, mine).tree].filter(([each]) => !known.has(each))) };
  const { input: now, together } = follow(input);
  const moves = together.filter(([from]) => from !== undefined && tree.has(from));
  return {
    base: now.base,
    mine: new Map([...mine, ...now.mine]),
    theirs: now.theirs,
    from: [path, ...moves.flatMap(([from, to]) => (from !== undefined && to === path ? [from] : []))],
    to: moves.flatMap(([from, to]) => (to !== undefined && from === path && !now.theirs.has(path) ? [to] : [])),
  };
}

/** `FILE:12` is line 12 of a file. No path that we emit has a colon. */
function placeIn(said: string): { readonly path: string; readonly line: number | undefined } {
  const found = /^(.+):(\d+)(?::\d+)?$/.exec(said);
  return { path: (found?.[1] ?? said).replace(/^(?:\.\/)+/, ""), line: found ? Number(found[2]) : undefined };
}

function pathsOf(data: unknown, prefix: string): string[] {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return [];
  return Object.entries(data).flatMap(([key, inner]) => [`${prefix}${key}`, ...pathsOf(inner, `${prefix}${key}.`)]);
}
