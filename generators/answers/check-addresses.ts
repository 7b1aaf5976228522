import { formatPath, type Path } from "../document/index.ts";
import { show, type Fault } from "./codes.ts";
import { resolve, type SchemaNode } from "./schema.ts";

/** Longest part of a host name between dots: RFC 1035. */
const LONGEST_LABEL = 63;

/** What a pattern cannot tell of an address. Words in braces stand for a part of a name until they are filled in. */
export function checkAddress(path: Path, value: string, node: SchemaNode): Fault[] {
  const kind = resolve(node)["x-address"];
  const problem = kind === undefined ? undefined : kind === "url" ? urlProblem(value.replaceAll(/\{[a-z]+\}/g, "a")) : hostProblem(value);
  if (problem === undefined) return [];
  const name = formatPath(path.slice(typeof path.at(-1) === "number" ? -2 : -1));
  return [{ code: "answers/bad-format", path, at: "value", reason: `\`${name}\` is ${show(value)}, ${problem}.`, remedy: "Correct the address." }];
}

function urlProblem(url: string): string | undefined {
  try {
    const { hostname } = new URL(url);
    return hostProblem(hostname);
  } catch {
    return "whose host is neither a name nor an address that exists";
  }
}

function hostProblem(host: string): string | undefined {
  const labels = host.replace(/:\d+$/, "").split(".");
  if (labels.includes("")) return "with nothing between two dots";
  const long = labels.find((label) => label.length > LONGEST_LABEL && !label.includes("{"));
  return long === undefined ? undefined : `with ${long.length} characters between two dots; host names have at most ${LONGEST_LABEL}`;
}
