import { spawn } from "node:child_process";

/** How a process ended. Exactly one of `fault`, `stopped`, `signal` and `code` tells why. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** It could not be started. */
  readonly fault?: string;
  /** We ended it. */
  readonly stopped?: "time" | "cancelled" | "size";
}

/** Bytes that are kept of either stream: an answer of this size is none. */
const MOST = 512 * 1024 * 1024;

/**
 * Runs a program to its end, without a shell and with standard input closed. Never rejects.
 * @param timeout milliseconds after which it is killed
 * @param folder in which it runs; ours when absent
 */
export function call(binary: string, args: readonly string[], timeout: number, signal?: AbortSignal, folder?: string): Promise<Ended> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve({ code: null, signal: null, stdout: "", stderr: "", stopped: "cancelled" });
    const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"], ...(folder !== undefined && { cwd: folder }) });
    let stopped: Ended["stopped"];
    const stop = (why: NonNullable<Ended["stopped"]>): void => {
      stopped ??= why;
      child.kill("SIGKILL");
      // What it started itself may hold the pipes open for long; nobody waits for that.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    // Not spawn's own limit: its timer goes on when the program cannot be started, and keeps the caller's process alive.
    const timer = setTimeout(() => stop("time"), timeout);
    const abort = (): void => stop("cancelled");
    signal?.addEventListener("abort", abort, { once: true });
    const collect = (stream: NodeJS.ReadableStream): (() => string) => {
      const chunks: Buffer[] = [];
      let size = 0;
      stream.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > MOST) stop("size");
        else chunks.push(chunk);
      });
      return () => Buffer.concat(chunks).toString("utf8");
    };
    const [out, err] = [collect(child.stdout), collect(child.stderr)];
    const end = (ended: Omit<Ended, "stdout" | "stderr" | "stopped">): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      resolve({ ...ended, stdout: out(), stderr: err(), ...(stopped && { stopped }) });
    };
    child.once("error", (error) => end({ code: null, signal: null, fault: error.message }));
    child.once("close", (code, ended) => end({ code, signal: ended }));
  });
}
