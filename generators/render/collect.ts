import { compare } from "../finding.ts";
import type { Tree, TreeFile } from "../tree.ts";
import type { Sink, Verbatim } from "./sink.ts";

/**
 * Runs `emit` and gathers what it puts into the sink, each path behind `prefix`, in the order of code units.
 * Throws for what only a fault in templates or model can cause: two files for one path, a path that leaves the
 * repository, a verbatim file that does not exist.
 */
export function collect(emit: (sink: Sink) => void, verbatim: Readonly<Record<string, Verbatim>>, prefix: string): Tree {
  const files = new Map<string, TreeFile>();
  const add = (path: string, file: TreeFile): void => {
    const whole = prefix + path;
    if (!staysInside(whole)) throw new Error(`The path ${JSON.stringify(whole)} does not name a file inside the repository`);
    if (files.has(whole)) throw new Error(`Two templates emit ${whole}`);
    files.set(whole, file);
  };
  emit({
    write(path, text, executable, ownership) {
      if (text !== null) add(path, { text, executable, ownership });
    },
    copy(path, name, ownership) {
      const file = verbatim[name];
      if (file === undefined) throw new Error(`${name} is not among the verbatim files`);
      add(path, { text: file.text, executable: file.executable, ownership });
    },
  });
  return new Map([...files].sort(([a], [b]) => compare(a, b)));
}

/** Plain segments with forward slashes between them, none of which Git or another system reads in its own way. */
function staysInside(path: string): boolean {
  if (/[\\:\u0000-\u001f\u007f]/.test(path)) return false;
  return path.split("/").every((segment) => segment !== "" && segment !== "." && segment !== ".." && segment.toLowerCase() !== ".git");
}
