/** Updates in memory, of a part of a platform. */
import type { MineFile, Plan } from "../../generators/plan/index.ts";
import type { Tree } from "../../generators/tree.ts";
import { planOf, recordOf } from "../plan/trees.ts";

export type Mine = ReadonlyMap<string, MineFile>;
export const textOf = (mine: Mine, path: string): string => Buffer.from(mine.get(path)?.bytes ?? []).toString("utf8");
/** What apply reads: everything at a path that was or is emitted. */
const known = (mine: Mine, ...trees: readonly Tree[]): Map<string, MineFile> => new Map([...mine].filter(([path]) => trees.some((tree) => tree.has(path))));
export const updated = (mine: Mine, old: Tree, now: Tree): Plan => planOf({ ...recordOf(old), mine: known(mine, old, now), theirs: now });
export const conflicts = ({ findings }: Plan) => findings.filter(({ code }) => code === "plan/conflict");
