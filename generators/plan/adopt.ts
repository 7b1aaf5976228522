import type { Tree } from "../tree.ts";
import { diffLines } from "./diff-lines.ts";
import { digest } from "./digest.ts";
import type { Emitted, MineFile } from "./plan.ts";
import { decodeText, withoutStyle } from "./text.ts";

/** What is known of a path of a repository whose record is lost, wholly or in part. */
export type Verdict =
  /** As it is emitted now. */
  | "as-emitted"
  /** As it was emitted earlier, unedited: the next update replaces or removes it. */
  | "older"
  /** Edited, and what was emitted is known: the next update merges as ever. */
  | "edited"
  /** Edited, and of what was emitted the likeliest text is taken: one of the old base that nothing else claims. */
  | "likely"
  /** Different, and what was emitted is lost: every difference counts as the person's from now on. */
  | "assumed"
  /** Emitted once and deleted by a person: it stays away. */
  | "deleted"
  /** Not there, and whether a person deleted it is lost: the next update writes it. */
  | "missing"
  /** Written once, and the person's since then. */
  | "once"
  /** Emitted earlier and no longer, and no unedited text of it is left: from now on the person's alone. */
  | "released";

export interface Remains {
  /** Everything on disk at the paths of `theirs` and of `recorded`. */
  readonly mine: ReadonlyMap<string, MineFile>;
  /** What is left of the lock: digests by path; undefined when it is lost. */
  readonly recorded: ReadonlyMap<string, readonly string[]> | undefined;
  /** Mode and ownership of the recorded paths. */
  readonly former: ReadonlyMap<string, Emitted>;
  /** What is left of the base: texts by digest. */
  readonly objects: ReadonlyMap<string, string>;
}

export interface Adopted {
  readonly base: ReadonlyMap<string, string>;
  readonly emitted: ReadonlyMap<string, Emitted>;
  readonly verdicts: ReadonlyMap<string, Verdict>;
}

/** Lines that two texts must share to be taken for versions of one file, as a part of the longer one. */
const LIKENESS = 0.5;

/** The record that fits best what is there: for every path the text that the next update should take for emitted. Pure. */
export function adopt(theirs: Tree, remains: Remains): Adopted {
  const base = new Map<string, string>();
  const emitted = new Map<string, Emitted>();
  const verdicts = new Map<string, Verdict>();
  const free = unclaimed(theirs, remains);
  const paths = new Set([...theirs.keys(), ...(remains.recorded?.keys() ?? [])]);
  for (const path of [...paths].sort()) {
    const { verdict, text } = judge(path, theirs, remains, free);
    verdicts.set(path, verdict);
    const now = theirs.get(path);
    const as = now ? { executable: now.executable, ownership: now.ownership } : remains.former.get(path);
    if (text === undefined || as === undefined) continue;
    base.set(path, text);
    emitted.set(path, as);
  }
  return { base, emitted, verdicts };
}

function judge(path: string, theirs: Tree, { mine, recorded, objects }: Remains, free: ReadonlySet<string>): { verdict: Verdict; text?: string } {
  const now = theirs.get(path);
  const file = mine.get(path);
  const content = contentOf(file);
  const digests = recorded?.get(path) ?? [];
  const known = digests.flatMap((sha256) => (content !== undefined && digest(content) === sha256 ? [content] : (objects.get(sha256) ?? (now && digest(now.text) === sha256 ? [now.text] : []))));
  const former = known.find((text) => text === content) ?? known[0];
  if (now === undefined) return former !== undefined && file !== undefined ? { verdict: former === content ? "older" : "edited", text: former } : { verdict: "released" };
  const wasEmitted = digests.length > 0 || objects.has(digest(now.text));
  if (file === undefined) return wasEmitted ? { verdict: "deleted", text: former ?? now.text } : { verdict: "missing" };
  if (now.ownership === "once") return { verdict: "once", text: former ?? now.text };
  if (content === now.text) return { verdict: "as-emitted", text: now.text };
  if (former !== undefined) return { verdict: former === content ? "older" : "edited", text: former };
  if (content !== undefined && objects.has(digest(content))) return { verdict: "older", text: content };
  if (objects.has(digest(now.text))) return { verdict: "edited", text: now.text };
  // Something else is in its place; once that is gone, the file must not count as deleted.
  if (content === undefined && file.kind !== "file") return { verdict: "assumed" };
  const likely = content === undefined || recorded !== undefined ? undefined : likeliest(content, now.text, [...free].flatMap((sha256) => objects.get(sha256) ?? []));
  return likely === undefined ? { verdict: "assumed", text: now.text } : { verdict: "likely", text: likely };
}

/** Texts of the base that no file on disk and nothing that is emitted now has: what edited files were emitted as must be among them. */
function unclaimed(theirs: Tree, { mine, objects }: Remains): ReadonlySet<string> {
  const free = new Set(objects.keys());
  for (const { text } of theirs.values()) free.delete(digest(text));
  for (const file of mine.values()) {
    const content = contentOf(file);
    if (content !== undefined) free.delete(digest(content));
  }
  return free;
}

/** The text that is more like the file than what is emitted now, if one is like it at all. */
function likeliest(content: string, now: string, candidates: readonly string[]): string | undefined {
  const lines = content.split("\n");
  const kind = kindOf(content);
  const rank = (text: string) => {
    const other = text.split("\n");
    const distance = diffLines(other, lines).reduce((sum, { aLength, bLength }) => sum + Math.max(aLength, bLength), 0);
    return { text, distance, like: 1 - distance / Math.max(lines.length, other.length) };
  };
  const ranked = candidates.filter((text) => kindOf(text) === kind).map(rank).sort((a, b) => a.distance - b.distance || (a.text < b.text ? -1 : 1));
  const [best] = ranked;
  return best !== undefined && best.like >= LIKENESS && best.distance < rank(now).distance ? best.text : undefined;
}

/** Kind and name of the first resource, as far as plain lines say it: versions of one file agree in it. */
const kindOf = (text: string): string => `${/^kind: .*$/m.exec(text)?.[0] ?? ""} ${/^ {2}name: .*$/m.exec(text)?.[0] ?? ""}`;

function contentOf(file: MineFile | undefined): string | undefined {
  const text = file?.kind === "file" ? decodeText(file.bytes) : undefined;
  return text === undefined ? undefined : withoutStyle(text);
}
