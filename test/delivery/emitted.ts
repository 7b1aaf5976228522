import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { DeliveryAnswers } from "../../generators/answers/answers.ts";
import { expectationsOf } from "../../generators/cli/expectations.ts";
import { generate } from "../../generators/cli/generate.ts";
import type { Delivery } from "../../generators/model/model.ts";
import type { Tree } from "../../generators/tree.ts";
import type { Expectations } from "../../generators/verify/index.ts";
import { root } from "../cli/run.ts";

export const CLUSTER = "test-azure-eastus2";

/** The enterprise platform, and what one of its clusters builds and deploys. */
export function emitDelivery(more: DeliveryAnswers = {}): { readonly tree: Tree; readonly delivery: Delivery; readonly expectations: Expectations } {
  const file = join(root, "examples/enterprise-azure.yaml");
  const delivery = { builder: "argo", registries: ["registry.example/acme", "backup-registry.example/acme"], ...more };
  const text = readFileSync(file, "utf8").replace(/^delivery:\n(?: .*\n)+/m, stringify({ delivery }));
  const { generated, findings } = generate(text, file);
  const made = generated?.model.clusters.find(({ name }) => name === CLUSTER)?.delivery;
  if (generated === undefined || made == null) throw new Error(findings.map(({ code, reason }) => `${code}: ${reason}`).join("\n"));
  return { tree: generated.tree, delivery: made, expectations: expectationsOf(generated.model) };
}
