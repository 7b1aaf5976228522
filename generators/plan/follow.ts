import { compare, type Finding } from "../finding.ts";
import type { TreeFile } from "../tree.ts";
import { describeAmbiguous, describeHereFirst, describeMovedByBoth } from "./describe-moves.ts";
import { documentsOf, withDocument, without } from "./documents.ts";
import { Whereabouts } from "./whereabouts.ts";
import type { Emitted, MineFile, PlanInput } from "./plan.ts";
import { decodeText, styleOf, withoutStyle, withStyle, type TextStyle } from "./text.ts";

/** What the plan is made of when every resource is looked at where it lives now. */
export interface Followed {
  /** Base, mine and theirs with everything moved to where it lives. */
  readonly input: PlanInput;
  /** Path → why there is another text, or nothing any more, than base, disk or what is emitted say. */
  readonly because: ReadonlyMap<string, string>;
  /** Paths that one move is about: a part of it alone would leave a resource twice, or nowhere. */
  readonly together: readonly (readonly string[])[];
  readonly findings: readonly Finding[];
}

/**
 * Follows what moved: a file that a person or the platform renamed, a document that one of them put into another file. A resource is known by
 * its identity in its cluster's folder, any other file by its text. What is found twice is not followed. Only what is missing somewhere is looked for.
 */
export function follow(input: PlanInput): Followed {
  const nothing: Followed = { input, because: new Map(), together: [], findings: [] };
  if (input.partial === true) return nothing;
  const moves = new Moves(input);
  for (const path of [...new Set([...input.base.keys(), ...input.theirs.keys()])].sort(compare)) moves.consider(path);
  return moves.because.size === 0 && moves.findings.length === 0 ? nothing : moves.followed();
}

class Moves {
  readonly because = new Map<string, string>();
  readonly findings: Finding[] = [];
  readonly #together: (readonly string[])[] = [];
  readonly #input: PlanInput;
  readonly #where: Whereabouts;
  readonly #base: Map<string, readonly string[]>;
  readonly #mine: Map<string, MineFile>;
  readonly #theirs: Map<string, TreeFile>;
  readonly #emitted: Map<string, Emitted>;
  /** Of the file that is looked at: what moves out of it keeps it. */
  #style: TextStyle = { byteOrderMark: false, lineEnd: "\n" };

  constructor(input: PlanInput) {
    this.#input = input;
    this.#where = new Whereabouts(input);
    this.#base = new Map(input.base);
    this.#mine = new Map(input.mine);
    this.#theirs = new Map(input.theirs);
    this.#emitted = new Map(input.emitted);
  }

