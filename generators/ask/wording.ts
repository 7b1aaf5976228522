import { resolve, schemaAt } from "../answers/schema.ts";
import type { Question } from "./question.ts";

/** What a question says about itself. */
export interface Wording {
  readonly title: string;
  readonly description: string;
  readonly why: string;
  readonly example?: string;
  /** Who can answer it: security, network, database, application or platform. */
  readonly owner?: string;
}

/** Title, description, example and owner as the schema has them, unless the question says it better. */
export function wordingOf(question: Question): Wording {
  const node = resolve(schemaAt(question.path) ?? {});
  const example = question.example ?? node.examples?.find((one): one is string => typeof one === "string");
  const owner = ownerOf(question.path);
  return {
    title: question.title ?? node.title ?? question.id,
    description: question.description ?? node.description ?? "",
    why: question.why,
    ...(example !== undefined && { example }),
    ...(owner !== undefined && { owner }),
  };
}

/** The innermost owner on the way to a place. */
function ownerOf(path: Question["path"]): string | undefined {
  for (let length = path.length; length > 0; length--) {
    const owner = (schemaAt(path.slice(0, length)) as { readonly "x-owner"?: string } | undefined)?.["x-owner"];
    if (owner !== undefined) return owner;
  }
  return undefined;
}
