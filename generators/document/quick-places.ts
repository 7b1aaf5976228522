import type { Path } from "./path.ts";
import type { Mark } from "./quick-reader.ts";
import { quickParse } from "./quick.ts";

interface Node extends Mark {
  /** None has none: most nodes are values. */
  children?: Map<string | number, Node>;
}

/** Line and column, counted from 1, of the value at a path of a document, or of its key; of the nearest ancestor when the path is not in the text. */
export type QuickPlaces = (document: number, path: Path, of: "key" | "value") => { readonly line: number; readonly column: number } | undefined;

/**
 * Places of texts that were asked for last. Rules go over all files one after another, so those of a repository of some thousand manifests
 * are kept; of texts of a megabyte only a few, since places take several times the memory of the text.
 */
const recent = new Map<string, QuickPlaces>();
let held = 0;
/** UTF-16 units of all texts whose places are kept. */
const MOST_HELD = 8_000_000;

/** As `quickPlaces`, and what was asked for lately is known. */
export function placesOf(text: string): QuickPlaces {
  const known = recent.get(text);
  const places = known ?? quickPlaces(text);
  recent.delete(text);
  recent.set(text, places);
  if (known === undefined) held += text.length;
  for (const oldest of recent.keys()) {
    if (held <= MOST_HELD || oldest === text) break;
    recent.delete(oldest);
    held -= oldest.length;
  }
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
