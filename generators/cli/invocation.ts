import { NAME } from "./version.ts";

/** How a person calls this program again: who came by npx, or by npm create, has no command of its name. */
export function invocation(env: NodeJS.ProcessEnv): string {
  const byNpx = env["npm_lifecycle_event"] === "npx" && env["npm_lifecycle_script"]?.includes(NAME) === true;
  return byNpx ? `npx ${NAME}` : NAME;
}

/** A word as a shell takes it: in quotes where it has to be. */
export const shellWord = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
