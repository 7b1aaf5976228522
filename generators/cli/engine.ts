/** What Node and its V8 are told for a program that runs for a second. */
import module from "node:module";
import { setFlagsFromString } from "node:v8";

/** What Node 20, 22 and 24 have: 11, 12 and 13. V8 complains aloud of a flag that it does not know, so each goes to versions only that were tried. */
const v8 = Number.parseInt(process.versions.v8, 10);

/**
 * To be called before the code of a command is loaded.
 *
 * From 22.8 on Node keeps compiled code in the folder for temporary files: a seventh of a run. The types of Node 20 do not know it.
 * The V8 of Node 20 compiles a function anew, with optimizations, once it has run for a while: by default so soon that a run spends a quarter
 * of its processor time on code that is hardly used any more. Fifteen times the default leaves runs of several seconds as fast as they were.
 */
export function beginCommand(): void {
  (module as { readonly enableCompileCache?: () => void }).enableCompileCache?.();
  if (v8 === 11) setFlagsFromString("--interrupt-budget=1000000");
}

/** Files of a repository for which the space for new objects may grow: with eight thousand, holding it back takes a third more time and saves nothing. */
const MANY = 2000;

/**
 * To be called once the code of a command is loaded, and again when it is known how many files there are. By then the space for new objects has
 * grown to some 8 MiB, which is enough for a repository of a thousand files: left to itself it takes four times that, a sixth of all memory, and
 * nothing is faster.
 */
export function expectFiles(count: number): void {
  if (v8 >= 11 && v8 <= 13) setFlagsFromString(`--semi-space-growth-factor=${count < MANY ? 1 : 2}`);
}
