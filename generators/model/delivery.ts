import type { ClusterAnswers, WorkerAnswers } from "../answers/answers.ts";
import type { Notebook } from "./derivation.ts";
import type { BuiltImage, Codec, Delivery, Namespaces, RequiredSecret, Worker, Workers } from "./model.ts";
import { kustomizationName } from "./names.ts";

interface Around {
  readonly path: string;
  /** Of this repository. */
  readonly url: string;
  readonly branch: string;
  readonly namespaces: Namespaces;
  readonly codec: Codec | null;
  readonly workers: Workers | null;
}

/** How images are built and deployed; null when somebody else does, or when there is nothing to build. */
export function placeDelivery(cluster: ClusterAnswers, around: Around, { note }: Notebook): Delivery | null {
  const asked = cluster.delivery;
  if (asked?.builder !== "argo") return null;
  const registries = asked.registries ?? [];
  const images = [...(around.codec ? [codecImage(around.codec, around, registries)] : []), ...(around.workers?.list ?? []).flatMap((worker) => workerImages(worker, cluster.workers?.[worker.name], around, registries))];
  if (images.length === 0) {
    note({ path: "delivery", value: "none", because: "there is neither a worker nor a codec server to build an image of", inputs: ["workers", "encryption", "delivery.builder"], source: "this repository" });
    return null;
  }
  const namespace = around.namespaces.delivery;
  const buildsNamespace = buildsBeside(namespace);
  const scan = asked.scan ?? true;
  const sign = asked.sign ?? true;
  note({
    path: "delivery.buildsNamespace",
    value: buildsNamespace,
    because: "rootless BuildKit needs seccomp and AppArmor unconfined, which only the pod security level “privileged” admits, so its pods share a Kubernetes namespace with nothing else",
    inputs: ["delivery.builder"],
    source: "moby/buildkit docs/rootless.md; Kubernetes Pod Security Standards",
  });
  const when = asked.migrate ? (asked.migrate.when ?? "before") : "none";
  return {
    namespace,
    buildsNamespace,
    registries,
    images,
    releaseNamespaces: [...new Set(images.map((image) => image.namespace))],
    fluxKustomizations: [...new Set(images.map((image) => image.fluxKustomization))],
    bases: { workflows: "../../../../delivery/workflows", builds: "../../../../delivery/builds" },
    settings: {
      cluster: cluster.name,
      repository: overHttps(around.url),
      branch: around.branch,
      author: `Temporal delivery in ${cluster.name}`,
      email: `temporal-delivery@${new URL(overHttps(around.url)).hostname}`,
      "builds-namespace": buildsNamespace,
      scan: String(scan),
      sign: String(sign),
      releases: images.map(({ name }) => name).join(" "),
      ...Object.fromEntries(images.flatMap((image) => settingsOf(image, when))),
    },
    migration: asked.migrate
      ? {
          // Argo fills in the commit: the image of a migration is tagged like the image that it makes ready for.
          image: `${asked.migrate.image}:{{inputs.parameters.commit}}`,
          command: asked.migrate.command ? { words: asked.migrate.command } : null,
          secret: asked.migrate.secret ?? null,
        }
      : null,
    secrets: secretsOf(namespace, buildsNamespace, { registry: scan || sign || asked.migrate !== undefined, sign }),
  };
}

const DELIVERY_SUFFIX = "-delivery";

/** `temporal-delivery` → `temporal-builds`. */
const buildsBeside = (namespace: string): string => `${namespace.endsWith(DELIVERY_SUFFIX) ? namespace.slice(0, -DELIVERY_SUFFIX.length) : namespace}-builds`;

/** The same repository over HTTPS: workflows log in with a user name and a token. */
const overHttps = (url: string): string => url.replace(/^ssh:\/\/(?:[^@/]+@)?([^/:]+)(?::\d+)?/, "https://$1").replace(/^(?:[^@/:]+)@([^:/]+):/, "https://$1/");

/** Our own sources lie side by side under services/ and share the library that encrypts, so a build sees the whole folder. */
const SERVICES = "services";
const sharedSources = (name: string) => ({ context: SERVICES, dockerfile: `${SERVICES}/${name}/Dockerfile`, changedBy: [`${SERVICES}/${name}/**`, `${SERVICES}/payload-codec/**`] });

