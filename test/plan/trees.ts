import { plan, type MineFile, type Plan, type PlanInput } from "../../generators/plan/index.ts";
import type { Tree, TreeFile } from "../../generators/tree.ts";

type Content = string | (Partial<TreeFile> & { readonly text: string });

/** A tree of texts; whatever is not said is an ordinary generated file. */
export function treeOf(files: Readonly<Record<string, Content>>): Tree {
  return new Map(
    Object.entries(files)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, content]) => [path, { executable: false, ownership: "generated", ...(typeof content === "string" ? { text: content } : content) }]),
  );
}

export function mineOf(files: Readonly<Record<string, string | Uint8Array | MineFile>>): Map<string, MineFile> {
  return new Map(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === "string" ? fileOf(content) : content instanceof Uint8Array ? { bytes: content, kind: "file", executable: false } : content,
    ]),
  );
}

export const fileOf = (text: string, executable = false): MineFile => ({ bytes: Buffer.from(text), kind: "file", executable });

/** What an emitted tree is on disk when nobody touched it. */
export const untouched = (tree: Tree): Map<string, MineFile> => new Map([...tree].map(([path, file]) => [path, fileOf(file.text, file.executable)]));

/** The part of a plan's input that a run which emitted this tree leaves behind. */
export function recordOf(tree: Tree): Pick<PlanInput, "base" | "emitted"> {
  return {
    base: new Map([...tree].map(([path, file]) => [path, [file.text]])),
    emitted: new Map([...tree].map(([path, { executable, ownership }]) => [path, { executable, ownership }])),
  };
}

/** The part of a plan's input that this plan leaves behind. */
export const recordAfter = ({ base, emitted }: Plan): Pick<PlanInput, "base" | "emitted"> => ({ base: new Map([...base].map(([path, text]) => [path, [text]])), emitted });

/** What apply does, in memory. */
export function applyInMemory(mine: ReadonlyMap<string, MineFile>, { steps }: Plan): Map<string, MineFile> {
  const result = new Map(mine);
  for (const { path, action, text, executable } of steps) {
    if (action === "remove") result.delete(path);
    else if (text !== undefined) result.set(path, fileOf(text, executable ?? mine.get(path)?.executable ?? false));
  }
  return result;
}

export const planOf = (input: Partial<PlanInput>): Plan => plan({ base: new Map(), mine: new Map(), theirs: new Map(), ...input });

/** Comparable form of what is on disk: texts as strings, modes as letters. */
export const shown = (mine: ReadonlyMap<string, MineFile>): Record<string, string> =>
  Object.fromEntries([...mine].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, file]) => [path, `${file.kind}${file.executable ? "+x" : ""} ${Buffer.from(file.bytes).toString("latin1")}`]));
