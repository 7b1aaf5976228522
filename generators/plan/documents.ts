import { outline, textOf, type Part } from "../document/index.ts";
import { identify } from "../document/identity.ts";

/** A file of Kubernetes resources, each by its identity. What has no name of its own (`kustomization.yaml`) cannot be followed and is not here. */
export interface Documents {
  readonly all: readonly Part[];
  readonly byKey: ReadonlyMap<string, Part>;
}

const NONE: Documents = { all: [], byKey: new Map() };
const known = new Map<string, Documents>();
/** Texts of one run are asked for several times; more are not kept. */
const MOST_KNOWN = 200;

/** The resources in a YAML text; none when it cannot be cut into documents, or has one of them twice. */
export function documentsOf(path: string, text: string | undefined): Documents {
  if (text === undefined || !/\.ya?ml$/.test(path) || !/^kind:/m.test(text)) return NONE;
  const found = known.get(text) ?? read(text);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, found);
  return found;
}

function read(text: string): Documents {
  const all = outline(text) ?? [];
  const named = all.flatMap((part): [string, Part][] => {
    const identity = identify(part.data);
    return identity === undefined || identity.name === "" ? [] : [[identity.key, part]];
  });
  const byKey = new Map(named);
  return byKey.size === named.length ? { all, byKey } : NONE;
}

/** Documents one behind the other, with a marker between them. */
export function assemble(parts: readonly Part[]): string {
  return parts.map((part, index) => {
    const text = textOf(part);
    const marked = index === 0 || /^---/m.test(part.head) ? text : `---\n${text}`;
    return index < parts.length - 1 && !marked.endsWith("\n") ? `${marked}\n` : marked;
  }).join("");
}

/** A text without one of its documents; undefined when nothing is left. */
export function without(path: string, text: string, key: string): string | undefined {
  const { all, byKey } = documentsOf(path, text);
  const rest = all.filter((part) => part !== byKey.get(key));
  return rest.some(({ data }) => data !== null) ? assemble(rest) : undefined;
}

/** A text with one more document at its end. @param marker whether a file of this one alone begins with `---` */
export function withDocument(path: string, text: string | undefined, part: Part, marker: boolean): string {
  const { all } = documentsOf(path, text);
  if (all.length > 0) return assemble([...all, part]);
  const bare = textOf(part).replace(/^---[ \t]*\n/, "");
  return marker ? `---\n${bare}` : bare;
}
