import { valueAt, type Path } from "../../document/index.ts";
import { asText, type Fields } from "../read/shape.ts";

/** A place in what was patched: in the patch, or in what it was laid over. */
export type Source = { readonly patch: Path } | { readonly target: Path };

export interface Patched {
  readonly value: unknown;
  readonly sourceOf: (path: Path) => Source;
}

/** Thrown for an operation that cannot be carried out. `at` is its place in the patch. */
export class OperationFault extends Error {
  readonly at: Path;

  constructor(message: string, at: Path) {
    super(message);
    this.at = at;
  }
}

/** Carries out the operations of RFC 6902 one after another, as strictly as kustomize: what is replaced or removed must be there. */
export function jsonPatch(target: unknown, operations: readonly Fields[]): Patched {
  let state: Patched = { value: target, sourceOf: (path) => ({ target: path }) };
  operations.forEach((operation, index) => {
    state = carryOut(state, operation, index);
  });
  return state;
}

function carryOut(state: Patched, operation: Fields, index: number): Patched {
  const fault = (message: string, field = "path"): OperationFault => new OperationFault(message, [index, field]);
  const pointer = (field: "path" | "from"): Path => {
    const given = asText(operation[field]);
    if (given === undefined || (given !== "" && !given.startsWith("/"))) throw fault(`\`${field}\` is no JSON pointer, which begins with a slash`, field);
    return resolvePointer(state.value, given);
  };
  const path = pointer("path");
  const inPatch = [index, "value"];
  const value = operation["value"] ?? null;
  switch (operation["op"]) {
    case "add":
      return insert(state, path, value, (rest) => ({ patch: [...inPatch, ...rest] }), fault);
    case "remove":
      return remove(state, path, fault);
    case "replace": {
      if (valueAt(state.value, path) === undefined) throw fault(`there is no \`${asText(operation["path"]) ?? ""}\` to replace`);
      const without = path.length === 0 || typeof path[path.length - 1] === "number" ? remove(state, path, fault) : state;
      return insert(without, path, value, (rest) => ({ patch: [...inPatch, ...rest] }), fault);
    }
    case "move":
    case "copy": {
      const from = pointer("from");
      const moved = valueAt(state.value, from);
      if (moved === undefined) throw fault(`there is no \`${asText(operation["from"]) ?? ""}\``, "from");
      const before = state.sourceOf;
      const origin = (rest: Path): Source => before([...from, ...rest]);
      return insert(operation["op"] === "move" ? remove(state, from, fault) : state, path, moved, origin, fault);
    }
    case "test":
      if (!equal(valueAt(state.value, path) ?? null, value)) throw fault(`the test of \`${asText(operation["path"]) ?? ""}\` fails`);
      return state;
    default:
      throw fault(`${JSON.stringify(operation["op"] ?? null)} is no operation`, "op");
  }
}

/** Steps of a pointer; those into lists as numbers, `-` as the place behind the last item. */
function resolvePointer(value: unknown, pointer: string): Path {
  const steps: (string | number)[] = [];
  for (const given of pointer.split("/").slice(1)) {
    const step = given.replaceAll("~1", "/").replaceAll("~0", "~");
    const around = valueAt(value, steps);
    if (!Array.isArray(around)) steps.push(step);
    else if (step === "-") steps.push(around.length);
    else steps.push(/^-?\d+$/.test(step) ? (Number(step) < 0 ? around.length + Number(step) : Number(step)) : step);
  }
  return steps;
}

type Fault = (message: string) => OperationFault;

function insert(state: Patched, path: Path, value: unknown, origin: (rest: Path) => Source, fault: Fault): Patched {
  if (path.length === 0) return { value, sourceOf: origin };
  const parent = path.slice(0, -1);
  const last = path[path.length - 1] as string | number;
  const around = valueAt(state.value, parent);
  if (typeof around !== "object" || around === null) throw fault(`there is no \`/${parent.join("/")}\` to add to`);
  if (!Array.isArray(around)) return { value: setAt(state.value, parent, { ...around, [last]: value }), sourceOf: (asked) => (startsWith(asked, path) ? origin(asked.slice(path.length)) : state.sourceOf(asked)) };
  if (typeof last !== "number" || last < 0 || last > around.length) throw fault(`\`${last}\` is no place in a list of ${around.length}`);
  return {
    value: setAt(state.value, parent, [...(around as unknown[]).slice(0, last), value, ...(around as unknown[]).slice(last)]),
    sourceOf: (asked) => (startsWith(asked, path) ? origin(asked.slice(path.length)) : state.sourceOf(shifted(asked, parent, last, -1))),
  };
}

function remove(state: Patched, path: Path, fault: Fault): Patched {
  if (path.length === 0 || valueAt(state.value, path) === undefined) throw fault(`there is no \`/${path.join("/")}\` to remove`);
  const parent = path.slice(0, -1);
  const last = path[path.length - 1] as string | number;
  const around = valueAt(state.value, parent);
  if (!Array.isArray(around)) return { value: setAt(state.value, parent, Object.fromEntries(Object.entries(around as object).filter(([key]) => key !== last))), sourceOf: state.sourceOf };
  return { value: setAt(state.value, parent, (around as unknown[]).filter((_, at) => at !== last)), sourceOf: (asked) => state.sourceOf(shifted(asked, parent, Number(last), 1)) };
}

const startsWith = (path: Path, start: Path): boolean => start.every((step, at) => path[at] === step);

/** The path as it was before an item came to, or went from, a place in a list. */
function shifted(path: Path, list: Path, from: number, by: number): Path {
  const at = path[list.length];
  return startsWith(path, list) && typeof at === "number" && at >= from ? [...list, at + by, ...path.slice(list.length + 1)] : path;
}

function setAt(value: unknown, path: Path, by: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return by;
  if (Array.isArray(value)) return (value as unknown[]).map((item, at) => (at === step ? setAt(item, rest, by) : item));
  return { ...(value as object), [step]: setAt((value as Record<string, unknown>)[step], rest, by) };
}

function equal(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return Array.isArray(a) === Array.isArray(b) && keys.length === others.length && keys.every((key) => Object.hasOwn(b, key) && equal((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}
