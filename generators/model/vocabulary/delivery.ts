import type { RequiredSecret } from "./secrets.ts";

/** Words of templates: from code to running pods. */

/** From code to running pods. */
export interface Delivery {
  readonly namespace: string;
  /** Of BuildKit's pods alone, which the level of every other namespace of ours refuses. */
  readonly buildsNamespace: string;
  readonly registries: readonly string[];
  readonly images: readonly BuiltImage[];
  /** Kubernetes namespaces and Flux Kustomizations that verification reads. */
  readonly releaseNamespaces: readonly string[];
  readonly fluxKustomizations: readonly string[];
  /** Where the verbatim parts lie, relative to the folder that lists them. */
  readonly bases: { readonly workflows: string; readonly builds: string };
  /** Data of the ConfigMap that the workflows and their scripts read. */
  readonly settings: Readonly<Record<string, string>>;
  readonly migration: { readonly image: string; readonly command: { readonly words: readonly string[] } | null; readonly secret: string | null } | null;
  readonly secrets: readonly RequiredSecret[];
}

export interface BuiltImage {
  /** Name of the release, in Helm and in every command: `codec-server` or the worker's. */
  readonly name: string;
  readonly namespace: string;
  /** Name of the image that the cluster pulls, without tag. */
  readonly repository: string;
  /** The same in every registry that it is pushed to; `repository` first. */
  readonly repositories: readonly string[];
  readonly source: string;
  readonly branch: string;
  /** Folder, Dockerfile and git patterns from the root of the source. */
  readonly context: string;
  readonly dockerfile: string;
  readonly changedBy: readonly string[];
  /** File of the write-once image component that a deployment rewrites, from the root of the repository. */
  readonly releaseFile: string;
  readonly fluxKustomization: string;
}