function codecImage(codec: Codec, { path, url, branch }: Around, registries: readonly string[]): BuiltImage {
  return {
    name: codec.release,
    namespace: codec.namespace,
    repository: codec.image,
    repositories: everywhere(codec.image, registries),
    source: overHttps(url),
    branch,
    ...sharedSources("codec-server"),
    releaseFile: `${path}/codec/image/image.yaml`,
    fluxKustomization: kustomizationName("codec"),
  };
}

/** None when nobody has said where the worker's code is. */
function workerImages(worker: Worker, answers: WorkerAnswers | undefined, { path, url, branch }: Around, registries: readonly string[]): BuiltImage[] {
  if (answers?.source === undefined && !worker.starter) return [];
  const image: BuiltImage = {
    name: worker.name,
    namespace: worker.namespace,
    repository: worker.image,
    repositories: everywhere(worker.image, registries),
    source: overHttps(answers?.source?.repository ?? url),
    // The newest commit of a repository that is not ours is that of its default branch.
    branch: answers?.source?.repository === undefined ? branch : "HEAD",
    ...(answers?.source === undefined ? sharedSources(worker.name) : ownSources(answers.source)),
    releaseFile: `${path}/workers/${worker.name}/image/image.yaml`,
    fluxKustomization: kustomizationName("workers"),
  };
  return [image];
}

function ownSources({ context = ".", dockerfile, changedBy }: NonNullable<WorkerAnswers["source"]>): Pick<BuiltImage, "context" | "dockerfile" | "changedBy"> {
  const inside = context === "." ? "" : `${context}/`;
  const recipe = dockerfile ?? `${inside}Dockerfile`;
  return { context, dockerfile: recipe, changedBy: changedBy ?? [...new Set([`${inside}**`, recipe])] };
}

/** Clusters pull from the first; the others get the same image under its last name. */
function everywhere(image: string, registries: readonly string[]): string[] {
  const name = image.slice(image.lastIndexOf("/") + 1);
  return [...new Set([image, ...registries.slice(1).map((registry) => `${registry}/${name}`)])];
}

/** What the scripts read of one release, as keys of the ConfigMap. */
function settingsOf(image: BuiltImage, migrate: string): [string, string][] {
  const values = {
    "helm-release": image.name,
    namespace: image.namespace,
    "flux-kustomization": image.fluxKustomization,
    file: image.releaseFile,
    source: image.source,
    branch: image.branch,
    context: image.context,
    dockerfile: image.dockerfile,
    "changed-by": image.changedBy.join(" "),
    images: image.repositories.join(","),
    // The codec server has no data of its own.
    migrate: image.fluxKustomization === kustomizationName("workers") ? migrate : "none",
  };
  return Object.entries(values).map(([key, value]) => [`${image.name}.${key}`, value]);
}

const DOCKER_CONFIG = { keys: [".dockerconfigjson"], type: "kubernetes.io/dockerconfigjson" };

/** Two logins of each kind, so that whoever takes over a build can neither deploy nor sign. */
function secretsOf(delivery: string, builds: string, needs: { readonly registry: boolean; readonly sign: boolean }): RequiredSecret[] {
  const git = { keys: ["username", "password"], type: null };
  return [
    { name: "temporal-delivery-git", namespace: delivery, ...git, purpose: "Login to Git that may push to the branch Flux follows, for deployments" },
    ...(needs.registry ? [{ name: "temporal-delivery-registry", namespace: delivery, ...DOCKER_CONFIG, purpose: "Login to the registries, for scans, signatures and migrations" }] : []),
    ...(needs.sign ? [{ name: "temporal-delivery-signing", namespace: delivery, keys: ["cosign.key", "cosign.password"], type: null, purpose: "Key pair of cosign that signs images" }] : []),
    { name: "temporal-builds-git", namespace: builds, ...git, purpose: "Login to Git that may only read, for the sources of builds" },
    { name: "temporal-builds-registry", namespace: builds, ...DOCKER_CONFIG, purpose: "Login to the registries that may push images" },
  ];
}
