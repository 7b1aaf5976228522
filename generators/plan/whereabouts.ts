import { documentsOf } from "./documents.ts";
import { patchesNamedIn } from "./patches.ts";
import type { MineFile, PlanInput } from "./plan.ts";
import { decodeText, withoutStyle } from "./text.ts";

/** A text counts as the same file when it has at least this share of its lines. */
const ALIKE = 0.6;

/** Where things are that are not where they were emitted. Indices are made when the first one is missing. */
export class Whereabouts {
  readonly #input: PlanInput;
  readonly #found = new Map<string, readonly string[]>();
  #own: ReadonlyMap<string, string> | undefined;
  #twins: ReadonlyMap<string, readonly string[]> | undefined;
  #fresh: readonly string[] | undefined;

  constructor(input: PlanInput) {
    this.#input = input;
  }

  /** What a person has at a path, be it one of ours or not. */
  file(path: string): MineFile | undefined {
    const beside = this.#input.beside?.get(path);
    return this.#input.mine.get(path) ?? (beside && { bytes: Buffer.from(beside.text), kind: "file", executable: beside.executable });
  }

  /** Path of the one file of a person that holds this resource and was not emitted with it. */
  livesAt(path: string, key: string): string | "twice" | undefined {
    const found = this.all(path, key);
    return found.length > 1 ? "twice" : found[0];
  }

