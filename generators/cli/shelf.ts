import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import type { Answers, Given } from "../ask/index.ts";

/** More than any answers are. */
const LARGEST = 1024 * 1024;

/** Answers of a dialogue that has not ended, outside the folder that they are for. */
export interface Shelf {
  readonly file: string;
  /** What lies there; undefined when nothing does, or nothing of use. */
  readonly read: () => Answers | undefined;
  /** @returns false when nothing can be kept there */
  readonly keep: (answers: Answers) => boolean;
  readonly clear: () => void;
}

/**
 * The place for the answers about one folder, in the user's state directory.
 * @param target absolute path of the folder
 */
export function shelfFor(target: string, env: NodeJS.ProcessEnv): Shelf {
  const state = env["XDG_STATE_HOME"] || env["LOCALAPPDATA"] || join(homedir(), ".local", "state");
  const folder = join(state, "create-temporal-platform");
  const file = join(folder, `${basename(target).replace(/[^A-Za-z0-9._-]/g, "_").slice(0, 40)}-${createHash("sha256").update(target).digest("hex").slice(0, 8)}.json`);
  return {
    file,
    read: () => {
      try {
        return statSync(file).size > LARGEST ? undefined : fromJson(JSON.parse(readFileSync(file, "utf8")));
      } catch {
        // Nothing there, or nothing that can be read: the dialogue begins at its beginning.
        return undefined;
      }
    },
    keep: (answers) => {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeFileSync(`${file}.${process.pid}`, `${JSON.stringify({ version: 1, target, answers: Object.fromEntries(answers) }, null, 2)}\n`, { mode: 0o600 });
        renameSync(`${file}.${process.pid}`, file);
        return true;
      } catch {
        // A home that cannot be written: the dialogue goes on, only without a net.
        rmSync(`${file}.${process.pid}`, { force: true });
        return false;
      }
    },
    clear: () => rmSync(file, { force: true }),
  };
}

/** Only what has the shape of answers; whether they hold is checked when they are taken up. */
function fromJson(data: unknown): Answers | undefined {
  if (typeof data !== "object" || data === null || !("answers" in data) || typeof data.answers !== "object" || data.answers === null) return undefined;
  const given = Object.entries(data.answers).flatMap(([id, one]): [string, Given][] => {
    const { value, accepted } = (typeof one === "object" && one !== null ? one : {}) as { readonly value?: unknown; readonly accepted?: unknown };
    const fits = typeof value === "string" || (Array.isArray(value) && value.every((item) => typeof item === "string"));
    return fits ? [[id, { value: value as Given["value"], accepted: accepted === true }]] : [];
  });
  return given.length === 0 ? undefined : new Map(given);
}
