import { parseYaml, type ParsedYaml } from "../../document/index.ts";
import type { Place } from "../../finding.ts";

/**
 * Parses YAML that stands as a text inside another YAML file. `header` is where that text is given; in a literal block (`|`) the
 * lines below it are those of the text, and places are told exactly.
 */
export function parseInline(text: string, header: Place, source: string): ParsedYaml {
  const lines = source.split("\n");
  const first = header.line ?? 1;
  const isLiteral = /^\|[-+0-9]*\s*(?:#.*)?$/.test((lines[first - 1] ?? "").slice((header.column ?? 1) - 1));
  const indent = /^ */.exec(lines.slice(first).find((line) => line.trim() !== "") ?? "")?.[0].length ?? 0;
  const outside = (place: Place): Place => (isLiteral ? { file: header.file, line: first + (place.line ?? 1), column: indent + (place.column ?? 1) } : header);
  const { documents, findings, ambiguous } = parseYaml(text, header.file, { plain: true });
  return {
    ambiguous,
    documents: documents.map((document) => ({
      file: header.file,
      data: document.data,
      placeOf: (path, of) => outside(document.placeOf(path, of)),
      rangeOf: document.rangeOf,
    })),
    findings: findings.map((finding) => ({ ...finding, ...outside({ file: header.file, line: finding.line ?? 1, column: finding.column ?? 1 }) })),
  };
}
