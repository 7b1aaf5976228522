import { schema as committed } from "#build/answers-validator.js";
import type { Path } from "../document/index.ts";
import type { Unit } from "./quantities.ts";

/**
 * One node of the schema of answers, with references followed and parts joined.
 * The schema is written so that a path of the data leads to exactly one node: no `oneOf`, no `anyOf`; a choice between text and map is `type` plus `then`.
 */
export interface SchemaNode {
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, SchemaNode | false>>;
  readonly additionalProperties?: SchemaNode | false;
  readonly propertyNames?: SchemaNode;
  readonly items?: SchemaNode;
  readonly required?: readonly string[];
  readonly then?: SchemaNode;
  readonly allOf?: readonly SchemaNode[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
  /** Half a line for a comment above or behind the key in a file that is written anew: why somebody would say it. */
  readonly "x-note"?: string;
  /** Why the question is worth a customer's time: what has it is asked by the questionnaire; in a map or list of maps, its columns have it too. */
  readonly "x-ask"?: string;
  readonly "x-owner"?: string;
  readonly "x-permanent"?: boolean;
  readonly default?: unknown;
  readonly "x-unit"?: Unit;
  /** Text that holds a host, which no pattern can check wholly. */
  readonly "x-address"?: "host" | "url";
  /** Keys that must be there once all layers are merged. */
  readonly "x-required"?: readonly string[];
}

const root = committed as SchemaNode;

/** A node with what it refers to; what stands beside a reference is stronger, except that names of forms are kept under `form`. */
export function resolve(node: SchemaNode): SchemaNode {
  const target = node.$ref === undefined ? undefined : root.$defs?.[node.$ref.slice("#/$defs/".length)];
  const parts = [...(target ? [target] : []), ...(node.allOf ?? [])].map(resolve);
  if (parts.length === 0) return node;
  const { $ref: _reference, allOf: _parts, ...own } = node;
  const properties = Object.assign({}, ...parts.map((part) => part.properties), own.properties);
  return { ...Object.assign({}, ...parts), ...own, ...(Object.keys(properties).length > 0 ? { properties } : {}) };
}

/** The form that a text must have: the definition behind the last reference, whose title and description name it. */
export function formOf(node: SchemaNode): SchemaNode {
  const target = node.$ref === undefined ? undefined : root.$defs?.[node.$ref.slice("#/$defs/".length)];
  return target ? formOf(target) : node;
}

/** The node below one step, unresolved, or undefined when the schema has nothing there. */
export function child(node: SchemaNode, step: string | number): SchemaNode | undefined {
  const whole = resolve(node);
  if (typeof step === "number") return whole.items;
  const named = whole.properties && Object.hasOwn(whole.properties, step) ? whole.properties[step] : whole.additionalProperties;
  return named === false ? undefined : named;
}

/** The node for a path of the answers file, unresolved. */
export function schemaAt(path: Path): SchemaNode | undefined {
  let node: SchemaNode | undefined = root;
  for (const step of path) node = node && child(node, step);
  return node;
}

/** The node that describes one cluster's settings, in every layer. */
export const settingsNode: SchemaNode = { $ref: "#/$defs/settings" };

/** Texts that a node allows, when it allows only certain ones. */
export function choices(node: SchemaNode): readonly string[] | undefined {
  const whole = resolve(node);
  return whole.enum ?? (whole.then && resolve(whole.then).enum);
}
