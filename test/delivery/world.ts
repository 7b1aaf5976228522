import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ClusterAnswers } from "../../generators/answers/answers.ts";
import { notebook } from "../../generators/model/derivation.ts";
import { placeDelivery } from "../../generators/model/delivery.ts";
import type { Codec, Delivery, Namespaces, Worker, Workers } from "../../generators/model/model.ts";
import { mustRun, run, temporaryFolder, type Ran } from "../servers/process.ts";

/** A real Git remote with the files of two clusters, the settings that the model gives, and the emitted scripts. */

export const SCRIPTS = fileURLToPath(new URL("../../templates/delivery/scripts", import.meta.url));
export const REPOSITORY = "https://git.example/acme/platform";
const namespaces: Namespaces = { server: "temporal", database: "temporal-database", codec: "temporal-codec", workers: "temporal-workers", delivery: "temporal-delivery", monitoring: "monitoring" };
/** What delivery reads of a part; each part is tested where it is. */
const known = <T>(part: Partial<T>): T => part as T;
const codec = known<Codec>({ release: "codec-server", namespace: "temporal-codec", image: "registry.example/acme/codec-server" });
const worker = (name: string): Worker => known<Worker>({ name, language: "python", namespace: "temporal-workers", image: `registry.example/acme/${name}`, starter: true });

/** The model's delivery of a cluster with a codec server and the workers `spine` and `billing`. */
export function deliveryOf(name: string, answers: Partial<ClusterAnswers> = {}): Delivery {
  const cluster: ClusterAnswers = { name, environment: "test", tier: "development", cloud: "on-premises", delivery: { builder: "argo", registries: ["registry.example/acme", "backup-registry.example:8443/acme"] }, ...answers };
  const workers = known<Workers>({ namespace: "temporal-workers", list: ["spine", "billing"].map(worker) });
  const delivery = placeDelivery(cluster, { path: `clusters/${name}`, url: REPOSITORY, branch: "main", namespaces, codec, workers }, notebook());
  if (delivery === null) throw new Error("no delivery");
  return delivery;
}

/** What the write-once image component says before the first deployment. */
const firstImage = (name: string, namespace: string): string =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\nspec:\n  suspend: true\n  values:\n    image:\n      tag: ""\n      digest: ""\n`;

export interface World {
  readonly remote: string;
  readonly settings: string;
  readonly folder: string;
  /** Runs a script as a step of a workflow does; outputs are read afterwards. */
  readonly script: (name: string, env: Readonly<Record<string, string>>, path?: string) => Ran & { readonly outputs: Readonly<Record<string, string>> };
  /** A commit on the remote's branch by somebody else; returns it. */
  readonly commit: (files: Readonly<Record<string, string>>, message?: string) => string;
  /** The settings of another cluster from now on. */
  readonly be: (cluster: string) => void;
  readonly git: (...args: string[]) => string;
  /** A file as the remote's branch has it. */
  readonly file: (path: string) => string;
}

export function newWorld(cluster = "test"): World {
  const folder = temporaryFolder("delivery");
  const remote = join(folder, "remote.git");
  const url = `file://${remote}`;
  mustRun("git", ["init", "--quiet", "--bare", "--initial-branch", "main", remote]);
  for (const setting of ["uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"]) mustRun("git", ["-C", remote, "config", setting, "true"]);
  const mine = join(folder, "mine");
  mustRun("git", ["clone", "--quiet", url, mine]);
  const git = (...args: string[]): string => mustRun("git", ["-C", mine, "-c", "user.name=Somebody", "-c", "user.email=somebody@acme.example", ...args]).trim();
  const commit: World["commit"] = (files, message = "Work") => {
    if (existsSync(join(mine, "clusters"))) git("pull", "--quiet", "--ff-only", "origin", "main");
    for (const [path, text] of Object.entries(files)) write(join(mine, path), text);
    git("add", "--all");
    git("commit", "--quiet", "-m", message);
    git("push", "--quiet", "origin", "HEAD:main");
    return git("rev-parse", "HEAD");
  };
  const releases = [["codec-server", "temporal-codec", "codec"], ["spine", "temporal-workers", "workers/spine"], ["billing", "temporal-workers", "workers/billing"]] as const;
  commit(Object.fromEntries([
    ...["test", "prod"].flatMap((name) => releases.map(([release, namespace, path]) => [`clusters/${name}/${path}/image/image.yaml`, firstImage(release, namespace)] as const)),
    ...["codec-server", "spine", "billing", "payload-codec"].map((name) => [`services/${name}/Dockerfile`, `FROM scratch\nLABEL of=${name}\n`] as const),
  ]), "Generate the platform");

  const settings = join(folder, "settings");
  const be = (name: string): void => {
    for (const [key, value] of Object.entries(deliveryOf(name).settings)) write(join(settings, key), value === REPOSITORY ? url : value);
  };
  be(cluster);
  const script: World["script"] = (name, env, path) => {
    const outputs = join(folder, "outputs");
    for (const place of ["outputs", "work"]) rmSync(join(folder, place), { recursive: true, force: true });
    const done = run("dash", [join(SCRIPTS, name)], {
      env: { SETTINGS: settings, OUTPUTS: outputs, WORK: join(folder, "work"), HOME: folder, PAUSE: "0", WORKFLOW: "release-abc", GIT_CONFIG_NOSYSTEM: "1", ...env, ...(path !== undefined && { PATH: `${path}:${process.env["PATH"] ?? ""}` }) },
    });
    const names = existsSync(outputs) ? readdirSync(outputs) : [];
    return { ...done, outputs: Object.fromEntries(names.map((file) => [file, readFileSync(join(outputs, file), "utf8")])) };
  };
  return { remote, settings, folder, script, commit, be, git, file: (path) => mustRun("git", ["-C", remote, "show", `main:${path}`]) };
}

export function write(path: string, text: string, mode?: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  if (mode !== undefined) chmodSync(path, mode);
}

export const digestOf = (letter: string): string => `sha256:${letter.repeat(64)}`;
