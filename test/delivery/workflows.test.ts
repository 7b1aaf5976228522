import { readdirSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parseYaml } from "../../generators/document/index.ts";
import { deliveryImages } from "../../generators/catalogue/delivery-images.ts";
import { verify } from "../../generators/verify/index.ts";
import { CLUSTER, emitDelivery } from "./emitted.ts";
import { SCRIPTS } from "./world.ts";
import { danglingReferences, type Container, type Template, type WorkflowTemplate } from "./workflows.ts";

const test = suite("delivery: the workflow templates");
const { tree, delivery, expectations } = emitDelivery({ migrate: { image: "registry.example/acme/migrate", command: ["npm", "run", "migrate"], secret: "migrate" } });
const documents = (folder: string): WorkflowTemplate[] => [...tree].filter(([path]) => path.startsWith(folder) && path.endsWith(".yaml")).flatMap(([path, { text }]) => parseYaml(text, path).documents.map(({ data }) => data as WorkflowTemplate));
const inDelivery = [...documents("delivery/workflows/"), ...documents(`clusters/${CLUSTER}/delivery/workflows/`)].filter(({ kind }) => kind === "WorkflowTemplate");
const inBuilds = documents("delivery/builds/").filter(({ kind }) => kind === "WorkflowTemplate");
const all = [...inDelivery, ...inBuilds];
const templates = all.flatMap((owner) => owner.spec.templates.map((template) => ({ owner, template })));
const containersOf = ({ container, initContainers = [] }: Template): Container[] => [...(container ? [container] : []), ...initContainers];
const containers = templates.flatMap(({ owner, template }) => containersOf(template).map((container) => ({ owner, template, container })));
const files = readdirSync(SCRIPTS);

test("the workflows that the handbook names are all there", () => {
  assert.equal(inDelivery.map(({ metadata }) => metadata.name).sort(), ["build-image", "deploy-image", "detect-changes", "migrate", "release", "roll-out", "rollback-release", "scan-image", "sign-image", "verify-release"]);
  assert.equal(inBuilds.map(({ metadata }) => metadata.name), ["build"]);
});

test("every template, parameter, output, setting and volume that is named exists, and none is passed in vain", () => {
  const faults = danglingReferences(inDelivery, delivery.settings).concat(danglingReferences(inBuilds, {}));
  assert.equal(faults, []);
});

test("workflows that another workflow creates get exactly the parameters that they ask for", () => {
  const children = templates.flatMap(({ template }) => (template.resource ? [parseYaml(template.resource.manifest, template.name).documents[0]?.data as { metadata: { namespace: string }; spec: { workflowTemplateRef: { name: string }; arguments: { parameters: { name: string; value: string }[] } } }] : []));
  assert.equal(children.map(({ spec }) => spec.workflowTemplateRef.name).sort(), ["build", "migrate"]);
  for (const { spec } of children) {
    const child = all.find(({ metadata }) => metadata.name === spec.workflowTemplateRef.name);
    assert.equal(spec.arguments.parameters.map(({ name }) => name), child?.spec.arguments?.parameters?.map(({ name }) => name));
  }
  for (const { template } of templates.filter(({ template }) => template.resource)) {
    const child = all.find(({ metadata }) => metadata.name === (template.name === "start" ? "build" : template.name));
    assert.ok((template.activeDeadlineSeconds ?? 0) > Number(child?.spec["activeDeadlineSeconds"]), `${template.name} gives up before the workflow that it starts`);
  }
  const [start] = templates.filter(({ template }) => template.name === "start");
  for (const output of start?.template.outputs?.parameters ?? []) {
    const [build] = inBuilds[0]?.spec.templates ?? [];
    assert.ok(build?.outputs?.parameters?.some((parameter) => (parameter as { globalName?: string }).globalName === output.name), output.name);
  }
});

