import { oneLine } from "../document/characters.ts";
import { compare, type Finding } from "../finding.ts";
import type { Emitted } from "../plan/index.ts";
import { RECORD_FOLDER, refusePath } from "./paths.ts";

export const LOCK_FILE = `${RECORD_FOLDER}/lock`;

/** A choice that can never change again, as the record keeps it beside the answers. */
export interface FrozenChoice {
  readonly cluster: string;
  /** Dotted path below `frozen` of the cluster. */
  readonly path: string;
  readonly value: string | number | boolean;
}

/** Whether a cluster was to run, to drain or to stand still. */
export interface ClusterState {
  readonly cluster: string;
  readonly state: string;
}

/** Where an emitted repository comes from. */
export interface Provenance {
  /** Version of the generator. */
  readonly generator: string;
  /** SHA-256 (hex) of the answers file. */
  readonly answers: string;
  /** Name of the supported combination of versions. */
  readonly combination: string;
  readonly frozen: readonly FrozenChoice[];
  readonly states: readonly ClusterState[];
}

export interface LockedFile extends Emitted {
  readonly path: string;
  /** SHA-256 (hex) of the emitted bytes. */
  readonly sha256: string;
}

/** Path → digests of the texts emitted there: after a merge of two branches there may be two. */
export function digestsByPath(files: readonly LockedFile[]): Map<string, string[]> {
  const digests = new Map<string, string[]>();
  for (const { path, sha256 } of files) {
    const known = digests.get(path);
    if (known) known.push(sha256);
    else digests.set(path, [sha256]);
  }
  return digests;
}

/** The lock as read: after a merge of two branches most things may stand there twice. */
export interface Lock {
  readonly generators: readonly string[];
  readonly answers: readonly string[];
  readonly combinations: readonly string[];
  readonly frozen: readonly FrozenChoice[];
  readonly states: readonly ClusterState[];
  readonly files: readonly LockedFile[];
}

export const EMPTY_LOCK: Lock = { generators: [], answers: [], combinations: [], frozen: [], states: [], files: [] };

const HEADER = `# What the platform generator emitted, one line each. Commit this file; do not edit it.
# After a merge of two branches the lines of both are right: the next update tidies up.
`;

/**
 * Formats the lock. Lines are sorted by what they are about, not by digest, so that a change is one changed line,
 * and nothing spans lines, so that the union of two branches is a lock again.
 */
export function formatLock(provenance: Provenance, files: readonly LockedFile[]): string {
  const lines: (readonly [key: string, line: string])[] = [
    ["answers", `answers sha256:${provenance.answers}`],
    ["combination", `combination ${provenance.combination}`],
    ["generator", `generator ${provenance.generator}`],
    ...provenance.frozen.map(({ cluster, path, value }) => [`frozen ${cluster} ${path}`, `frozen ${cluster} ${path} ${JSON.stringify(value)}`] as const),
    ...provenance.states.map(({ cluster, state }) => [`state ${cluster}`, `state ${cluster} ${state}`] as const),
    ...files.map((file) => [`path ${file.path}`, `${keywordOf(file)} ${file.sha256} ${file.path}`] as const),
  ];
  return HEADER + [...lines].sort(([a], [b]) => compare(a, b)).map(([, line]) => `${line}\n`).join("");
}

const keywordOf = ({ executable, ownership }: Emitted): string =>
  ownership === "once" ? (executable ? "once-script" : "once") : executable ? "script" : "file";

