import type { Finding } from "../../finding.ts";
import { BOOLEAN_1_1 as BOOLEAN, NUMBER_1_1 as NUMBER, OTHER_1_1 as OTHER, type Path, type YamlDocument } from "../../document/index.ts";
import { found } from "../codes.ts";

/** Anything in the text that could be such a value: most files have none and are not walked. */
const SUSPECT = /(?:^|[\s:,[{-])(?:[yYnN]|[yY]es|YES|[nN]o|NO|[oO]n|ON|[oO]ff|OFF|[-+]?0[0-9b][0-9_]*|[-+]?[0-9]+_[0-9_.]*|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+[0-9_.]*|0o[0-7]+|[-+]?[0-9][0-9.]*[eE][-+]?[0-9]+|<<)\s*(?:$|[:,\]}#])/m;

/**
 * Values without quotes that a reader of YAML 1.1, as kubectl and Flux are, takes for another type than this project's reader does:
 * `on` is true, `0644` is 420, `1_000` is 1000. What only stricter readers take for another type is a warning. `documents` are those of one file, `text` is the whole of it.
 */
export function readDifferently(documents: readonly YamlDocument[], text: string): Finding[] {
  if (documents.length === 0 || !SUSPECT.test(text)) return [];
  const lines = text.split("\n");
  return documents.flatMap((document) => inDocument(document, text, lines));
}

function inDocument(document: YamlDocument, text: string, lines: readonly string[]): Finding[] {
  const findings: Finding[] = [];
  const report = (path: Path, of: "key" | "value", source: string): void => {
    const place = document.placeOf(path, of);
    const isOther = OTHER.test(source);
    const reason = isOther
      ? `\`${source}\` without quotes is ${source.includes(":") ? "a number" : "a text"} for strict readers of YAML 1.1; kubectl and Flux take it for ${source.includes(":") ? "a text" : "a number"}.`
      : `\`${source}\` without quotes is ${BOOLEAN.test(source) ? "a boolean" : source === "<<" ? "a merge" : "another number"} for kubectl and Flux, which read YAML 1.1.`;
    const remedy = isOther ? "Put it in quotes where a text is meant, or write the number in digits." : /^0[0-7]+$/.test(source) ? `Write the decimal number ${parseInt(source, 8)}, or put it in quotes where a text is meant.` : "Put it in quotes.";
    findings.push(found("verify/yaml-1.1", place, path, reason, remedy, isOther ? "warning" : undefined));
  };
  const walk = (value: unknown, path: Path): void => {
    if (Array.isArray(value)) value.forEach((item, at) => walk(item, [...path, at]));
    else if (typeof value === "object" && value !== null) {
      for (const [key, child] of Object.entries(value)) {
        const at = [...path, key];
        if ((BOOLEAN.test(key) || key === "<<") && sourceOfKey(document, lines, at) === key) report(at, "key", key);
        walk(child, at);
      }
    } else if (typeof value === "number" || (typeof value === "string" && (BOOLEAN.test(value) || NUMBER.test(value) || OTHER.test(value)))) {
      const range = document.rangeOf(path);
      const source = range === undefined ? "" : text.slice(...range).trim();
      if ((BOOLEAN.test(source) || NUMBER.test(source) || OTHER.test(source)) && !isFileMode(path, source)) report(path, "value", source);
    }
  };
  walk(document.data, []);
  return findings;
}

/** Rights of files are written as octal numbers, and readers of YAML 1.1 take them for what is meant. */
const isFileMode = (path: Path, source: string): boolean => ["mode", "defaultMode"].includes(String(path[path.length - 1])) && /^0[0-7]{3}$/.test(source);

/** The text at the place of a key: a quoted key begins with its quote. */
function sourceOfKey(document: YamlDocument, lines: readonly string[], path: Path): string {
  const { line = 1, column = 1 } = document.placeOf(path, "key");
  const start = lines[line - 1]?.slice(column - 1) ?? "";
  return /^[^\s:]+/.exec(start)?.[0] ?? "";
}
