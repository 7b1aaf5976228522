/**
 * The file system under observation: every call that a run makes below a folder is announced before it is made, so that a test can
 * end the process there, let the call fail, or take the power away. It puts itself in place of `node:fs`, whose named imports follow,
 * so no call can slip past; one that is not listed here is a fault of the test.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import type { Durable } from "./durable.ts";

export interface Call {
  readonly name: string;
  readonly path: string;
  /** Whether it changes something; reads can fail, but ending the process there is ending it at the next change. */
  readonly changes: boolean;
}

/** Ends a process: nothing catches it, and no call gets through any more. */
export class Death extends Error {}

/** Called before every call. What it throws the caller sees instead of the call. */
export type Judge = (call: Call) => void;

const real = { ...fs };
const WATCHED = ["openSync", "closeSync", "writeFileSync", "readFileSync", "fchmodSync", "fsync", "mkdirSync", "chmodSync", "renameSync", "linkSync", "unlinkSync", "rmdirSync", "rmSync", "lstatSync", "statSync", "fstatSync", "readdirSync", "realpathSync"] as const;
const UNEXPECTED = ["appendFileSync", "copyFileSync", "cpSync", "createReadStream", "createWriteStream", "fdatasync", "fdatasyncSync", "fsyncSync", "ftruncateSync", "mkdtempSync", "rename", "symlinkSync", "truncateSync", "unlink", "utimesSync", "writeFile", "writeSync", "readFile", "open", "rm", "mkdir"] as const;

/** Runs an act with every call below `root` announced to `judge`, and told to `durable` once it is made. */
export async function watched<T>(root: string, judge: Judge, act: () => Promise<T>, durable?: Durable): Promise<T> {
  const open = new Map<number, string>();
  const ours = (path: unknown): path is string => typeof path === "string" && (path === root || path.startsWith(`${root}/`));
  const read = (name: string, path: string) => judge({ name, path, changes: false });
  const change = (name: string, path: string) => judge({ name, path, changes: true });

  const create = (path: string, flag: string | number, mode?: number): number => {
    change("create", path);
    const file = real.openSync(path, flag, mode);
    open.set(file, path);
    durable?.created(path);
    return file;
  };
  /** Half of the bytes are there when a write ends early. */
  const write = (file: number, path: string, data: Uint8Array): void => {
    try {
      change("write", path);
    } catch (error) {
      real.writeSync(file, data, 0, data.length >> 1);
      throw error;
    }
    for (let done = 0; done < data.length; ) done += real.writeSync(file, data, done);
  };
  const remove = (path: string): void => {
    if (real.lstatSync(path).isDirectory()) {
      for (const name of real.readdirSync(path).sort()) remove(join(path, name));
      change("rmdir", path);
      real.rmdirSync(path);
    } else {
      change("unlink", path);
      real.unlinkSync(path);
    }
    durable?.unlinked(path);
  };

  const instead: Partial<Record<(typeof WATCHED)[number], (...args: never[]) => unknown>> = {
    openSync: (path: string, flag: string | number, mode?: number) => {
      if (!ours(path)) return real.openSync(path, flag, mode);
      if (flag === "wx") return create(path, flag, mode);
      read("open", path);
      const file = real.openSync(path, flag, mode);
      open.set(file, path);
      return file;
    },
    // Closing can be refused by no system that anybody could do something about.
    closeSync: (file: number) => {
      open.delete(file);
      real.closeSync(file);
    },
    writeFileSync: (target: string | number, data: string | Uint8Array, options?: { flag?: string }) => {
      if (typeof target === "number" ? !open.has(target) : !ours(target)) return real.writeFileSync(target, data, options);
      if (typeof target === "number") return write(target, open.get(target) ?? "", Buffer.from(data as Uint8Array));
      if (options?.flag !== "wx") throw new Error(`an existing file is written: ${target}`);
      const file = create(target, "wx", 0o666);
      try {
        write(file, target, Buffer.from(data as string));
      } finally {
        open.delete(file);
        real.closeSync(file);
      }
    },
    readFileSync: (target: string | number, options?: BufferEncoding) => {
      const path = typeof target === "number" ? open.get(target) : target;
      if (ours(path)) read("read", path);
      return real.readFileSync(target, options);
    },
    fchmodSync: (file: number, mode: number) => {
      if (open.has(file)) change("fchmod", open.get(file) ?? "");
      real.fchmodSync(file, mode);
    },
    fsync: (file: number, done: (error: Error | null) => void) => {
      const path = open.get(file);
      if (path === undefined) return real.fsync(file, done);
      setImmediate(() => {
        try {
          change("fsync", path);
          durable?.flushed(path);
        } catch (error) {
          return done(error as Error);
        }
        done(null);
      });
    },
    mkdirSync: (path: string) => {
      if (!ours(path)) return real.mkdirSync(path);
      change("mkdir", path);
      real.mkdirSync(path);
      durable?.created(path);
    },
    chmodSync: (path: string, mode: number) => {
      if (ours(path)) change("chmod", path);
      real.chmodSync(path, mode);
    },
    renameSync: (from: string, to: string) => {
      if (!ours(from)) return real.renameSync(from, to);
      change("rename", `${from} to ${to}`);
      real.renameSync(from, to);
      durable?.renamed(from, to);
    },
    linkSync: (from: string, to: string) => {
      if (!ours(from)) return real.linkSync(from, to);
      change("link", `${from} to ${to}`);
      real.linkSync(from, to);
      durable?.linked(from, to);
    },
    unlinkSync: (path: string) => (ours(path) ? remove(path) : real.unlinkSync(path)),
    rmdirSync: (path: string) => {
      if (!ours(path)) return real.rmdirSync(path);
      change("rmdir", path);
      real.rmdirSync(path);
      durable?.unlinked(path);
    },
    rmSync: (path: string, options?: { recursive?: boolean; force?: boolean }) => {
      if (!ours(path)) return real.rmSync(path, options);
      if (options?.force && real.lstatSync(path, { throwIfNoEntry: false }) === undefined) return;
      remove(path);
    },
  };
  for (const name of ["lstatSync", "statSync", "readdirSync", "realpathSync"] as const) {
    instead[name] = (path: string, ...rest: unknown[]) => {
      if (ours(path)) read(name.replace("Sync", ""), path);
      return (real[name] as (...args: unknown[]) => unknown)(path, ...rest);
    };
  }
  instead.fstatSync = (file: number) => {
    if (open.has(file)) read("fstat", open.get(file) ?? "");
    return real.fstatSync(file);
  };

  const seam = fs as unknown as Record<string, unknown>;
  for (const name of WATCHED) if (instead[name]) seam[name] = instead[name];
  for (const name of UNEXPECTED) {
    seam[name] = (path: unknown) => {
      throw new Error(`${name} of ${String(path)} is no call that a run is known to make`);
    };
  }
  syncBuiltinESMExports();
  try {
    return await act();
  } finally {
    for (const name of [...WATCHED, ...UNEXPECTED]) seam[name] = real[name];
    syncBuiltinESMExports();
  }
}

