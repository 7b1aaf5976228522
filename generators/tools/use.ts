import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { call } from "#kubeconform-wrapper/call.ts";
import type { Finding } from "../finding.ts";
import { actionlint } from "./actionlint.ts";
import { amtool } from "./amtool.ts";
import { helm } from "./helm.ts";
import { kubeconform } from "./kubeconform.ts";
import { kustomize } from "./kustomize.ts";
import { locate, variableOf, type Environment } from "./locate.ts";
import { promtool } from "./promtool.ts";
import { repositoryAt } from "./repository.ts";
import { shellcheck } from "./shellcheck.ts";
import { firstLine, ToolFault, type Judgement, type Repository, type Tool, type ToolName } from "./tool.ts";

/** In the order of `TOOL_NAMES`. */
export const tools: readonly Tool[] = [kubeconform, helm, kustomize, promtool, amtool, shellcheck, actionlint];

/** A program that was run. */
export interface ToolRun {
  readonly name: ToolName;
  /** As it says itself; `unknown` where a build of one's own does not say. */
  readonly version: string;
  /** What it looked at, in words: `12 charts`. */
  readonly looked: string;
}

export interface Outcome {
  readonly findings: readonly Finding[];
  readonly runs: readonly ToolRun[];
}

export interface Request {
  readonly root: string;
  readonly files: Repository["files"];
  /** Resources as clusters receive them; asked for only by those who need them. */
  readonly resources: Repository["resources"];
  /** Programs that were asked for by name, or everything that applies. */
  readonly wanted: readonly ToolName[] | "all";
  readonly env: Environment;
  /** Milliseconds for one call of a program. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
}

/**
 * Runs the programs that were asked for over a repository. One that is missing, too old or broken is a finding; the others are run all
 * the same. Nothing is downloaded, and no shell takes part.
 */
export async function useTools({ root, files, resources, wanted, env, timeout, signal }: Request): Promise<Outcome> {
  const repository = repositoryAt(root, files, resources);
  const findings: Finding[] = [];
  const runs: ToolRun[] = [];
  for (const tool of tools) {
    if (wanted !== "all" && !wanted.includes(tool.name)) continue;
    const subjects = tool.subjects(repository);
    if (wanted === "all" && subjects.length === 0) continue;
    const result = await useOne(tool, subjects, { repository, env, timeout, signal });
    findings.push(...result.findings);
    if (result.version !== undefined) runs.push({ name: tool.name, version: result.version, looked: `${result.count} ${tool.subject}${result.count === 1 ? "" : "s"}${result.without === undefined ? "" : ` (without ${result.without})`}` });
  }
  return { findings, runs };
}

interface Surroundings {
  readonly repository: Repository;
  readonly env: Environment;
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
}

async function useOne(tool: Tool, subjects: readonly string[], { repository, env, timeout, signal }: Surroundings): Promise<Judgement & { version?: string }> {
  const { name, oldest, get, versionArguments } = tool;
  const fault = (code: string, reason: string, remedy: string): Finding => ({ code, severity: "error", reason, remedy });
  const binary = locate(name, env);
  const variable = variableOf(name);
  if (binary === undefined) {
    const place = env[variable] ? `${variable} says ${env[variable]}, and there is no program` : "it is not on PATH";
    return { count: 0, findings: [fault("verify/tool-missing", `${name} is to check ${tool.checks}, and ${place}.`, `${get} ${variable} may name its place.`)] };
  }
  const run = async (args: readonly string[]) => {
    const { code, signal: ended, fault: unstarted, stopped, stdout, stderr } = await call(binary, args, timeout, signal, repository.root);
    if (unstarted !== undefined) throw new ToolFault(`it cannot be started: ${unstarted}`);
    if (stopped === "time") throw new ToolFault(`it did not end within ${timeout / 1000} seconds`);
    if (stopped === "cancelled") throw new ToolFault("it was cancelled");
    if (stopped === "size") throw new ToolFault("it says more than can be read");
    if (code === null) throw new ToolFault(`it was ended by ${ended ?? "the system"}`);
    return { code, stdout, stderr };
  };
  const scratch = mkdtempSync(join(tmpdir(), "verify-"));
  try {
    const { stdout, stderr } = await run(versionArguments);
    const version = /\bv?(\d+\.\d+\.\d+)/.exec(`${stdout}\n${stderr}`)?.[1];
    if (version !== undefined && older(version, oldest)) return { count: 0, findings: [fault("verify/tool-too-old", `${binary} is ${name} ${version}, and ${oldest} or newer is needed.`, get)] };
    const judgement = subjects.length === 0 ? { findings: [], count: 0 } : await tool.check(subjects, { repository, binary, scratch, run, timeout, ...(signal && { signal }) });
    return { ...judgement, version: version ?? "unknown" };
  } catch (error) {
    if (!(error instanceof ToolFault)) throw error;
    return { count: 0, findings: [fault("verify/tool-failed", `${name} says nothing of use: ${firstLine(error.message)}.`, `Run ${binary} by hand to see why, or leave it out.`)] };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function older(version: string, oldest: string): boolean {
  const [given, wanted] = [version.split(".").map(Number), oldest.split(".").map(Number)];
  const at = wanted.findIndex((part, index) => part !== given[index]);
  return at >= 0 && (given[at] ?? 0) < (wanted[at] ?? 0);
}
