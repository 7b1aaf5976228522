import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { byPath, type Report } from "./fault.ts";

/** One file of the templates' folder: its path below it, with forward slashes, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

const START = { line: 1, column: 1 };

/** All files below `dir` in the order of their paths. Reports what is no regular file of UTF-8 text in our format. */
export function readSources(dir: string, report: (path: string) => Report): Source[] {
  const sources: Source[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(dir, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (!entry.isFile()) report(path)("template/path", START, "This is neither a file nor a folder.", "Put the file itself here; links are not followed.");
      else {
        const text = decode(readFileSync(join(dir, path)), report(path));
        if (text === null) continue;
        checkFormat(text, report(path));
        sources.push({ path, text });
      }
    }
  };
  walk("");
  return sources.sort(byPath);
}

function decode(bytes: Uint8Array, report: Report): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const at = text.search(/[\0-\x08\x0b\x0d-\x1f\uFEFF]/);
    if (at < 0) return text;
    report("template/format", placeAt(text, at), "The text holds a carriage return, a control character or a byte order mark.", "Save it as UTF-8 without a mark, with line feeds only.");
  } catch {
    report("template/format", START, "The file is not UTF-8 text; nothing else can be emitted.", "Save it as UTF-8.");
  }
  return null;
}

/** No line ends in a space and the text ends with exactly one line feed: formatters and merges then leave it alone. */
function checkFormat(text: string, report: Report): void {
  for (const match of text.matchAll(/[ \t]+(?=\n|$)/g)) {
    report("template/format", placeAt(text, match.index), "The line ends in spaces.", "Remove them.");
  }
  if (text === "") return;
  if (!text.endsWith("\n")) report("template/format", placeAt(text, text.length), "The last line has no end.", "End the file with a line feed.");
  else if (text === "\n" || text.endsWith("\n\n")) report("template/format", placeAt(text, text.length - 1), "The file ends in an empty line.", "Remove it.");
}

function placeAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf("\n") + 1;
  let line = 1;
  for (let i = before.indexOf("\n"); i >= 0; i = before.indexOf("\n", i + 1)) line += 1;
  return { line, column: offset - start + 1 };
}
