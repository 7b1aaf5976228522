import type { Path } from "./path.ts";
import { quickParse, type Mark } from "./quick.ts";

interface Node extends Mark {
  /** None has none: most nodes are values. */
  children?: Map<string | number, Node>;
}

/** Line and column, counted from 1, of the value at a path of a document, or of its key; of the nearest ancestor when the path is not in the text. */
export type QuickPlaces = (document: number, path: Path, of: "key" | "value") => { readonly line: number; readonly column: number } | undefined;

/** Places of texts that were asked for last: the findings of a file come in groups, and all places together would fill the memory. */
const recent = new Map<string, QuickPlaces>();
const MOST_RECENT = 128;

/** As `quickPlaces`, and what was asked for lately is known. */
export function placesOf(text: string): QuickPlaces {
  const places = recent.get(text) ?? quickPlaces(text);
  recent.delete(text);
  recent.set(text, places);
  const [oldest] = recent.keys();
  if (recent.size > MOST_RECENT && oldest !== undefined) recent.delete(oldest);
  return places;
}

/**
 * Where everything of a plain text stands, in the time of reading it once more. The function returns undefined where only the library
 * can tell: the place of a value that is not written.
 * @param text one that `quickParse` takes
 */
function quickPlaces(text: string): QuickPlaces {
  const marks: Mark[] = [];
  quickParse(text, marks);
  const documents: Node[] = [];
  const open: Node[] = [];
  for (const mark of marks) {
    const node: Node = mark;
    open.length = mark.depth;
    if (mark.step === undefined) documents.push(node);
    else ((open[mark.depth - 1] as Node).children ??= new Map()).set(mark.step, node);
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
    const next = children?.get(step) ?? (typeof step === "number" ? children?.get(String(step)) : undefined);
    if (next === undefined) break;
    way.push(next);
  }
  return way;
}
