import { readdirSync, readFileSync } from "node:fs";
import { folders, whole } from "./rules.ts";

/** The runbooks as they are emitted, and the commands and queries in them. */

export interface Runbook {
  /** Name of the alert, or `README`. */
  readonly name: string;
  readonly text: string;
}

export const runbooks: readonly Runbook[] = readdirSync(folders.runbooks)
  .filter((file) => file !== "_folder.yaml")
  .sort()
  .map((file) => ({ name: file.replace(/\.md(\.hbs)?$/, ""), text: whole(readFileSync(`${folders.runbooks}${file}`, "utf8")) }));

/** Blocks of one language, in order. */
export const blocks = (text: string, language: "sh" | "promql"): string[] => [...text.matchAll(new RegExp(`^ *\`\`\`${language}\n([\\s\\S]*?)^ *\`\`\`$`, "gm"))].map(([, body = ""]) => body);

/** Commands inside sentences: code spans that hold more than a word. */
const spans = (text: string): string[] => [...text.replace(/^ *```[\s\S]*?^ *```$/gm, "").matchAll(/`([^`\n]+)`/g)].flatMap(([, body = ""]) => (/^(kubectl|temporal|tdbg|git|npx|\. ) ?/.test(body) && body.includes(" ") ? [body] : []));

/** Everything that a reader copies into a shell, placeholders replaced by a word. */
export const shell = (text: string): string[] => [...blocks(text, "sh"), ...spans(text)].map((body) => body.replace(/<[a-z][a-z -]*>/g, "placeholder").replaceAll("…", ""));

/** Calls of Temporal's two command line tools, as words; what follows a pipe is left out. */
export function temporalCommands(text: string): string[][] {
  const lines = shell(text).flatMap((body) => body.split("\n"));
  return lines.flatMap((line) => {
    const [, command] = /(?:^|-- )((?:temporal|tdbg) .+?)(?: \| .*| #.*)?$/.exec(line) ?? [];
    return command === undefined ? [] : [(command.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^['"]|['"]$/g, ""))];
  });
}
