import fc from "fast-check";
import type { MineFile } from "../../generators/plan/index.ts";
import type { Tree, TreeFile } from "../../generators/tree.ts";
import { fileOf } from "./trees.ts";

/** Some paths, few lines: so that the sides meet often. */
const path = fc.constantFrom("a.md", "b.yaml", "c.json", "d/e.yaml", "d/f.sh", "g");
const line = fc.constantFrom("a: 1", "b: 2", "c: 3", "- x", "}", "{", "", "text", "  d: 4", "ü");
const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.map((each) => `${each}\n`).join(""));
const file: fc.Arbitrary<TreeFile> = fc.record({ text, executable: fc.boolean(), ownership: fc.constantFrom("generated", "generated", "generated", "once") });
export const tree: fc.Arbitrary<Tree> = fc.dictionary(path, file).map((files) => new Map(Object.entries(files)));

/** The next version of a tree: some files stay, some change a little, some go, some come. */
const nextTree = (before: Tree): fc.Arbitrary<Tree> =>
  fc.tuple(tree, fc.dictionary(path, fc.constantFrom("stay", "go", "change")), fc.nat(20), line).map(([fresh, fates, at, inserted]) => {
    const after = new Map<string, TreeFile>(fresh);
    for (const [name, value] of before) {
      const fate = fates[name] ?? "stay";
      if (fate === "stay") after.set(name, value);
      if (fate === "change") after.set(name, { ...value, text: insert(value.text, at, inserted) });
    }
    return after;
  });

function insert(content: string, at: number, inserted: string): string {
  const lines = content.split("\n");
  lines.splice(at % Math.max(1, lines.length), at % 3, inserted);
  return lines.join("\n");
}

/** What people do to files: edit, delete, replace by something else, change mode or line ends. */
export const edits = fc.dictionary(
  path,
  fc.oneof(
    fc.record({ kind: fc.constant("edit" as const), at: fc.nat(20), line }),
    fc.record({ kind: fc.constantFrom("delete" as const, "link" as const, "mode" as const, "windows" as const, "mark" as const, "binary" as const, "unfinished" as const) }),
    fc.record({ kind: fc.constant("rewrite" as const), text }),
  ),
);

export function edit(mine: ReadonlyMap<string, MineFile>, changes: Readonly<Record<string, { kind: string; at?: number; line?: string; text?: string }>>): Map<string, MineFile> {
  const result = new Map(mine);
  for (const [name, change] of Object.entries(changes)) {
    const now = result.get(name);
    const content = Buffer.from(now?.bytes ?? []).toString("utf8");
    if (change.kind === "delete") result.delete(name);
    else if (change.kind === "link") result.set(name, { bytes: new Uint8Array(), kind: "symlink", executable: false });
    else if (change.kind === "mode") result.set(name, fileOf(content, !(now?.executable ?? false)));
    else if (change.kind === "windows") result.set(name, fileOf(content.replaceAll("\n", "\r\n"), now?.executable));
    else if (change.kind === "mark") result.set(name, fileOf(`\uFEFF${content}`, now?.executable));
    else if (change.kind === "binary") result.set(name, { bytes: Uint8Array.of(0xff, 0x00), kind: "file", executable: false });
    else if (change.kind === "unfinished") result.set(name, fileOf(content.replace(/\n$/, ""), now?.executable));
    else if (change.kind === "rewrite") result.set(name, fileOf(change.text ?? "", now?.executable));
    else result.set(name, fileOf(insert(content, change.at ?? 0, change.line ?? ""), now?.executable));
  }
  return result;
}

/** What was emitted, what is emitted now, and what people did in between. */
export const history = tree.chain((old) => fc.tuple(fc.constant(old), nextTree(old), edits));
