import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { generate, type Generated } from "../../generators/cli/generate.ts";
import { root } from "../cli/run.ts";
import { deep } from "../servers/deep.ts";
import { healthOf, writeRepository } from "../servers/flux.ts";
import { renderChart, type Rendered } from "../servers/helm.ts";
import { builtByFlux, find, valuesOf, type Manifest } from "./emitted.ts";
import { platformChecks } from "./platform.ts";

const test = suite("payload encryption on real servers");
const text = readFileSync(join(root, "test/fixtures/codec/platform.yaml"), "utf8");

function emitted(answers: string): Generated {
  const { generated, findings } = generate(answers, "platform.yaml");
  if (generated === undefined) throw new Error(JSON.stringify(findings));
  return generated;
}
const variants: Readonly<Record<string, Generated>> = {
  "a key vault, a Gateway": emitted(text),
  "a local key, an ingress": emitted(text.replace("azure-key-vault: { vault: kv-acme-dev }", "local: {}").replace("gateway: public", "ingress: nginx, certificate: letsencrypt")),
};

/** The repository after the pipeline's first deployment: it rewrites the one file that is its own. */
function deployed(generated: Generated): Generated {
  const path = "clusters/dev-azure-eastus2/codec/image/image.yaml";
  const file = generated.tree.get(path)!;
  const written = file.text.replace("suspend: true", "suspend: false").replace('tag: ""', "tag: 0123abc").replace('digest: ""', `digest: sha256:${"a".repeat(64)}`);
  return { ...generated, tree: new Map([...generated.tree, [path, { ...file, text: written }]]) };
}
const releaseOf = (generated: Generated): Manifest => find(builtByFlux(generated, generated.model.clusters[0]!), "HelmRelease", "codec-server");

for (const [name, generated] of Object.entries(variants)) {
  deep(test, `${name}: the release waits for its first image, and nobody waits for it`, ["flux-build"], () => {
    const release = releaseOf(generated);
    assert.is((release["spec"] as { suspend: boolean }).suspend, true);
    const [health] = generated.model.clusters[0]!.kustomizations.find(({ folder }) => folder === "codec")!.health!.expressions;
    assert.is(healthOf({ current: health!.current }, release), "Current");
    assert.is.not(healthOf({ current: health!.current }, { ...releaseOf(deployed(generated)), status: {} }), "Current");
  });

  deep(test, `${name}: the pipeline's file becomes part of the values, and the chart takes them`, ["flux-build", "helm"], () => {
    const release = releaseOf(deployed(generated));
    assert.is((release["spec"] as { suspend: boolean }).suspend, false);
    const chart = join(writeRepository([...generated.tree]), (release["spec"] as { chart: { spec: { chart: string } } }).chart.spec.chart);
    const objects: Rendered[] = renderChart({ chart, values: valuesOf(release), release: "codec-server", namespace: "temporal-codec" });
    const pod = (objects.find(({ kind }) => kind === "Deployment") as unknown as { spec: { template: { metadata: { labels: Record<string, string> }; spec: { containers: { image: string }[] } } } }).spec.template;
    assert.is(pod.spec.containers[0]?.image, `registry.example/acme/codec-server:0123abc@sha256:${"a".repeat(64)}`);
    // The flows of the network are the flows of this pod, and the Service is the one that route and ingress name.
    assert.is(pod.metadata.labels["app.kubernetes.io/name"], "codec-server");
    const service = objects.find(({ kind }) => kind === "Service") as unknown as { metadata: { name: string }; spec: { ports: { name: string; port: number }[] } };
    assert.equal([service.metadata.name, service.spec.ports.map(({ name: port, port: number }) => [port, number])], ["codec-server", [["http", 8080], ["metrics", 9090]]]);
  });
}

platformChecks(test, variants["a key vault, a Gateway"]!, ["cnpg-system", "flux-system", "monitoring"]);

test.run();
