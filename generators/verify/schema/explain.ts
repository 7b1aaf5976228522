import { formatPath, type Path } from "../../document/index.ts";
import { nearest } from "../../nearest.ts";
import type { SchemaFault } from "./structural.ts";

export interface Explanation {
  readonly slug: "unknown-field" | "missing-field" | "wrong-value" | "empty-value";
  /** Path at which the finding points, and whether its key or its value is meant. */
  readonly path: Path;
  readonly of: "key" | "value";
  readonly reason: string;
  readonly remedy: string;
}

/**
 * A fault in the words of someone who writes manifests. `what` names the thing and begins a sentence, such as `The chart temporal 1.6.0`.
 * With `secret`, values are described and never shown.
 */
export function explain(fault: SchemaFault, what: string, secret = false): Explanation {
  const show = (value: unknown): string => (secret && typeof value === "string" ? `a text of ${value.length} characters` : shown(value));
  const at = fault.path.length === 0 ? "the object" : `\`${formatPath(fault.path)}\``;
  const wrong = (reason: string, remedy: string): Explanation => ({ slug: "wrong-value", path: fault.path, of: "value", reason: fault.hint === undefined ? reason : `${reason} ${fault.hint}`, remedy });
  if (fault.keyword === "type" && fault.value === null && typeof fault.path[fault.path.length - 1] === "number") return wrong(`${at} is an item without a value, where a server needs one.`, "Give it a value or remove the line.");
  if (fault.keyword === "type" && fault.value === null) {
    return {
      slug: "empty-value",
      path: fault.path,
      of: "key",
      reason: `${at} stands there without a value. A server drops such a field, so what was meant has no effect.`,
      remedy: "Give it a value or remove the line.",
    };
  }
  switch (fault.keyword) {
    case "unknown":
      return unknown(fault, what);
    case "required":
      return {
        slug: "missing-field",
        path: fault.path,
        of: "key",
        reason: `${at} lacks \`${String(fault.expected)}\`, which ${what.replace(/^The /, "the ")} requires.`,
        remedy: `Add \`${String(fault.expected)}\`.`,
      };
    case "type":
      return wrong(`${at} is ${show(fault.value)}, where ${types(fault.expected)} is needed.`, typeRemedy(fault));
    case "enum":
    case "const": {
      const values = (Array.isArray(fault.expected) ? fault.expected : [fault.expected]).map(String);
      const near = nearest(String(fault.value), values);
      return wrong(`${at} is ${show(fault.value)}, which is none of ${values.map((value) => JSON.stringify(value)).join(", ")}.`, near === undefined ? "Use one of these values." : `Did you mean ${JSON.stringify(near)}?`);
    }
    case "pattern":
    case "name":
      return wrong(`${at} is ${show(fault.value)}, which does not match ${String(fault.expected)}.`, "Write it in that form.");
    case "format":
      return wrong(`${at} is ${show(fault.value)}, which is no ${FORMAT_NAMES[String(fault.expected)] ?? String(fault.expected)}.`, "Write it in that form.");
    case "unique":
      return wrong(`${at} repeats ${show(fault.value)} in a list that holds every item once.`, "Remove the repetition.");
    case "length":
    case "range":
    case "items":
    case "properties":
      return wrong(`${at} is ${show(fault.value)}: ${MEASURES[fault.keyword]} ${limits(fault.expected)}.`, "Choose a value within these limits.");
    case "choice":
      return wrong(`${at} ${choice(fault.expected)}`, "Set the fields of one of these alternatives and remove the others.");
    case "forbidden":
      return wrong(`${at} is ${show(fault.value)}, a combination that is not allowed.`, "Remove one of the fields that exclude each other.");
  }
}

function unknown(fault: SchemaFault, what: string): Explanation {
  const name = String(fault.path[fault.path.length - 1]);
  const parent = fault.path.slice(0, -1);
  const near = nearest(name, fault.known ?? []);
  const known = fault.known ?? [];
  const remedy =
    near !== undefined
      ? `Did you mean \`${near}\`?`
      : known.length === 0
        ? "Remove it."
        : known.length <= 20
          ? `Remove it, or use one of: ${known.join(", ")}.`
          : "Remove it, or look up the field that has this effect.";
  return {
    slug: "unknown-field",
    path: fault.path,
    of: "key",
    reason: `${what} knows no \`${name}\`${parent.length === 0 ? "" : ` in \`${formatPath(parent)}\``}.`,
    remedy,
  };
}

const FORMAT_NAMES: Readonly<Record<string, string>> = { byte: "base64 text", "date-time": "date and time such as 2026-01-31T12:00:00Z", ipv4: "IPv4 address", ipv6: "IPv6 address" };

const MEASURES = { length: "its length must be", range: "it must be", items: "the number of its items must be", properties: "the number of its entries must be" } as const;

function limits(expected: unknown): string {
  const [least, most] = expected as [number | undefined, number | undefined];
  if (least === undefined) return `at most ${most}`;
  return most === undefined ? `at least ${least}` : least === most ? `exactly ${least}` : `from ${least} to ${most}`;
}

function types(expected: unknown): string {
  const names: Readonly<Record<string, string>> = { array: "a list", object: "a map", integer: "a whole number", number: "a number", string: "a string", boolean: "true or false", null: "nothing" };
  return (Array.isArray(expected) ? expected : [expected]).map((type) => names[String(type)] ?? String(type)).join(" or ");
}

function typeRemedy(fault: SchemaFault): string {
  const wanted = Array.isArray(fault.expected) ? fault.expected : [fault.expected];
  if (wanted.includes("string") && (typeof fault.value === "number" || typeof fault.value === "boolean")) return `Put it in quotes: ${JSON.stringify(String(fault.value))}.`;
  if (wanted.some((type) => type === "integer" || type === "boolean" || type === "number") && typeof fault.value === "string") return "Remove the quotes, or write a value of that type.";
  return "Write a value of that type.";
}

function choice(expected: unknown): string {
  const { atLeastOne, exactlyOne, taken } = expected as { atLeastOne?: readonly object[]; exactlyOne?: readonly object[]; taken?: number };
  const branches = (atLeastOne ?? exactlyOne ?? []).map(alternative).join("; ");
  if (atLeastOne !== undefined) return `fits none of the alternatives: ${branches}.`;
  return `fits ${taken === 0 ? "none" : String(taken)} of the alternatives, of which exactly one is allowed: ${branches}.`;
}

function alternative(branch: object): string {
  const { required, properties } = branch as { required?: readonly string[]; properties?: object };
  const names = required ?? Object.keys(properties ?? {});
  return names.length > 0 ? names.map((name) => `\`${name}\``).join(" with ") : JSON.stringify(branch).slice(0, 80);
}

/** A value as the reader knows it, short enough for a sentence. */
function shown(value: unknown): string {
  if (typeof value === "string") return value.length > 60 ? `a text of ${value.length} characters` : JSON.stringify(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0 ? "an empty map" : "a map";
  return String(value);
}
