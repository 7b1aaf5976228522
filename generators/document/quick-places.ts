import type { Path } from "./path.ts";
import { quickParse, type Mark } from "./quick.ts";

interface Node extends Mark {
  readonly children: Map<string | number, Node>;
}

/** Line and column, counted from 1, of the value at a path of a document, or of its key; of the nearest ancestor when the path is not in the text. */
export type QuickPlaces = (document: number, path: Path, of: "key" | "value") => { readonly line: number; readonly column: number } | undefined;

/**
 * Where everything of a plain text stands, in the time of reading it once more. The function returns undefined where only the library
 * can tell: the place of a value that is not written.
 * @param text one that `quickParse` takes
 */
export function quickPlaces(text: string): QuickPlaces {
  const marks: Mark[] = [];
  quickParse(text, marks);
  const documents: Node[] = [];
  const open: Node[] = [];
  for (const mark of marks) {
    const node: Node = { ...mark, children: new Map() };
    open.length = mark.depth;
    if (mark.step === undefined) documents.push(node);
    else open[mark.depth - 1]?.children.set(mark.step, node);
    open.push(node);
  }
  return (document, path, of) => {
    const root = documents[document];
    if (root === undefined) return undefined;
    const way = wayTo(root, path);
    const last = way[way.length - 1] as Node;
    const place = of === "key" || way.length <= path.length ? (last.key ?? last.value) : last.value;
    return place && { line: place[0] + 1, column: place[1] + 1 };
  };
}

function wayTo(root: Node, path: Path): Node[] {
  const way = [root];
  for (const step of path) {
    const { children } = way[way.length - 1] as Node;
    const next = children.get(step) ?? (typeof step === "number" ? children.get(String(step)) : undefined);
    if (next === undefined) break;
    way.push(next);
  }
  return way;
}
