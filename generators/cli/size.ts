import { writeFileSync } from "node:fs";
import { parseBytes, parseDuration, type Tier, type Workload } from "../answers/index.ts";
import { isError, sortFindings, type Finding } from "../finding.ts";
import { copiedFormula, notebook, size, type Derivation, type Sizing } from "../model/sizing/index.ts";
import { scalar } from "../render/index.ts";
import type { Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { NAME, version } from "./version.ts";

const TIERS: readonly Tier[] = ["small", "development", "production"];

/** `size`: the calculator on its own, with the derivation of every figure. */
export async function run(context: Context): Promise<number> {
  const { input, findings } = readFlags(context);
  if (findings.length > 0) return fail(context, findings);
  const notes = notebook();
  const sizing = size(input, notes);
  const report: Report = { tier: input.tier, sizing, derivations: notes.derivations, copied: copiedFormula(sizing.workload.peak, sizing.workload.growth) };
  const output = context.option("output");
  if (output !== undefined) {
    try {
      writeFileSync(output, asYaml(report));
    } catch (error) {
      return fail(context, [{ code: "usage/output", severity: "error", file: output, reason: `The file cannot be written: ${error instanceof Error ? error.message : String(error)}.`, remedy: "Choose another path." }]);
    }
  }
  context.report(sizing.findings);
  if (context.json) context.data(JSON.stringify({ exitCode: sizing.findings.some(isError) ? EXIT.invalid : EXIT.ok, version, ...summary(report), derivations: report.derivations, copiedFormula: report.copied, findings: sortFindings(sizing.findings) }, null, 2));
  else context.data(asText(report));
  if (output !== undefined) context.say(`Written to ${output}.`);
  return sizing.findings.some(isError) ? EXIT.invalid : EXIT.ok;
}

interface Report {
  readonly tier: Tier;
  readonly sizing: Sizing;
  readonly derivations: readonly Derivation[];
  readonly copied: { readonly value: number; readonly reason: string };
}

function fail(context: Context, findings: readonly Finding[]): number {
  context.report(findings);
  if (context.json) context.data(JSON.stringify({ exitCode: EXIT.invalid, findings: sortFindings(findings) }, null, 2));
  return EXIT.invalid;
}

function readFlags(context: Context) {
  const findings: Finding[] = [];
  const wrong = (flag: string, value: string, wanted: string) => void findings.push({ code: "usage/value", severity: "error", path: `--${flag}`, reason: `\`${value}\` is no ${wanted}.`, remedy: `Give ${wanted === "tier" ? TIERS.join(", ") : `a ${wanted}`}; ${NAME} size --help has an example.` });
  const read = (flag: string, wanted: string, parse: (text: string) => number | undefined): number | undefined => {
    const text = context.option(flag);
    if (text === undefined) return undefined;
    const value = parse(text);
    if (value === undefined) wrong(flag, text, wanted);
    return value;
  };
  const number = (least: number) => (text: string) => (/^\d+(\.\d+)?$/.test(text) && Number(text) >= least && Number(text) <= 1e9 ? Number(text) : undefined);
  const workload: { -readonly [K in keyof Workload]: Workload[K] } = {};
  const set = (key: keyof Workload, value: number | undefined) => {
    if (value !== undefined) workload[key] = value;
  };
  set("peak", read("peak-workflows-per-second", "rate above zero", number(1e-6)));
  set("average", read("average-workflows-per-second", "rate above zero", number(1e-6)));
  set("activities", read("activities", "number", number(0)));
  set("timers", read("timers", "number", number(0)));
  set("signals", read("signals", "number", number(0)));
  set("duration", read("average-duration", "duration such as 30s", parseDuration));
  set("open", read("peak-concurrent-workflows", "number", number(0)));
  set("payload", read("payload", "size such as 4KiB", parseBytes));
  set("growth", read("growth-factor", "number from 1", number(1)));
  const retention = read("retention", "duration such as 3d", parseDuration);
  const tier = context.option("tier") ?? "production";
  if (!TIERS.includes(tier as Tier)) wrong("tier", tier, "tier");
  if (workload.peak === undefined && workload.average === undefined && findings.length === 0) {
    findings.push({ code: "usage/rate-missing", severity: "error", path: "--peak-workflows-per-second", reason: "Without a rate of workflow starts there is nothing to calculate.", remedy: `${NAME} size --peak-workflows-per-second 50` });
  }
  return { input: { tier: tier as Tier, workload, ...(retention !== undefined && { retention }) }, findings };
}

function summary({ tier, sizing }: Report) {
  const { shards, services, postgres, workload, rpsPerPod } = sizing;
  return {
    tier,
    stateTransitionsPerSecond: workload.load,
    shards,
    replicas: { frontend: services.frontend.replicas, history: services.history.replicas, matching: services.matching.replicas, worker: services.worker.replicas },
    requestsPerSecondPerPod: rpsPerPod,
    postgres: { vcpu: Number(postgres.vcpu.toFixed(2)), instances: postgres.instances, storageGiB: postgres.storage / 2 ** 30, connections: postgres.connections, maxConnections: postgres.maxConnections, pools: postgres.pools },
  };
}

function asText(report: Report): string {
  const { sizing } = report;
  const rows = report.derivations.map(({ path, value, because, source, permanent }) => `${path} = ${value}${permanent ? "  (can never change)" : ""}\n    because  ${because}\n    source   ${source}`);
  const total = totals(sizing);
  return [
    `${sizing.shards} history shards for ${sizing.workload.peak} workflow starts per second (tier ${report.tier})`,
    "",
    ...rows,
    "",
    `In all  ${total}`,
    "",
    `The formula 2 ** ceil(log2(peak / 1500 × growth)) found in many guides gives ${report.copied.value < 1 ? `${report.copied.value} of a shard` : `${report.copied.value} shards`} here.`,
    `    ${report.copied.reason}`,
  ].join("\n");
}

/** What the cluster must have free, operators of the database and the server together. */
function totals({ services, postgres }: Sizing): string {
  let cpu = postgres.instances * postgres.cpu;
  let memory = postgres.instances * postgres.memory;
  for (const service of Object.values(services)) {
    cpu += service.replicas * service.cpuRequest;
    memory += service.replicas * service.memoryRequest;
  }
  return `${Math.ceil(cpu * 10) / 10} cores and ${Math.ceil(memory / 2 ** 30)} GiB of memory requested by Temporal and PostgreSQL; allow 2 cores and 4 GiB more for operators and monitoring`;
}

/** The recommendation as a file to keep: answers to copy, then how they came about. */
function asYaml(report: Report): string {
  const { sizing, derivations } = report;
  const { workload } = sizing;
  const given: (readonly [string, string | number | null])[] = [
    ["peak", `${workload.peak}/s`],
    ["activities", workload.activities],
    ["timers", workload.timers],
    ["signals", workload.signals],
    ["growth", workload.growth],
  ];
  return [
    `# Recommendation of ${NAME} ${version} size. The first block can be copied into an answers file.`,
    "workload:",
    ...given.map(([key, value]) => `  ${key}: ${scalar(value)}`),
    `shards: ${sizing.shards}`,
    "derivations:",
    ...derivations.flatMap(({ path, value, because, source, permanent }) => [
      `  - path: ${scalar(path)}`,
      `    value: ${scalar(value)}`,
      `    because: ${scalar(because)}`,
      `    source: ${scalar(source)}`,
      `    permanent: ${permanent}`,
    ]),
    "",
  ].join("\n");
}