test("no value is ever written into a script: only into variables and arguments of programs", () => {
  for (const { template, container } of containers) {
    assert.not.match(JSON.stringify(container.command), /\{\{/, template.name);
    if (container.command?.[0] === "sh") assert.is(container.args, undefined, template.name);
  }
  assert.equal([...tree].filter(([path, { text }]) => path.startsWith("delivery/scripts/") && text.includes("{{")).map(([path]) => path), []);
});

test("every script that a step runs is in the ConfigMap, and every script is run", () => {
  const run = containers.flatMap(({ container }) => container.command ?? []).filter((word) => word.startsWith("/scripts/")).map((word) => word.slice("/scripts/".length));
  const read = ["common.sh", "askpass.sh", "grype.yaml"];
  const listed = (parseYaml(tree.get("delivery/scripts/kustomization.yaml")?.text ?? "", "kustomization.yaml").documents[0]?.data as { configMapGenerator: { files: string[] }[] }).configMapGenerator[0]?.files;
  assert.equal([...(listed ?? [])].sort(), files.filter((file) => file !== "kustomization.yaml").sort());
  assert.equal([...new Set([...run, ...read])].sort(), [...(listed ?? [])].sort());
});

test("every variable that a script reads from its environment is set by the step that runs it", () => {
  const optional = ["SETTINGS", "OUTPUTS", "WORK", "PAUSE", "TRIES", "GIT_SECRET"];
  for (const { template, container } of containers) {
    const script = container.command?.find((word) => word.startsWith("/scripts/"))?.slice("/scripts/".length);
    if (script === undefined) continue;
    const text = tree.get(`delivery/scripts/${script}`)?.text ?? "";
    const head = text.split("\n").filter((line) => line.startsWith("#")).join(" ");
    const used = [...text.matchAll(/\$\{?([A-Z][A-Z_]+)/g)].map(([, name = ""]) => name).filter((name) => !optional.includes(name) && name !== "HOME");
    const set = (container.env ?? []).map(({ name }) => name);
    for (const name of new Set(used)) {
      assert.ok(set.includes(name), `${template.name} does not set ${name}`);
      assert.match(head, name, `${script} does not say that it reads ${name}`);
    }
  }
});

test("the Secrets that pods mount are those that the model asks for, in their Kubernetes namespace", () => {
  for (const [owners, namespace] of [[inDelivery, delivery.namespace], [inBuilds, delivery.buildsNamespace]] as const) {
    const known = delivery.secrets.filter((secret) => secret.namespace === namespace);
    const named = owners.flatMap(({ spec }) => spec.templates).flatMap((template) => [...(template.volumes ?? []).flatMap(({ secret }) => (secret ? [secret.secretName] : [])), ...containersOf(template).flatMap(({ env = [] }) => env.flatMap(({ valueFrom }) => (valueFrom ? [valueFrom.secretKeyRef.name] : [])))]);
    assert.equal([...new Set(named)].sort(), known.map(({ name }) => name).sort());
  }
});

test("Git's password and the signing key never share a Kubernetes namespace with BuildKit, nor a container with the Dockerfile", () => {
  const [build] = inBuilds[0]?.spec.templates ?? [];
  assert.not.ok(build?.container?.volumeMounts?.some(({ name }) => name === "git"));
  assert.equal(delivery.secrets.filter(({ namespace }) => namespace === delivery.buildsNamespace).map(({ name }) => name), ["temporal-builds-git", "temporal-builds-registry"]);
});

test("images are the catalogue's, and no other", () => {
  const named = [...containers.map(({ container }) => container.image), ...containers.flatMap(({ container }) => (container.env ?? []).flatMap(({ name, value }) => (name === "SBOM_GENERATOR" && value ? [value] : [])))];
  assert.equal([...new Set(named)].filter((image) => !image.startsWith("registry.example/")).sort(), Object.values(deliveryImages).sort());
});

test("everything ends by itself and is cleaned up", () => {
  for (const { metadata, spec } of all) {
    for (const key of ["activeDeadlineSeconds", "ttlStrategy", "podGC"]) assert.ok(spec[key], `${metadata.name} has no ${key}`);
  }
  for (const { owner, template } of templates.filter(({ template }) => !template.steps)) assert.ok((template.activeDeadlineSeconds ?? 0) > 0, `${owner.metadata.name}/${template.name}`);
});

test("every pod has an account of its own kind: only the one that verifies reads Flux, only the one that starts creates workflows", () => {
  const accounts = new Map(templates.filter(({ template }) => !template.steps).map(({ owner, template }) => [`${owner.metadata.name}/${template.name}`, template.serviceAccountName]));
  assert.equal([...accounts].filter(([, account]) => account !== "delivery").sort(), [["build-image/start", "delivery-start"], ["build/build", "build"], ["roll-out/migrate", "delivery-start"], ["verify-release/verify", "delivery-verify"]]);
});

test("a migration runs for workers, when the answers say, and never for the codec server", () => {
  const when = (settings: Readonly<Record<string, string>>) => Object.entries(settings).filter(([key]) => key.endsWith(".migrate"));
  assert.equal(when(delivery.settings), [["codec-server.migrate", "none"], ["billing.migrate", "before"], ["spine.migrate", "before"]]);
  assert.ok(when(emitDelivery().delivery.settings).every(([, value]) => value === "none"));
});

test("the verifier finds nothing in a repository with all of it", async () => {
  const { existing } = expectations;
  const findings = await verify(tree, { existing: [...existing, { kind: "Secret", namespace: delivery.namespace, name: "migrate", because: "the answers name it" }] });
  assert.equal(findings.filter(({ severity }) => severity !== "info").map(({ code, file, line, reason }) => `${file}:${line} ${code} ${reason}`), []);
});

test.run();
