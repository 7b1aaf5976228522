import type { Kind } from "./place.ts";
import { json } from "./place-json.ts";
import { markdown } from "./place-markdown.ts";
import { environment, shell } from "./place-shell.ts";
import { yaml } from "./place-yaml.ts";

/** Runs what it is given with the kind of an emitted file; null when no kind is known for its name. */
export function withKind<Result>(name: string, use: <State>(kind: Kind<State>) => Result): Result | null {
  if (/\.ya?ml$/.test(name)) return use(yaml);
  if (name.endsWith(".md")) return use(markdown);
  if (name.endsWith(".sh")) return use(shell);
  if (name.endsWith(".json")) return use(json);
  if (/(^|\.)env(\.[a-z]+)?$/.test(name)) return use(environment);
  if (name === "Dockerfile") return use(environment);
  return null;
}
