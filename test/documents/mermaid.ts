/**
 * Faults of a Mermaid diagram, by shape: first line, one statement of the kind a line, subgraphs closed, flowcharts from top to bottom (the other way they are wider than a page), and nothing that Mermaid would read
 * as something else. Its own parser needs a browser's document object, so this knows only the statements that our templates use.
 */
export function mermaidFaults(diagram: string): string[] {
  const [head = "", ...lines] = diagram.trimEnd().split("\n");
  const known = head === "flowchart TD" ? FLOWCHART : head === "sequenceDiagram" ? SEQUENCE : null;
  if (known === null) return [`unknown diagram: ${head}`];
  const faults = lines.filter((line) => !known.some((statement) => statement.test(line.trim())));
  const opened = lines.filter((line) => line.trim().startsWith("subgraph ")).length;
  const closed = lines.filter((line) => line.trim() === "end").length;
  return opened === closed ? faults : [...faults, `${opened} subgraphs, ${closed} ends`];
}

const ID = "(?!end\\b)[A-Za-z][\\w-]*";
/** A label without what ends or opens a shape; entities such as #35; are allowed. */
const LABEL = "(?:[^\\[\\](){}|\"<>]|<br/>)+";
const NODE = `${ID}(?:\\[${LABEL}\\]|\\(\\[${LABEL}\\]\\)|\\[\\(${LABEL}\\)\\]|\\[/${LABEL}/\\])?`;
const NODES = `${NODE}(?: & ${NODE})*`;
const FLOWCHART = [new RegExp(`^subgraph ${ID}\\["${LABEL}"\\]$`), /^end$/, new RegExp(`^${NODES}(?: (?:-->|<-->|-\\.->)(?:\\|${LABEL}\\|)? ${NODES})*$`)];
const SEQUENCE = [new RegExp(`^participant ${ID} as ${LABEL}$`), new RegExp(`^${ID}(?:->>|-->>)${ID}: [^;#]+$`)];
