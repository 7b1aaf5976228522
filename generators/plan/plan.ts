import type { Finding } from "../finding.ts";
import type { Ownership, Tree } from "../tree.ts";

/** What happens to one path, and why. A plan is data: what `--dry-run` prints is what apply executes. */
export type Action =
  /** A new file. */
  | "write"
  /** Ours, unedited: replaced by what we emit now. */
  | "replace"
  /** Edited by a person and changed by us: both changes are in the text. */
  | "merge"
  /** Nothing to do. */
  | "unchanged"
  /** A person's version stays: edited, deleted or written once. */
  | "keep"
  /** Both sides changed the same place: the person's version stays and the finding says what we wanted. */
  | "conflict"
  /** No longer emitted and unedited: deleted. */
  | "remove";

export interface Step {
  readonly path: string;
  readonly action: Action;
  /** One short sentence for people: `edited by you, unchanged by us`. */
  readonly because: string;
  /** Text after the step for write, replace and merge; absent otherwise. */
  readonly text?: string;
  /** Mode after the step; absent when the step leaves the mode alone. */
  readonly executable?: boolean;
  /** SHA-256 (hex) of the bytes that replace, merge and remove were decided on; the step is void when the disk holds others by then. */
  readonly before?: string;
  /** True for what is no regular file: nothing is ever written there. */
  readonly notAFile?: true;
}

export interface Plan {
  /** In the order of paths. */
  readonly steps: readonly Step[];
  /** The emitted text of every generated path, edited or not: the base of the next update. */
  readonly base: ReadonlyMap<string, string>;
  /** Mode and ownership of every path of `base`. */
  readonly emitted: ReadonlyMap<string, Emitted>;
  /** As it was passed to the plan: the one file that is written without being emitted. */
  readonly answersFile?: AnswersFile;
  readonly findings: readonly Finding[];
  /** Paths whose steps make one change, such as what moved from one file to another: a part of an update has all of them or none. */
  readonly together?: readonly (readonly string[])[];
  /** Paths that are left to a later plan: neither `steps` nor `base` has them, and the record goes on saying of them what it says. */
  readonly held?: ReadonlySet<string>;
}

/** What a person's repository holds at one path. */
export interface MineFile {
  /** Empty for everything but a regular file. */
  readonly bytes: Uint8Array;
  /** `other`: a folder, a device, or a path that runs through something that is no folder. */
  readonly kind: "file" | "symlink" | "other";
  readonly executable: boolean;
}

/** How a path was emitted, beside its text. */
export interface Emitted {
  readonly executable: boolean;
  readonly ownership: Ownership;
}

/** The answers belong to a person; the generator only fills in the frozen choices. */
export interface AnswersFile {
  readonly path: string;
  /** Text on disk, byte order mark included; undefined when there is no file yet. */
  readonly before: string | undefined;
  readonly after: string;
  /** The text that the person handed in as answers to a new repository; another text at `path` is then somebody else's. */
  readonly given?: string;
  /** What happens to the text beside the frozen choices: `brought to the format temporal-platform/v2`. */
  readonly why?: string;
}

export interface PlanInput {
  /**
   * Path → texts that an earlier run emitted there: several after a merge of two branches,
   * none when the record names the path and its text is lost.
   */
  readonly base: ReadonlyMap<string, readonly string[]>;
  /** Everything on disk at a path of base or theirs; absent paths are absent. */
  readonly mine: ReadonlyMap<string, MineFile>;
  /**
   * Text files of the repository at every other path: what moved is looked for there. Without it nothing that a person
   * moved out of the emitted files is followed.
   */
  readonly beside?: Tree | undefined;
  /** What is emitted now. */
  readonly theirs: Tree;
  /** True when `theirs` is only a part: what it leaves out stays as it was emitted, instead of being removed. */
  readonly partial?: boolean | undefined;
  readonly answersFile?: AnswersFile | undefined;
  /** Mode and ownership of the paths of base. A path without an entry counts as generated, its mode as the person's own. */
  readonly emitted?: ReadonlyMap<string, Emitted> | undefined;
}
