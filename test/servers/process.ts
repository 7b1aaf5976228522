import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Processes, folders and ports of the servers under test: nothing outlives the test process, however it ends short of SIGKILL. */

export interface Running {
  readonly name: string;
  /** Path of the file that takes stdout and stderr. */
  readonly log: string;
  readonly alive: () => boolean;
  /** The last lines of the log. */
  readonly tail: (lines?: number) => string;
  /** SIGTERM (or the signal given), then SIGKILL after 10 s. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

export interface StartOptions {
  /** Replaces the environment, apart from PATH, HOME and the locale. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Folder for the log. */
  readonly folder: string;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** What it gets when the test process ends without having stopped it; SIGKILL when not said. */
  readonly exitSignal?: NodeJS.Signals;
}

const live = new Map<ChildProcess, { readonly running: Running; readonly exitSignal: NodeJS.Signals }>();
const folders = new Set<string>();
let guarded = false;

/** Starts a server. The child does not keep the test process from ending. */
export function start(name: string, command: string, args: readonly string[], options: StartOptions): Running {
  guard();
  const log = join(options.folder, `${name}.log`);
  const output = openSync(log, "a");
  const child = spawn(command, args, {
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    ...(options.user !== undefined && options.user),
    env: { ...basicEnvironment(), ...options.env },
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  child.unref();
  let failure = "";
  child.once("error", (error) => {
    failure = error.message;
    live.delete(child);
  });
  child.once("exit", () => live.delete(child));
  const running: Running = {
    name,
    log,
    alive: () => failure === "" && child.exitCode === null && child.signalCode === null,
    tail: (lines = 30) => `${failure}${readFileSync(log, "utf8").trimEnd().split("\n").slice(-lines).map((line) => line.slice(0, 500)).join("\n")}`,
    stop: async (signal = "SIGTERM") => {
      if (!running.alive()) return;
      child.ref();
      const gone = once(child, "exit");
      child.kill(signal);
      const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await gone;
      clearTimeout(timer);
    },
  };
  live.set(child, { running, exitSignal: options.exitSignal ?? "SIGKILL" });
  return running;
}

/** What every program gets of our environment: no address, token or proxy of the machine reaches a server under test. */
export function basicEnvironment(): Record<string, string> {
  const env: Record<string, string> = { LC_ALL: "C.UTF-8", HOME: tmpdir() };
  if (process.env["PATH"] !== undefined) env["PATH"] = process.env["PATH"];
  return env;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end; never throws for its exit code. A signal counts as -1. */
export function run(command: string, args: readonly string[], options: { readonly env?: Readonly<Record<string, string>>; readonly input?: string; readonly cwd?: string; readonly timeout?: number } = {}): Ran {
  const done = spawnSync(command, args, {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    timeout: options.timeout ?? 300_000,
    env: { ...basicEnvironment(), ...options.env },
    ...(options.input !== undefined && { input: options.input }),
    ...(options.cwd !== undefined && { cwd: options.cwd }),
  });
  return { code: done.status ?? -1, stdout: done.stdout ?? "", stderr: `${done.stderr ?? ""}${done.error?.message ?? ""}` };
}

/** As `run`, but a failure is an error with the program's own words. */
export function mustRun(command: string, args: readonly string[], options: Parameters<typeof run>[2] = {}): string {
  const done = run(command, args, options);
  if (done.code !== 0) throw new Error(`${command} ${args.join(" ")}: exit code ${done.code}\n${done.stderr}${done.stdout}`);
  return done.stdout;
}

/** A folder that is removed when the test process ends, unless CTP_KEEP is set. Others may pass through it: PostgreSQL runs as a user of its own. */
export function temporaryFolder(name: string): string {
  guard();
  const folder = mkdtempSync(join(tmpdir(), `ctp-${name}-`));
  chmodSync(folder, 0o755);
  folders.add(folder);
  return folder;
}

/** Where the next port is looked for: processes begin at different places, and below the range from which the system gives ports to outgoing connections. */
let candidate = 20_000 + ((process.pid * 61) % 12_000);

/** Loopback ports that nobody listened on a moment ago, all different, below 32,768: Temporal keeps its membership port in a small integer. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    candidate = candidate >= 32_700 ? 20_000 : candidate + 1;
    if (await free(candidate)) ports.push(candidate);
  }
  return ports;
}

async function free(port: number): Promise<boolean> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** True when somebody accepts connections on the loopback port. */
export async function listens(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  return await new Promise((resolve) => {
    socket.once("connect", () => (socket.destroy(), resolve(true)));
    socket.once("error", () => resolve(false));
  });
}

/** Waits until the condition holds. A server that dies meanwhile ends the wait at once, with its last words. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, servers: readonly Running[], seconds = 60): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await condition())) {
    const dead = servers.find((server) => !server.alive());
    if (dead !== undefined) throw new Error(`${dead.name} ended while waiting for ${what}:\n${dead.tail()}`);
    if (performance.now() > end) throw new Error(`No ${what} after ${seconds} s.\n${servers.map((server) => `--- ${server.name}\n${server.tail()}`).join("\n")}`);
    await sleep(100);
  }
}

/** Prints the last lines of every live server. */
export function reportLogs(): void {
  for (const { running } of live.values()) console.log(`--- ${running.name}: ${running.log}\n${running.tail()}`);
}

function guard(): void {
  if (guarded) return;
  guarded = true;
  process.on("exit", () => {
    for (const [child, { exitSignal }] of live) child.kill(exitSignal);
    if (process.env["CTP_KEEP"] !== undefined) return;
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  for (const [signal, number] of [["SIGINT", 2], ["SIGTERM", 15], ["SIGHUP", 1]] as const) process.on(signal, () => process.exit(128 + number));
}
