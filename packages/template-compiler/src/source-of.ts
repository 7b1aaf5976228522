import type { SourceCall, SourceCondition, SourceNode, SourcePart, SourceTemplate } from "../../../generators/render/source.ts";
import { placeholderOf } from "./emitted-path.ts";
import type { Condition } from "./names.ts";
import type { Placed } from "./place.ts";
import type { Unit } from "./typescript.ts";
import type { Call, Part } from "./view.ts";

/** A unit without what only the compiler needs. */
export function sourceOf({ source, path, conditions, content }: Unit, root: string): SourceTemplate {
  const variables = path.variables.map((name) => {
    const { inside, list, prints } = placeholderOf(name);
    return { name, list: inside === null ? list : [inside, ...list], prints };
  });
  return { source: `${root}/${source}`, path: path.parts, variables, conditions: conditions.map(conditionOf), content: content === null ? null : content.map(nodeOf) };
}

const conditionOf = ({ reference, negated }: Condition): SourceCondition => ({ names: reference.names, negated });

function nodeOf(node: Placed): SourceNode {
  if (node.kind === "text") return { kind: "text", parts: node.parts.map(partOf), number: node.number };
  if (node.kind === "loop") return { kind: "loop", names: node.list.names, item: node.item, body: node.body.map(nodeOf) };
  return { kind: "choice", condition: conditionOf(node.condition), yes: node.yes.map(nodeOf), no: node.no.map(nodeOf) };
}

function partOf(part: Part): SourcePart {
  if (typeof part === "string") return part;
  return "call" in part ? callOf(part) : { condition: conditionOf(part.condition), yes: part.yes.map(partOf), no: part.no.map(partOf) };
}

const callOf = ({ call, args }: Call): SourceCall => ({
  call,
  args: args.map((argument) => (typeof argument === "object" && "value" in argument ? { names: argument.value.names } : typeof argument === "object" ? callOf(argument) : argument)),
});