  followed(): Followed {
    const { base: _, mine: __, theirs: ___, emitted: ____, ...rest } = this.#input;
    return { input: { ...rest, base: this.#base, mine: this.#mine, theirs: this.#theirs, emitted: this.#emitted }, because: this.because, together: this.#together, findings: this.findings };
  }

  consider(path: string): void {
    const { mine, theirs, base, emitted } = this.#input;
    if ((theirs.get(path) ?? emitted?.get(path))?.ownership === "once") return;
    const disk = mine.get(path);
    if (disk === undefined) {
      const twin = this.#where.twinOf(path);
      if (twin !== undefined) return this.#rename(path, twin, "yours has this name in other letters");
    }
    const before = base.get(path)?.[0];
    if (before === undefined) return disk === undefined ? this.#new(path) : undefined;
    // Most files are what they were: they are not even decoded.
    if (disk !== undefined && theirs.has(path) && Buffer.from(before).equals(disk.bytes)) return;
    const text = disk && textOf(disk);
    const now = theirs.get(path)?.text;
    if (text !== undefined && now !== undefined && (stillHolds(text, before) || holdAlike(before, text, now))) return;
    if (disk !== undefined && (text === undefined || text === before)) return this.#renamedInLetters(path);
    const { byKey } = documentsOf(path, before);
    if (byKey.size === 0) return this.#wholeFile(path, before, disk);
    this.#style = styleOf((disk && decodeText(disk.bytes)) ?? "");
    for (const key of byKey.keys()) this.#document(path, key, text);
  }

  /** A new resource that a person has in another file of the same folder is not written a second time: nothing could apply both. */
  #new(path: string): void {
    const text = this.#input.theirs.get(path)?.text;
    if (text === undefined || !this.#where.hasOwnBeside(path)) return;
    for (const key of documentsOf(path, text).byKey.keys()) {
      const there = this.#where.inSameFolder(path, key);
      // One that was emitted at another path has moved, and is looked at there.
      if (there === undefined || this.#where.emittedBefore(path, key)) continue;
      this.#take("theirs", path, key);
      this.because.set(path, `yours was here first, in ${there}`);
      this.findings.push(describeHereFirst(path, key, there));
    }
  }

  /** A resource that was emitted at `path` and is edited there, or is missing there. */
  #document(path: string, key: string, text: string | undefined): void {
    const { theirs, base } = this.#input;
    const was = documentsOf(path, base.get(path)?.[0]).byKey.get(key);
    const emitted = documentsOf(path, theirs.get(path)?.text).byKey.get(key);
    const place = emitted ? path : this.#where.emittedNow(path, key);
    const here = documentsOf(path, text).byKey.get(key);
    const lives = here ? path : this.#where.livesAt(path, key);
    if (was === undefined) return;
    if (lives === "twice") return void this.findings.push(describeAmbiguous(path, key, this.#where.all(path, key)));
    if (place === undefined || place === path) {
      if (lives === undefined || lives === path) return;
      this.#take("base", path, key);
      this.#take("theirs", path, key);
      this.#put("base", lives, key, was);
      if (emitted) this.#put("theirs", lives, key, emitted);
      this.#say(path, lives, "by you");
      return;
    }
    const now = documentsOf(place, theirs.get(place)?.text).byKey.get(key);
    if (now === undefined) return;
    this.#take("base", path, key);
    if (lives === undefined) {
      this.#take("theirs", place, key);
      this.because.set(path, `moved by us to ${place}, deleted by you`);
      this.#together.push([path, place]);
      if (!this.because.has(place)) this.because.set(place, this.#theirs.has(place) ? "" : "deleted by you");
    } else if (here !== undefined) {
      this.#put("base", place, key, was);
      this.#take("mine", path, key);
      this.#put("mine", place, key, here);
      this.#say(path, place, "by us, with your edits");
    } else if (lives === place) {
      this.#put("base", place, key, was);
    } else {
      this.#take("theirs", place, key);
      this.#put("base", lives, key, was);
      this.#put("theirs", lives, key, now);
      this.#say(path, lives, "by you");
      this.#say(place, lives, "by you");
      this.findings.push(describeMovedByBoth(key, path, lives, place, !this.#theirs.has(place)));
    }
  }

  /** A file that holds no resource is followed as a whole, by its text. */
  #wholeFile(path: string, before: string, disk: MineFile | undefined): void {
    const { theirs } = this.#input;
    if (disk === undefined) {
      const now = this.#where.sameText(path, before);
      if (now !== undefined && theirs.has(path)) this.#rename(path, now, `moved by you to ${now}`);
      const again = now !== undefined || theirs.has(path) ? undefined : this.#where.emittedText(path, before);
      if (again === undefined || theirs.get(again)?.text !== before) return;
      this.#theirs.delete(again);
      this.because.set(again, `moved here by us from ${path}, deleted by you`);
      return;
    }
    const place = theirs.has(path) ? undefined : this.#where.emittedText(path, before);
    if (place === undefined) return;
    this.#base.set(place, [before]);
    this.#base.delete(path);
    this.#mine.set(place, disk);
    this.#mine.delete(path);
    this.#say(path, place, "by us, with your edits");
  }

  /** Ours is emitted at `path` and lives at `now` in the person's repository. */
  #rename(path: string, now: string, because: string): void {
    const [base, theirs, emitted] = [this.#base.get(path), this.#theirs.get(path), this.#emitted.get(path)];
    const file = this.#where.file(now);
    if (file === undefined) return;
    if (base) this.#base.set(now, base);
    if (theirs) this.#theirs.set(now, theirs);
    if (emitted) this.#emitted.set(now, emitted);
    this.#mine.set(now, file);
    for (const map of [this.#base, this.#theirs, this.#emitted]) map.delete(path);
    this.because.set(path, because);
    if (!this.because.has(now)) this.because.set(now, "");
    this.#together.push([path, now]);
  }

  /** Where letters differ only in case, both names are one file for some systems: the old name stays. */
  #renamedInLetters(path: string): void {
    if (this.#input.theirs.has(path)) return;
    const place = this.#where.renamedInLetters(path);
    const file = place === undefined ? undefined : this.#theirs.get(place);
    if (place === undefined || file === undefined) return;
    this.#theirs.set(path, file);
    this.#theirs.delete(place);
    this.because.set(place, `stays at ${path}: the names differ in letters only`);
    this.because.set(path, "");
    this.#together.push([path, place]);
  }

  #say(from: string, to: string, by: string): void {
    this.#together.push([from, to]);
    this.because.set(from, `moved ${by} to ${to}`);
    if (!this.because.has(to)) this.because.set(to, by === "by you" ? "" : `moved here ${by}, from ${from}`);
  }

  #take(side: "base" | "mine" | "theirs", path: string, key: string): void {
    const text = this.#text(side, path);
    const rest = text === undefined ? undefined : without(path, text, key);
    if (rest === undefined) this.#maps(side).delete(path);
    else this.#set(side, path, rest);
  }

  #put(side: "base" | "mine" | "theirs", path: string, key: string, part: Parameters<typeof withDocument>[2]): void {
    if (side !== "mine" && !this.#mine.has(path)) {
      const file = this.#where.file(path);
      if (file) this.#mine.set(path, file);
    }
    const text = this.#text(side, path);
    if (documentsOf(path, text).byKey.has(key)) return;
    const mine = this.#mine.get(path);
    this.#set(side, path, withDocument(path, text, part, mine !== undefined && textOf(mine)?.startsWith("---") === true));
  }

  #maps(side: "base" | "mine" | "theirs"): { delete(path: string): boolean } {
    return side === "base" ? this.#base : side === "mine" ? this.#mine : this.#theirs;
  }

  #text(side: "base" | "mine" | "theirs", path: string): string | undefined {
    const file = this.#mine.get(path);
    return side === "base" ? this.#base.get(path)?.[0] : side === "theirs" ? this.#theirs.get(path)?.text : file && textOf(file);
  }

  #set(side: "base" | "mine" | "theirs", path: string, text: string): void {
    if (side === "base") this.#base.set(path, [text]);
    else if (side === "mine") this.#mine.set(path, { bytes: Buffer.from(withStyle(text, this.#style)), kind: "file", executable: this.#mine.get(path)?.executable ?? false });
    else this.#theirs.set(path, { executable: false, ownership: "generated", ...this.#theirs.get(path), text });
  }
}

/** True when the one resource of a text is still named in another: it did not move. */
function stillHolds(text: string, before: string): boolean {
  if (before.includes("\n---")) return false;
  const names = before.match(/^(kind:|  name:)[^\n]*$/gm) ?? [];
  return names.every((line) => text.includes(line));
}

/** What names resources, and what divides them: lines of manifests as they are emitted. */
const NAMING = /^(?:---|apiVersion:|kind:|metadata:|  (?:name|namespace):)[^\n]*$/gm;

/** True when the three texts hold the same resources in the same order, told by what names them: none of them moved. */
function holdAlike(before: string, mine: string, theirs: string): boolean {
  const naming = (text: string): string => (text.match(NAMING) ?? []).join("\n");
  const names = naming(before);
  return names !== "" && naming(mine) === names && naming(theirs) === names;
}

function textOf(file: MineFile): string | undefined {
  const text = file.kind === "file" ? decodeText(file.bytes) : undefined;
  return text === undefined ? undefined : withoutStyle(text);
}