const FILE_LINE = /^(file|script|once|once-script) ([0-9a-f]{64}) (.+)$/;
const FROZEN_LINE = /^frozen (\S{1,253}) ([A-Za-z0-9_.-]{1,253}) (.{1,1024})$/;
const VALUE_LINE = /^(generator|combination) ([\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?)$/;
const STATE_LINE = /^state (\S{1,253}) ([a-z]{1,32})$/;
const ANSWERS_LINE = /^answers sha256:([0-9a-f]{64})$/;

/** So many faults are told one by one: a lock that is none at all has one in every line. */
const MOST_FAULTS = 100;

/**
 * Reads a lock. Every line that is not exactly as `formatLock` writes it is a finding, and so is the lack of what every
 * lock says; doubles as a union of branches makes them are not. Volumes may only grow: of several sizes the largest counts.
 */
export function parseLock(text: string): { readonly lock: Lock; readonly findings: readonly Finding[] } {
  const generators = new Set<string>();
  const combinations = new Set<string>();
  const answers = new Set<string>();
  const frozen = new Map<string, FrozenChoice>();
  const states = new Map<string, ClusterState>();
  const files = new Map<string, LockedFile>();
  const findings: Finding[] = [];
  let faults = 0;
  text.split("\n").forEach((raw, index) => {
    const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    const fault = (code: string, reason: string, remedy: string) => {
      faults += 1;
      if (faults <= MOST_FAULTS) findings.push({ code, severity: "error", file: LOCK_FILE, line: index + 1, reason, remedy });
    };
    if (line === "" || line.startsWith("#")) return;
    const file = FILE_LINE.exec(line);
    const value = file ? null : VALUE_LINE.exec(line);
    const answer = file ? null : ANSWERS_LINE.exec(line);
    const state = file ? null : STATE_LINE.exec(line);
    const choice = file ? undefined : parseFrozen(line);
    if (file) {
      const [, keyword = "", sha256 = "", path = ""] = file;
      const refusal = refusePath(path);
      if (refusal !== undefined) fault("record/path", `The path ${quote(path)} is refused: ${refusal}.`, "Remove the line, or restore the lock from Git.");
      else files.set(`${sha256} ${path}`, { path, sha256, executable: keyword.endsWith("script"), ownership: keyword.startsWith("once") ? "once" : "generated" });
    } else if (value) (value[1] === "generator" ? generators : combinations).add(value[2] ?? "");
    else if (answer) answers.add(answer[1] ?? "");
    else if (state) states.set(line, { cluster: state[1] ?? "", state: state[2] ?? "" });
    else if (choice) {
      const key = `${choice.cluster} ${choice.path}`;
      const other = frozen.get(key);
      const larger = other && largerVolume(other, choice);
      if (larger) frozen.set(key, larger);
      else if (other && other.value !== choice.value) {
        fault(
          "record/frozen-twice",
          `${choice.path} of cluster ${choice.cluster} is frozen as ${JSON.stringify(other.value)} and as ${JSON.stringify(choice.value)}: two branches chose differently what can never change.`,
          "Find out which value the running cluster has, and remove the other line.",
        );
      } else frozen.set(key, choice);
    } else if (/^(<{7}|={7}|>{7}|\|{7})/.test(line)) {
      fault("record/lock-syntax", "This is a marker of an unfinished merge.", "Keep the lines of both sides and remove the markers: the union of two locks is right.");
    } else fault("record/lock-syntax", `${quote(line)} is no line of a lock.`, "Restore the lock from Git; it is written by the generator only.");
  });
  if (faults > MOST_FAULTS) findings.push({ code: "record/lock-syntax", severity: "error", file: LOCK_FILE, reason: `${faults - MOST_FAULTS} more lines are wrong.`, remedy: "Restore the lock from Git; it is written by the generator only." });
  const lock: Lock = {
    generators: [...generators],
    answers: [...answers],
    combinations: [...combinations],
    frozen: [...frozen.values()],
    states: [...states.values()],
    files: [...files.values()],
  };
  // A line that could not be read may be the very one that is missing.
  return { lock, findings: findings.length > 0 ? findings : missingFrom(lock) };
}

/** What every lock says and this one does not: a truncated record would pass for one of a platform without permanent choices. */
function missingFrom({ generators, answers, combinations, frozen, states }: Lock): Finding[] {
  const broken = (reason: string, remedy: string): Finding => ({ code: "record/lock-syntax", severity: "error", file: LOCK_FILE, reason, remedy });
  const missing = Object.entries({ generator: generators, answers, combination: combinations }).flatMap(([keyword, values]) => (values.length === 0 ? [`\`${keyword}\``] : []));
  const known = new Set(frozen.map(({ cluster }) => cluster));
  const bare = [...new Set(states.map(({ cluster }) => cluster))].filter((cluster) => !known.has(cluster));
  return [
    ...(missing.length > 0 ? [broken(`The lock has no line that begins with ${missing.join(", ")}: it is empty or cut off.`, "Restore it from Git; it is written by the generator only.")] : []),
    ...bare.map((cluster) =>
      broken(
        `The lock has a state of cluster ${quote(cluster)}, and none of its permanent choices (\`frozen\`).`,
        "Restore the lock from Git. If one of two merged branches removed the cluster, remove its `state` lines too.",
      ),
    ),
  ];
}

/** The larger of two sizes of one volume; undefined for everything else. */
function largerVolume(one: FrozenChoice, other: FrozenChoice): FrozenChoice | undefined {
  if (!one.path.startsWith("volumes.") || typeof one.value !== "number" || typeof other.value !== "number") return undefined;
  return one.value >= other.value ? one : other;
}

function parseFrozen(line: string): FrozenChoice | undefined {
  const match = FROZEN_LINE.exec(line);
  if (!match) return undefined;
  const [, cluster = "", path = "", json = ""] = match;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? { cluster, path, value } : undefined;
  } catch {
    return undefined;
  }
}

const quote = (text: string): string => JSON.stringify(oneLine(text.length > 100 ? `${text.slice(0, 100)}…` : text));
