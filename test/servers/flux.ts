import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run, temporaryFolder, type Ran } from "./process.ts";
import { pathOf } from "./programs.ts";

/** Repository-relative path → text, or an object with the text: a Tree of the generator is one. */
export type Files = Iterable<readonly [path: string, file: string | { readonly text: string }]>;

/** Writes an emitted repository into a temporary folder, so that real programs can read it. */
export function writeRepository(files: Files): string {
  const folder = temporaryFolder("repository");
  for (const [path, file] of files) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, typeof file === "string" ? file : file.text);
  }
  return folder;
}

export interface BuildRequest {
  /** Folder of the whole repository: what the GitRepository or OCIRepository would deliver. */
  readonly repository: string;
  /** The Flux Kustomization, as it stands in its manifest: path, components, patches, targetNamespace, images and postBuild are heeded. */
  readonly kustomization: unknown;
  /** What `postBuild.substituteFrom` may name; a Secret may have `stringData`. */
  readonly configMaps?: readonly unknown[];
  readonly secrets?: readonly unknown[];
  /** An undefined variable is an error, as with the controller's feature gate StrictPostBuildSubstitutions. */
  readonly strict?: boolean;
}

/**
 * What kustomize-controller of Flux 2.9 would apply for this Kustomization, by its own libraries: stdout is YAML of many documents, stderr the controller's words when it would fail.
 * Ignored files (`.sourceignore`, and source-controller's defaults) are not there; nothing is decrypted; remote bases are refused. The repository is not changed.
 * Needs the program `flux-build`.
 */
export function buildKustomization(request: BuildRequest): Ran {
  const { repository, kustomization, configMaps = [], secrets = [], strict = false } = request;
  return run(pathOf("flux-build"), ["build", repository], { input: JSON.stringify({ kustomization, configMaps, secrets, strict }) });
}

export interface HealthExpressions {
  readonly current: string;
  readonly failed?: string;
  readonly inProgress?: string;
}

/** The status that health expressions of a Kustomization give an object: `Current`, `InProgress` or `Failed`. An expression that cannot be evaluated is an error with the evaluator's words. */
export function healthOf(expressions: HealthExpressions, object: unknown): string {
  const { code, stdout, stderr } = run(pathOf("flux-build"), ["health"], { input: JSON.stringify({ expressions, object }) });
  if (code !== 0) throw new Error(stderr.trim());
  return stdout.trim();
}
