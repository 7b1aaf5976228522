import type { Line, Node } from "./lines.ts";
import { lineView } from "./view.ts";

/** An empty line that can become the last one of the file when the blocks behind it write nothing. */
export function emptyLastLine(nodes: readonly Node[]): Line | null {
  return last(nodes).empty;
}

interface Last {
  readonly empty: Line | null;
  /** True when the nodes may write no line at all. */
  readonly nothing: boolean;
}

function last(nodes: readonly Node[]): Last {
  for (const node of [...nodes].reverse()) {
    if (node.kind === "line") return { empty: lineView(node).shape.trim() === "" ? node : null, nothing: false };
    const arms = node.kind === "choice" ? [last(node.yes), last(node.no)] : [last(node.body), { empty: null, nothing: true }];
    const empty = arms.find((arm) => arm.empty !== null)?.empty ?? null;
    if (empty !== null || !arms.some((arm) => arm.nothing)) return { empty, nothing: false };
  }
  return { empty: null, nothing: true };
}