  /** Whether a person made or edited anything below the same Flux Kustomization. */
  hasOwnBeside(path: string): boolean {
    const folder = narrow(path);
    return [...this.#ownTexts().keys()].some((other) => within(folder, other));
  }

  /** Path of a person's file below the same Flux Kustomization that holds this resource. */
  inSameFolder(path: string, key: string): string | undefined {
    return this.all(path, key).find((other) => within(narrow(path), other));
  }

  /** Whether this resource was emitted at any other path near by. */
  emittedBefore(path: string, key: string): boolean {
    const name = key.slice(key.lastIndexOf("/") + 1);
    return [...this.#input.base].some(([other, [text = ""]]) => within(wide(path), other) && text.includes(name) && documentsOf(other, text).byKey.has(key));
  }

  all(path: string, key: string): readonly string[] {
    const name = key.slice(key.lastIndexOf("/") + 1);
    const id = `${path}\n${key}`;
    const known = this.#found.get(id);
    if (known) return known;
    const holds = [...this.#ownTexts()].filter(([other, text]) => other !== path && text.includes(name) && within(wide(path), other) && documentsOf(other, text).byKey.has(key) && !documentsOf(other, this.#input.base.get(other)?.[0]).byKey.has(key)).map(([other]) => other);
    const near = holds.filter((other) => within(narrow(path), other));
    const found = near.length > 0 ? near : holds;
    this.#found.set(id, found);
    return found;
  }

  /** Path at which this resource is emitted now and was not before. */
  emittedNow(path: string, key: string): string | undefined {
    const name = key.slice(key.lastIndexOf("/") + 1);
    const found = [...this.#input.theirs].filter(([other, { text }]) => other !== path && within(wide(path), other) && text.includes(name) && this.#input.base.get(other)?.[0] !== text && documentsOf(other, text).byKey.has(key) && !documentsOf(other, this.#input.base.get(other)?.[0]).byKey.has(key)).map(([other]) => other);
    const near = found.filter((other) => within(narrow(path), other));
    const places = near.length > 0 ? near : found;
    const [place] = places;
    // A file that was there first is nobody's to move something into.
    return places.length === 1 && place !== undefined && (this.#input.base.has(place) || this.file(place) === undefined) ? place : undefined;
  }

  /** The one file of a person, at no path of ours, that is this text or nearly. */
  sameText(path: string, text: string): string | undefined {
    const missing = [...this.#input.base].filter(([other, texts]) => other !== path && texts[0] === text && !this.#input.mine.has(other));
    return missing.length > 0 ? undefined : alike(path, text, [...(this.#input.beside ?? [])].map(([other, file]) => [other, withoutStyle(file.text)] as const));
  }

  /** The one new path at which this text, or nearly, is emitted now. */
  emittedText(path: string, text: string): string | undefined {
    this.#fresh ??= [...this.#input.theirs.keys()].filter((other) => !this.#input.base.has(other) && this.file(other) === undefined);
    return alike(path, text, this.#fresh.map((other) => [other, this.#input.theirs.get(other)?.text ?? ""] as const));
  }

  /** The one path of a person that is this one in other letters (case, Unicode normalisation). */
  twinOf(path: string): string | undefined {
    this.#twins ??= byLetters([...(this.#input.beside?.keys() ?? []), ...[...this.#input.mine.keys()].filter((own) => !this.#input.theirs.has(own) && !this.#input.base.has(own))]);
    const found = (this.#twins.get(letters(path)) ?? []).filter((other) => other !== path);
    return found.length === 1 ? found[0] : undefined;
  }

  /** The new path that is this one in other letters. */
  renamedInLetters(path: string): string | undefined {
    const same = letters(path);
    this.#fresh ??= [...this.#input.theirs.keys()].filter((other) => !this.#input.base.has(other) && this.file(other) === undefined);
    return [...this.#input.theirs.keys()].find((other) => other !== path && other.length === path.length && !this.#input.base.has(other) && letters(other) === same);
  }

  /** YAML texts in which a resource of ours may live: of files that are a person's, or of ours and edited. A patch names a resource and is none. */
  #ownTexts(): ReadonlyMap<string, string> {
    if (this.#own) return this.#own;
    const texts = new Map<string, string>();
    for (const [path, { text }] of this.#input.beside ?? []) if (/\.ya?ml$/.test(path)) texts.set(path, withoutStyle(text));
    for (const [path, file] of this.#input.mine) {
      const text = /\.ya?ml$/.test(path) && file.kind === "file" ? decodeText(file.bytes) : undefined;
      if (text !== undefined) texts.set(path, withoutStyle(text));
    }
    const patches = patchesNamedIn(texts);
    const own = [...texts].filter(([path, text]) => !patches.has(path) && !(this.#input.base.get(path) ?? []).includes(text));
    return (this.#own = new Map(own));
  }
}

/** Folder of one Flux Kustomization, and of one cluster: `clusters/a/database`, `clusters/a`. Resources of different clusters are different ones. */
const narrow = (path: string): string => path.split("/").slice(0, -1).slice(0, 3).join("/");
const wide = (path: string): string => path.split("/").slice(0, -1).slice(0, path.startsWith("clusters/") ? 2 : 1).join("/");
const within = (folder: string, path: string): boolean => folder === "" || path.startsWith(`${folder}/`);

const letters = (path: string): string => path.normalize("NFC").toLowerCase();

function byLetters(paths: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const path of paths) found.set(letters(path), [...(found.get(letters(path)) ?? []), path]);
  return found;
}

const extension = (path: string): string => /\.[^./]*$/.exec(path)?.[0] ?? "";

/** The one text that is this one; or, when there is none, the one that has most of its lines. */
function alike(path: string, text: string, candidates: readonly (readonly [string, string])[]): string | undefined {
  const near = candidates.filter(([other]) => other !== path && extension(other) === extension(path) && within(wide(path), other));
  const same = near.filter(([, content]) => content === text);
  if (same.length > 0 || text.trim() === "") return same.length === 1 ? same[0]?.[0] : undefined;
  // Lists of resources look alike everywhere: only the very same one is followed.
  if (/(^|\/)kustomization\.yaml$/.test(path)) return undefined;
  const lines = new Set(text.split("\n").filter((line) => line.trim() !== ""));
  const most = near.filter(([, content]) => {
    const others = new Set(content.split("\n").filter((line) => line.trim() !== ""));
    return [...lines].filter((line) => others.has(line)).length >= ALIKE * Math.max(lines.size, others.size);
  });
  return most.length === 1 ? most[0]?.[0] : undefined;
}
