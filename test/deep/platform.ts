import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { suite } from "uvu";
import * as assert from "uvu/assert";
import { runKubeconform, writeSchemas, type SchemaRecord } from "../../packages/kubeconform-wrapper/src/index.ts";
import type { Generated } from "../../generators/cli/generate.ts";
import { startApiServer } from "../servers/apiserver.ts";
import type { Values } from "../servers/chart-values.ts";
import { deep } from "../servers/deep.ts";
import { writeRepository } from "../servers/flux.ts";
import { mustRun, run, temporaryFolder } from "../servers/process.ts";
import { pathOf } from "../servers/programs.ts";
import { checkRules, rulesOf } from "../servers/promtool.ts";
import { dynamicConfigFaults } from "../servers/temporal.ts";
import { root } from "../cli/run.ts";
import { builtByFlux, find, valuesOf, type Manifest } from "./emitted.ts";

/**
 * What real tools must say about every cluster of any platform.
 * @param namespaces Kubernetes namespaces that exist before this repository comes
 */
export function platformChecks(test: ReturnType<typeof suite>, generated: Generated, namespaces: readonly string[]): void {
  const { clusters } = generated.model;
  const built = new Map<string, Map<string, Manifest[]>>();
  const stepsOf = (name: string): Map<string, Manifest[]> => {
    const cluster = clusters.find((each) => each.name === name)!;
    const steps = built.get(name) ?? builtByFlux(generated, cluster);
    built.set(name, steps);
    return steps;
  };

  for (const cluster of clusters) {
    const manifests = (): Manifest[] => [...stepsOf(cluster.name).values()].flat();

    deep(test, `Flux's own library builds every step of ${cluster.name}, and no object stands twice`, ["flux-build"], () => {
      const steps = stepsOf(cluster.name);
      assert.equal([...steps.keys()].sort(), ["", ...cluster.kustomizations.map(({ name }) => name)].sort());
      const seen = new Set<string>();
      for (const { kind, metadata } of manifests()) {
        const key = `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
        assert.not.ok(seen.has(key), key);
        seen.add(key);
      }
      for (const { name } of cluster.kustomizations) assert.ok((steps.get(name)?.length ?? 0) > 0, name);
    });

    deep(test, `kubeconform finds every object of ${cluster.name} valid against the shipped records`, ["flux-build", "kubeconform"], async () => {
      const folder = join(root, "schemas/kubernetes");
      const records = readdirSync(folder).filter((name) => name !== "index.json").map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as SchemaRecord);
      const all = manifests();
      const files = writeRepository(all.map((manifest, index) => [`${index}.json`, JSON.stringify(manifest)] as const));
      const outcome = await runKubeconform({
        binary: pathOf("kubeconform"),
        files: all.map((_, index) => join(files, `${index}.json`)),
        expected: all.length,
        schemaLocations: [writeSchemas(records, temporaryFolder("schemas"))],
      });
      assert.ok(outcome.outcome === "checked", JSON.stringify(outcome));
      assert.equal(outcome.results.filter(({ status }) => status !== "valid"), []);
    });

    deep(test, `the server knows every key of the dynamic configuration of ${cluster.name}`, ["flux-build", "temporal-server"], () => {
      const { dynamicConfig } = valuesOf(find(stepsOf(cluster.name), "HelmRelease", "temporal"))["server"] as { dynamicConfig: Values };
      assert.equal(dynamicConfigFaults(dynamicConfig), []);
    });

    deep(test, `promtool takes every rule of ${cluster.name}, and none stands twice`, ["flux-build", "promtool"], () => {
      const rules = stepsOf(cluster.name).get("temporal-observability")?.filter(({ kind }) => kind === "PrometheusRule") ?? [];
      assert.ok(rules.length > 1);
      const { code, stdout, stderr } = checkRules({ groups: rules.flatMap((rule) => rulesOf(rule).groups) });
      assert.is(code, 0, stdout + stderr);
    });
  }

  deep(test, "a real API server takes every object of every cluster in a strict dry run", ["flux-build", "kube-apiserver", "etcd", "crds"], async () => {
    const server = await startApiServer();
    try {
      for (const { name } of clusters) {
        const there = namespaces.map((namespace) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }));
        const all = [...there, ...[...stepsOf(name).values()].flat()];
        const verdicts = await server.dryRun(all);
        assert.is(verdicts.length, all.length);
        assert.equal(verdicts.filter(({ accepted }) => !accepted).map(({ object, messages }) => `${name}: ${object}: ${messages.join("; ")}`), []);
        // Pods that the namespace's security level would refuse come back as warnings.
        assert.equal(verdicts.flatMap(({ object, warnings }) => warnings.map((warning) => `${name}: ${object}: ${warning}`)), []);
      }
    } finally {
      await server.stop();
    }
  });

  deep(test, "shellcheck finds nothing in the scripts", ["shellcheck"], () => {
    const scripts = [...generated.tree.keys()].filter((path) => path.endsWith(".sh"));
    assert.ok(scripts.length >= 2);
    const folder = writeRepository([...generated.tree].filter(([path]) => path.endsWith(".sh")));
    const { code, stdout } = run(pathOf("shellcheck"), ["--external-sources", ...scripts], { cwd: folder });
    assert.is(code, 0, stdout);
  });

  deep(test, "yamllint finds nothing in the manifests: a formatter has nothing to do", ["yamllint"], () => {
    // Charts are templates; their text is YAML only after rendering.
    const folder = writeRepository([...generated.tree].filter(([path]) => path.endsWith(".yaml") && !/^charts\/[^/]+\/templates\//.test(path)));
    const rules = "{extends: default, rules: {line-length: disable, document-start: disable, comments: {min-spaces-from-content: 1}, indentation: {spaces: 2, indent-sequences: true}}}";
    assert.is(mustRun(pathOf("yamllint"), ["--strict", "-d", rules, "."], { cwd: folder }), "");
  });
}
