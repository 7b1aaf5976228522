import type { Report } from "./fault.ts";
import type { Line, Node } from "./lines.ts";
import type { Condition, Reference } from "./names.ts";
import type { Part } from "./view.ts";

/** A template whose every value has its writer. */
export type Placed =
  | { readonly kind: "text"; readonly parts: readonly Part[]; readonly number: number }
  | { readonly kind: "choice"; readonly condition: Condition; readonly yes: readonly Placed[]; readonly no: readonly Placed[] }
  | { readonly kind: "loop"; readonly list: Reference; readonly item: string; readonly body: readonly Placed[] };

export interface Around {
  /** The block of lines in which the line stands, and where in it. */
  readonly nodes: readonly Node[];
  readonly index: number;
  /** The line that follows another in the template's text, whatever block it is in. */
  readonly after: (line: Line) => Line | undefined;
}

export interface Placement<State> {
  readonly parts: readonly Part[];
  readonly state: State;
  /** The next line of the block is written with this one. */
  readonly takesNext?: boolean;
  /** The parts are whole lines, or none. */
  readonly lines?: boolean;
}

/** What knows one kind of file: where in its text a value stands, line by line. A state is plain data. */
export interface Kind<State> {
  readonly start: State;
  readonly place: (line: Line, state: State, around: Around, report: Report) => Placement<State>;
  /** What is wrong with a file that ends in this state. */
  readonly openAtEnd: (state: State) => string | null;
}

/** Chooses the writer of every value. Blocks make several states possible; a line must mean the same in all of them. */
export function place<State>(nodes: readonly Node[], kind: Kind<State>, report: Report): readonly Placed[] {
  const order = sourceOrder(nodes);
  const after = (line: Line): Line | undefined => order[order.indexOf(line) + 1];
  const [placed, states] = block(nodes, [kind.start], kind, after, report);
  const open = states.map(kind.openAtEnd).find((one) => one !== null);
  if (open !== undefined && open !== null) report("template/placement", { line: order.at(-1)?.number ?? 1, column: 1 }, open, "Close it.");
  return placed;
}

type States<State> = readonly State[];

function block<State>(nodes: readonly Node[], entry: States<State>, kind: Kind<State>, after: Around["after"], report: Report): [Placed[], States<State>] {
  const out: Placed[] = [];
  let states = entry;
  for (let index = 0; index < nodes.length; index += 1) {
    const node = nodes[index];
    if (node?.kind === "line") {
      const [placement, next] = line(node, states, kind, { nodes, index, after }, report);
      out.push({ kind: "text", parts: placement.lines ? placement.parts : [...placement.parts, "\n"], number: node.number });
      states = next;
      if (placement.takesNext) index += 1;
    } else if (node?.kind === "choice") {
      const [yes, afterYes] = block(node.yes, states, kind, after, report);
      const [no, afterNo] = block(node.no, states, kind, after, report);
      out.push({ kind: "choice", condition: node.condition, yes, no });
      states = union(afterYes, afterNo);
    } else if (node?.kind === "loop") {
      const [body, reached] = loop(node.body, states, kind, after, report);
      out.push({ kind: "loop", list: node.list, item: node.item, body });
      states = reached;
    }
  }
  return [out, states];
}

/** A body may run again in the state in which it ends: it is placed for all states that can come to its start. */
function loop<State>(body: readonly Node[], entry: States<State>, kind: Kind<State>, after: Around["after"], report: Report): [Placed[], States<State>] {
  const [placed, end] = block(body, entry, kind, after, report);
  const reached = union(entry, end);
  return reached.length === entry.length ? [placed, reached] : loop(body, reached, kind, after, report);
}

function line<State>(node: Line, states: States<State>, kind: Kind<State>, around: Around, report: Report): [Placement<State>, States<State>] {
  const placements = states.map((state) => kind.place(node, state, around, report));
  const [first] = placements as [Placement<State>];
  if (placements.some((one) => meaning(one) !== meaning(first))) {
    report("template/placement", { line: node.number, column: 1 }, "What the line is depends on a block before it: it stands in a text for some values and outside for others.", "Keep what opens and what ends a text in the same block.");
  }
  return [first, placements.map((one) => one.state).reduce<States<State>>((all, one) => union(all, [one]), [])];
}

const meaning = ({ parts, takesNext, lines }: Placement<unknown>): string => JSON.stringify([parts, takesNext, lines]);

function union<State>(a: States<State>, b: States<State>): States<State> {
  const keys = new Set(a.map((state) => JSON.stringify(state)));
  return [...a, ...b.filter((state) => !keys.has(JSON.stringify(state)))];
}

function sourceOrder(nodes: readonly Node[]): Line[] {
  return nodes.flatMap((node) => {
    if (node.kind === "line") return [node];
    return node.kind === "choice" ? [...sourceOrder(node.yes), ...sourceOrder(node.no)] : sourceOrder(node.body);
  });
}
