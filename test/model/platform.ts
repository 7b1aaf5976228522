import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generate, type Generated } from "../../generators/cli/generate.ts";
import type { Finding } from "../../generators/finding.ts";
import { root } from "../cli/run.ts";

type Change = (answers: string) => string;

const read = (name: string, change: Change): ReturnType<typeof generate> => {
  const file = join(root, `test/fixtures/platforms/${name}.yaml`);
  return generate(change(readFileSync(file, "utf8")), file);
};

/** A platform of test/fixtures/platforms, generated in memory, with `change` made to its answers first. */
export function platform(name: string, change: Change = (text) => text): Generated {
  const { generated, findings } = read(name, change);
  if (generated === undefined) throw new Error(findings.map(({ code, path, reason }) => `${code} ${path}: ${reason}`).join("\n"));
  return generated;
}

/** What is found about changed answers. */
export const findingsOf = (name: string, change: Change): readonly Finding[] => read(name, change).findings;

/** The enterprise platform: every operator is installed, and every kind of Secret is brought. */
export function everything(): Generated {
  const file = join(root, "examples/enterprise-azure.yaml");
  const { generated, findings } = generate(readFileSync(file, "utf8"), file);
  if (generated === undefined) throw new Error(findings.map(({ code, path, reason }) => `${code} ${path}: ${reason}`).join("\n"));
  return generated;
}
