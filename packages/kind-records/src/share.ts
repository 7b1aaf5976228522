import { isSchema, type Json, type Schema } from "./record.ts";

/** A sub-tree shorter than this costs less written twice than referred to. */
const WORTH_SHARING = 90;

const COMBINATORS = new Set(["allOf", "anyOf", "oneOf", "not", "propertyNames"]);

interface Node {
  readonly text: string;
  readonly schema: Schema;
  /** Children by the pointer inside this schema at which they stand. */
  readonly children: readonly (readonly [place: string, child: Node])[];
  parents: number;
  name: string;
}

/**
 * Moves every sub-schema that stands in more than one place to `$defs`, so that a record and its validator hold it once.
 * Names come from the property under which a sub-schema is met first; the result is the same for the same input.
 */
export function share(root: Schema): Schema {
  const known = new Map<string, Node>();
  const top = intern(root, known);
  const defs = new Map<string, Node>();
  nameShared(top, "", defs, new Set());
  const body = write(top, true);
  if (defs.size === 0) return body;
  const shared: Record<string, Json> = {};
  for (const name of [...defs.keys()].sort()) shared[name] = write(defs.get(name) as Node, true);
  return { ...body, $defs: shared };
}

function intern(schema: Schema, known: Map<string, Node>): Node {
  const text = JSON.stringify(schema);
  const seen = known.get(text);
  if (seen !== undefined) return seen;
  const children: [string, Node][] = [];
  const visit = (value: Json | undefined, place: string): void => {
    if (isSchema(value)) children.push([place, intern(value, known)]);
  };
  if (isSchema(schema["properties"])) for (const [key, value] of Object.entries(schema["properties"])) visit(value, `properties/${key}`);
  visit(schema["items"], "items");
  visit(schema["additionalProperties"], "additionalProperties");
  const node: Node = { text, schema, children, parents: 0, name: "" };
  known.set(text, node);
  for (const [, child] of children) child.parents += 1;
  return node;
}

function nameShared(node: Node, hint: string, defs: Map<string, Node>, seen: Set<Node>): void {
  if (seen.has(node)) return;
  seen.add(node);
  if (node.parents > 1 && node.text.length >= WORTH_SHARING) {
    let name = hint;
    for (let count = 2; defs.has(name); count += 1) name = `${hint}${count}`;
    node.name = name;
    defs.set(name, node);
  }
  for (const [place, child] of node.children) {
    const last = place.startsWith("properties/") ? place.slice("properties/".length) : hint;
    nameShared(child, last, defs, seen);
  }
}

function write(node: Node, isDefinition: boolean): Schema {
  if (node.name !== "" && !isDefinition) return { $ref: `#/$defs/${node.name}` };
  const at = new Map(node.children);
  const out: Record<string, Json> = {};
  for (const [key, value] of Object.entries(node.schema)) {
    if (COMBINATORS.has(key)) out[key] = value;
    else if (key === "properties" && isSchema(value)) {
      out[key] = Object.fromEntries(Object.keys(value).map((name) => [name, at.has(`properties/${name}`) ? write(at.get(`properties/${name}`) as Node, false) : (value[name] as Json)]));
    } else {
      const child = at.get(key);
      out[key] = child === undefined ? value : write(child, false);
    }
  }
  return out;
}
