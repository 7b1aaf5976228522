/**
 * What of a folder outlives a loss of power: contents that were flushed, and names whose folder was flushed. Of what was not, any
 * selection may have reached the disk; a rename reaches it wholly or not at all.
 */
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

interface Folder {
  readonly kind: "folder";
  readonly now: Map<string, Entry>;
  readonly flushed: Map<string, Entry>;
  readonly mode: number;
}
interface File {
  readonly kind: "file" | "link";
  /** Undefined until the content is flushed. */
  flushed: Buffer | undefined;
  mode: number;
}
type Entry = Folder | File;

/** A change of names: an entry leaves one place, takes another, or both. */
interface Change {
  readonly leaves?: readonly [Folder, string];
  readonly takes?: readonly [Folder, string, Entry];
}

type Names = Map<Folder, Map<string, Entry>>;

/** The state of a folder as a disk holds it, told by the calls that a run makes. */
export class Durable {
  private readonly root: string;
  private readonly top: Folder;
  private pending: Change[] = [];

  constructor(root: string) {
    this.root = root;
    this.top = load(root) as Folder;
  }

  created(path: string): void {
    const status = lstatSync(path);
    const entry: Entry = status.isDirectory() ? { kind: "folder", now: new Map(), flushed: new Map(), mode: 0o755 } : { kind: "file", flushed: undefined, mode: status.mode & 0o777 };
    const [folder, name] = this.place(path);
    folder.now.set(name, entry);
    this.pending.push({ takes: [folder, name, entry] });
  }

  unlinked(path: string): void {
    const [folder, name] = this.place(path);
    folder.now.delete(name);
    this.pending.push({ leaves: [folder, name] });
  }

  renamed(from: string, to: string): void {
    const [source, oldName] = this.place(from);
    const [target, newName] = this.place(to);
    const entry = source.now.get(oldName);
    if (entry === undefined) throw new Error(`${from} is not known`);
    source.now.delete(oldName);
    target.now.set(newName, entry);
    this.pending.push({ leaves: [source, oldName], takes: [target, newName, entry] });
  }

  linked(from: string, to: string): void {
    const entry = this.find(from);
    const [folder, name] = this.place(to);
    folder.now.set(name, entry);
    this.pending.push({ takes: [folder, name, entry] });
  }

  flushed(path: string): void {
    const entry = path === this.root ? this.top : this.find(path);
    if (entry.kind === "folder") {
      const touches = ({ leaves, takes }: Change): boolean => leaves?.[0] === entry || takes?.[0] === entry;
      carryOut(this.pending.filter(touches), (folder) => folder.flushed);
      this.pending = this.pending.filter((change) => !touches(change));
    } else {
      entry.flushed = readFileSync(path);
      entry.mode = lstatSync(path).mode & 0o777;
    }
  }

  /** Puts on the disk what a loss of power leaves; `survives` says of each change that was not flushed whether it got there. */
  losePower(survives: (index: number) => boolean): void {
    const names: Names = new Map();
    const of = (folder: Folder): Map<string, Entry> => names.get(folder) ?? names.set(folder, new Map(folder.flushed)).get(folder) ?? new Map();
    carryOut(this.pending.filter((_, index) => survives(index)), of);
    for (const name of readdirSync(this.root)) rmSync(join(this.root, name), { recursive: true });
    restore(this.root, this.top, of);
  }

  private place(path: string): readonly [Folder, string] {
    const folder = dirname(path) === this.root ? this.top : this.find(dirname(path));
    if (folder.kind !== "folder") throw new Error(`${dirname(path)} is no folder`);
    return [folder, path.slice(dirname(path).length + 1)];
  }

  private find(path: string): Entry {
    const [folder, name] = this.place(path);
    const entry = folder.now.get(name);
    if (entry === undefined) throw new Error(`${path} is not known`);
    return entry;
  }
}

function carryOut(changes: readonly Change[], namesOf: (folder: Folder) => Map<string, Entry>): void {
  for (const { leaves, takes } of changes) {
    if (leaves) namesOf(leaves[0]).delete(leaves[1]);
    if (takes) namesOf(takes[0]).set(takes[1], takes[2]);
  }
}

function load(path: string): Entry {
  const status = lstatSync(path);
  if (status.isSymbolicLink()) return { kind: "link", flushed: Buffer.from(readlinkSync(path)), mode: 0o777 };
  if (!status.isDirectory()) return { kind: "file", flushed: readFileSync(path), mode: status.mode & 0o777 };
  const entries = readdirSync(path).map((name) => [name, load(join(path, name))] as const);
  return { kind: "folder", now: new Map(entries), flushed: new Map(entries), mode: status.mode & 0o777 };
}

function restore(path: string, folder: Folder, namesOf: (folder: Folder) => ReadonlyMap<string, Entry>): void {
  for (const [name, entry] of namesOf(folder)) {
    const at = join(path, name);
    if (entry.kind === "folder") {
      mkdirSync(at);
      restore(at, entry, namesOf);
      chmodSync(at, entry.mode);
    } else if (entry.kind === "link") symlinkSync(String(entry.flushed), at);
    else {
      writeFileSync(at, entry.flushed ?? "");
      chmodSync(at, entry.mode);
    }
  }
}
