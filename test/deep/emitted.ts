import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseYaml } from "../../generators/document/index.ts";
import type { Cluster } from "../../generators/model/index.ts";
import type { Values } from "../servers/chart-values.ts";
import { generate, type Generated } from "../../generators/cli/generate.ts";
import { buildKustomization, writeRepository } from "../servers/flux.ts";
import { root } from "../cli/run.ts";

export type Manifest = { readonly apiVersion: string; readonly kind: string; readonly metadata: { readonly name: string; readonly namespace?: string }; readonly [key: string]: unknown };

/** An example, generated in memory, with `change` made to its answers first. */
export function emit(customer: string, change: (answers: string) => string = (text) => text): Generated {
  const file = join(root, `examples/${customer}.yaml`);
  return emitText(change(readFileSync(file, "utf8")), file);
}

/** The repository of these answers, generated in memory. */
export function emitText(answers: string, file = "platform.yaml"): Generated {
  const { generated, findings } = generate(answers, file);
  if (generated === undefined) throw new Error(findings.map(({ code, reason }) => `${code}: ${reason}`).join("\n"));
  return generated;
}

export const parse = (text: string, file = "manifests.yaml"): Manifest[] => parseYaml(text, file).documents.map(({ data }) => data as Manifest);

/** What Flux applies to a cluster, step by step, by Flux's own libraries: the cluster's root first, then each Kustomization in its order. */
export function builtByFlux(generated: Generated, cluster: Cluster): Map<string, Manifest[]> {
  const repository = writeRepository([...generated.tree]);
  const build = (kustomization: unknown): Manifest[] => {
    const { code, stdout, stderr } = buildKustomization({ repository, kustomization, strict: true });
    if (code !== 0) throw new Error(stderr);
    return parse(stdout);
  };
  const root = build({ apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization", metadata: { name: "flux-system", namespace: "flux-system" }, spec: { interval: "1h", prune: true, path: `./${cluster.path}`, sourceRef: { kind: "GitRepository", name: "flux-system" } } });
  const steps = new Map([["", root]]);
  for (const manifest of root) if (manifest.apiVersion.startsWith("kustomize.toolkit.fluxcd.io/")) steps.set(manifest.metadata.name, build(manifest));
  return steps;
}

export const find = (steps: ReadonlyMap<string, readonly Manifest[]>, kind: string, name: string): Manifest => {
  for (const manifests of steps.values()) for (const manifest of manifests) if (manifest.kind === kind && manifest.metadata.name === name) return manifest;
  throw new Error(`${kind} ${name} is not emitted`);
};

export const valuesOf = (release: Manifest): Values => (release["spec"] as { values: Values }).values;
