import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyNew, applyUpdate, readRepository, recover } from "../../generators/apply/index.ts";
import { isError, type Finding } from "../../generators/finding.ts";
import { plan } from "../../generators/plan/index.ts";
import { makeEdited, NEW } from "../apply/scenario.ts";
import { makeNew, nextId, provenance, put, snapshot } from "../apply/scratch.ts";
import { treeOf } from "../plan/trees.ts";
import { Death, watched, type Call } from "./watched.ts";

/** A command on a folder, as the program runs it: what was interrupted first, then reading, planning and applying. */
export type Command = (target: string) => Promise<readonly Finding[]>;

export interface Situation {
  readonly name: string;
  /** Fills an empty folder; the command works on `p` in it. */
  readonly prepare: (folder: string) => Promise<void>;
  readonly command: Command;
}

const make: Command = async (target) => {
  const recovered = await recover(target);
  if (recovered.some(isError)) return recovered;
  const repository = readRepository(target, NEW.keys());
  if (repository.findings.some(isError)) return repository.findings;
  return [...recovered, ...(await applyNew(target, plan({ ...repository, theirs: NEW }), provenance, nextId()))];
};

const updateTo = (tree: typeof NEW, from = provenance, answers?: string): Command => async (target) => {
  const recovered = await recover(target);
  if (recovered.some(isError)) return recovered;
  const repository = readRepository(target, [...tree.keys(), "platform.yaml"]);
  if (repository.findings.some(isError)) return repository.findings;
  const before = repository.mine.get("platform.yaml");
  const answersFile = answers === undefined ? undefined : { path: "platform.yaml", before: before && Buffer.from(before.bytes).toString(), after: answers };
  return [...recovered, ...(await applyUpdate(target, plan({ ...repository, theirs: tree, answersFile }), from, nextId()))];
};

const changed = { ...provenance, generator: "2.0.0", frozen: [{ cluster: "um890", path: "shards", value: 1024 }] };

/** The state that a process leaves which ends right before its n-th change that `is` picks. */
async function endAt(target: string, command: Command, is: (call: Call) => boolean, n = 1): Promise<void> {
  let [met, dead] = [0, false];
  const judge = (call: Call) => {
    if (call.changes && is(call)) met += 1;
    if (dead || met >= n) {
      dead = true;
      throw new Death();
    }
  };
  try {
    await watched(target, judge, () => command(target));
  } catch (error) {
    if (error instanceof Death) return;
    throw error;
  }
  throw new Error("the command came to its end");
}

const edited = (folder: string): Promise<void> => makeEdited(join(folder, "p"));

export const SITUATIONS: readonly Situation[] = [
  { name: "making a folder that does not exist", prepare: async () => {}, command: make },
  { name: "filling a fresh clone", prepare: async (folder) => put(folder, "p/README.md", "theirs\n"), command: make },
  { name: "updating a repository with edits", prepare: edited, command: updateTo(NEW) },
  {
    name: "updating with a permanent choice that somebody accepted",
    prepare: async (folder) => {
      await edited(folder);
      put(folder, "p/platform.yaml", "shards: 512\n");
    },
    command: updateTo(NEW, changed, "shards: 1024\n"),
  },
  {
    name: "bringing an interrupted update to its end",
    prepare: async (folder) => {
      await edited(folder);
      await endAt(join(folder, "p"), updateTo(NEW), ({ name, path }) => name === "rename" && path.includes(".new to "), 3);
    },
    command: (target) => recover(target),
  },
  {
    name: "taking an interrupted update back",
    prepare: async (folder) => {
      await edited(folder);
      const before = readFileSync(join(folder, "p/apps/a.yaml"));
      await endAt(join(folder, "p"), updateTo(NEW), ({ name, path }) => name === "rename" && path.includes(".new to "), 3);
      put(folder, "p/apps/a.yaml", before);
    },
    command: (target) => recover(target),
  },
  {
    name: "removing everything but one file",
    prepare: async (folder) => void (await makeNew(join(folder, "p"), NEW)),
    command: updateTo(treeOf({ "README.md": "# Platform\n" })),
  },
];

/** Nothing here has to outlive a loss of power that is not made up, and thousands of copies are made. */
const MEMORY = "/dev/shm";

/** A situation made once, to be copied as often as needed, with the two states that may ever remain. */
export class Stage {
  readonly situation: Situation;
  private readonly home: string;
  /** The state before the command; for a recovery, which only ever leads to one, the state after it. */
  readonly old: Readonly<Record<string, string>>;
  readonly now: Readonly<Record<string, string>>;
  readonly calls: readonly Call[];

  private constructor(situation: Situation, home: string, old: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>, calls: readonly Call[]) {
    this.situation = situation;
    this.home = home;
    this.old = old;
    this.now = now;
    this.calls = calls;
  }

  static async open(situation: Situation): Promise<Stage> {
    const home = realpathSync(mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), "history-")));
    mkdirSync(join(home, "start"));
    await situation.prepare(join(home, "start"));
    const copy = join(home, "run");
    cpSync(join(home, "start"), copy, { recursive: true, verbatimSymlinks: true });
    const isRecovery = existsSync(join(copy, "p/.temporal-platform/journal"));
    const before = snapshot(copy);
    const calls: Call[] = [];
    const findings = await watched(copy, (call) => void calls.push(call), () => situation.command(join(copy, "p")));
    if (findings.some(isError)) throw new Error(findings.map(({ reason }) => reason).join("\n"));
    const now = snapshot(copy);
    rmSync(copy, { recursive: true });
    return new Stage(situation, home, isRecovery ? now : before, now, calls);
  }

  /** Gives a copy of the start to `body`. */
  async play<T>(body: (folder: string, target: string) => Promise<T>): Promise<T> {
    const copy = join(this.home, "run");
    cpSync(join(this.home, "start"), copy, { recursive: true, verbatimSymlinks: true });
    try {
      return await body(copy, join(copy, "p"));
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  }

  close(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}
