import { compare, type Finding } from "../finding.ts";
import { decodeText, digest, withoutStyle, type Emitted, type MineFile, type Plan } from "../plan/index.ts";
import { describeError } from "./faults.ts";
import { formatLock, LOCK_FILE, type Lock, type LockedFile, type Provenance } from "./lock.ts";
import { LARGEST_BASE, listObjects, objectPath, packObject, readObject } from "./objects.ts";
import { RECORD_FOLDER } from "./paths.ts";
import { readLock } from "./read-lock.ts";
import { readMine } from "./read.ts";

/** Everything on disk that a plan is made from. */
export interface Repository {
  /** False when no run left a record here. */
  readonly recorded: boolean;
  readonly lock: Lock;
  readonly base: ReadonlyMap<string, readonly string[]>;
  readonly emitted: ReadonlyMap<string, Emitted>;
  readonly mine: ReadonlyMap<string, MineFile>;
  /** Errors mean that the record cannot be trusted: no plan should be made of it. */
  readonly findings: readonly Finding[];
}

/** Reads the record and everything at its paths and at `paths`, those that are emitted now. A missing folder is an empty repository. */
export function readRepository(root: string, paths: Iterable<string>): Repository {
  const { recorded, lock, findings } = readLock(root);
  const { mine, findings: unread } = readMine(root, new Set([...lock.files.map((file) => file.path), ...paths]));
  const { base, findings: broken } = readBase(root, lock, mine);
  return { recorded, lock, base, emitted: emittedOf(lock), mine, findings: [...findings, ...unread, ...broken] };
}

/**
 * The emitted texts of every path of the lock. A text whose file is unedited is taken from the file, so most objects
 * are never read. A path of which no text is left stays in the map without one; the plan then keeps what is there.
 */
export function readBase(root: string, lock: Lock, mine: ReadonlyMap<string, MineFile>): { readonly base: ReadonlyMap<string, readonly string[]>; readonly findings: readonly Finding[] } {
  const base = new Map<string, string[]>();
  const findings: Finding[] = [];
  const unpacked = new Map<string, ReturnType<typeof readObject>>();
  let size = 0;
  for (const { path, sha256 } of lock.files) {
    const texts = base.get(path) ?? [];
    base.set(path, texts);
    const unedited = uneditedText(mine.get(path), sha256);
    if (unedited !== undefined) {
      texts.push(unedited);
      continue;
    }
    const known = unpacked.get(sha256);
    const object = known ?? unpack(root, sha256);
    unpacked.set(sha256, object);
    if ("text" in object && object.text !== undefined) {
      texts.push(object.text);
      size += known ? 0 : object.text.length;
    }
    if ("finding" in object && !known) findings.push(object.finding);
    if (size > LARGEST_BASE) return { base, findings: [...findings, TOO_MUCH] };
  }
  return { base, findings };
}

const TOO_MUCH: Finding = {
  code: "record/base-size",
  severity: "error",
  file: LOCK_FILE,
  reason: "The objects of the record unpack to more than 256 MiB, which no run ever wrote.",
  remedy: "Restore `.temporal-platform` from Git.",
};

function unpack(root: string, sha256: string): ReturnType<typeof readObject> {
  try {
    return readObject(root, sha256);
  } catch (error) {
    return { finding: describeError(error, "read an object of the record", objectPath(sha256)) };
  }
}

/** The text of a file that has this digest, as it is or behind the line ends of a checkout. */
function uneditedText(file: MineFile | undefined, sha256: string): string | undefined {
  const text = file?.kind === "file" ? decodeText(file.bytes) : undefined;
  if (file === undefined || text === undefined) return undefined;
  if (digest(file.bytes) === sha256) return text;
  const content = withoutStyle(text);
  return content !== text && digest(content) === sha256 ? content : undefined;
}

/** Mode and ownership per path; of several lines the last one, whichever branch it is from. */
function emittedOf(lock: Lock): ReadonlyMap<string, Emitted> {
  return new Map(lock.files.map(({ path, executable, ownership }) => [path, { executable, ownership }]));
}

const README = "This folder is the memory of the platform generator: what it emitted, so that the next update can tell your edits from its own. Commit it and leave it as it is.\n";
const ATTRIBUTES = "lock text eol=lf merge=union\nREADME.md text eol=lf\n.gitattributes text eol=lf\n.gitignore text eol=lf\nbase/** binary linguist-generated\n";
const IGNORE = "busy\njournal\njournal-back\nstage-*/\ndone-*/\n";

/** What the record folder holds after a plan. */
export interface RecordFiles {
  /** Repository-relative path → content, the lock last; objects that are on disk already are left out. */
  readonly write: ReadonlyMap<string, Uint8Array>;
  /** Objects that nothing refers to any more. */
  readonly remove: readonly string[];
}

/** Renders the record of a plan against what is on disk. Throws what the system throws. */
export function renderRecord(root: string, plan: Plan, provenance: Provenance): RecordFiles {
  const files = [...plan.base].map(([path, text]) => ({ path, text, sha256: digest(text), ...(plan.emitted.get(path) ?? { executable: false, ownership: "generated" as const }) }));
  const held = heldLines(root, plan);
  const present = new Set(listObjects(root));
  const needed = new Map(files.map(({ sha256, text }) => [sha256, text]));
  const kept = new Set(held.map(({ sha256 }) => sha256));
  const write = new Map<string, Uint8Array>([
    [`${RECORD_FOLDER}/README.md`, Buffer.from(README)],
    [`${RECORD_FOLDER}/.gitattributes`, Buffer.from(ATTRIBUTES)],
    [`${RECORD_FOLDER}/.gitignore`, Buffer.from(IGNORE)],
  ]);
  for (const [sha256, text] of [...needed].sort(([a], [b]) => compare(a, b))) if (!present.has(sha256)) write.set(objectPath(sha256), packObject(text));
  write.set(LOCK_FILE, Buffer.from(formatLock(provenance, [...files, ...held])));
  return { write, remove: [...present].filter((sha256) => !needed.has(sha256) && !kept.has(sha256)).map(objectPath) };
}

/** What the record says of paths that a plan leaves to a later one: it goes on saying so, also of a text that is lost. */
function heldLines(root: string, { held }: Plan): readonly LockedFile[] {
  return held === undefined || held.size === 0 ? [] : readLock(root).lock.files.filter(({ path }) => held.has(path));
}
