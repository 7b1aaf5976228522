import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { root } from "../cli/run.ts";

/** The starters as an emitted repository has them: side by side with the codec, installed and built. */
export interface Starters {
  readonly typescript: string;
  readonly python: string;
  /** Python of the starter's own environment. */
  readonly interpreter: string;
}

const templates = join(root, "templates/services");
const sources = { "payload-codec": "payload-codec", typescript: "{typescriptWorker}", python: "{pythonWorker}" } as const;
/** The codec server beside them, for checks of all together. */
const CODEC_SERVER = "codec-server";
/** What decides on the packages; as long as it stays the same, they are not brought again. */
const pinned = ["payload-codec/package-lock.json", "{typescriptWorker}/package-lock.json", "{pythonWorker}/requirements.txt"];

/** Copies the starters and brings their packages from the registries, the first time some 400 MB. */
export function installStarters(): Starters {
  const digest = createHash("sha256");
  for (const file of pinned) digest.update(readFileSync(join(templates, file)));
  const folder = join(homedir(), ".cache/create-temporal-platform/starters", digest.digest("hex").slice(0, 16));
  mkdirSync(folder, { recursive: true });
  for (const [name, source] of Object.entries(sources)) {
    for (const stale of ["src", "test", "tests", "worker", "build", "dist"]) rmSync(join(folder, name, stale), { recursive: true, force: true });
    cpSync(join(templates, source), join(folder, name), { recursive: true, filter: (path) => !["_folder.yaml", "node_modules", "Dockerfile.hbs"].includes(basename(path)) });
  }
  const of = (name: keyof typeof sources): string => join(folder, name);
  once(folder, "npm-codec", () => npm(of("payload-codec"), "ci"));
  once(folder, "npm-worker", () => npm(of("typescript"), "ci"));
  const interpreter = join(folder, "venv/bin/python");
  once(folder, "pip", () => {
    execFileSync("python3", ["-m", "venv", join(folder, "venv")]);
    execFileSync(interpreter, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", join(of("python"), "requirements.txt")]);
  });
  npm(of("payload-codec"), "run", "build");
  npm(of("typescript"), "run", "build");
  return { typescript: of("typescript"), python: of("python"), interpreter };
}

/** Installs and builds the codec server beside the starters, with the very library that they take. */
export function installCodecServer(starters: Starters): string {
  const folder = dirname(starters.typescript);
  const target = join(folder, CODEC_SERVER);
  const lock = createHash("sha256").update(readFileSync(join(templates, CODEC_SERVER, "package-lock.json"))).digest("hex");
  for (const stale of ["src", "test", "build", "dist"]) rmSync(join(target, stale), { recursive: true, force: true });
  cpSync(join(templates, CODEC_SERVER), target, { recursive: true, filter: (path) => !["_folder.yaml", "node_modules"].includes(basename(path)) });
  once(folder, `npm-codec-server-${lock.slice(0, 16)}`, () => npm(target, "ci"));
  npm(target, "run", "build");
  return target;
}

/** Whether it ended well is remembered by a file: a download that broke off is made again. */
function once(folder: string, step: string, run: () => void): void {
  const done = join(folder, `.${step}`);
  if (existsSync(done)) return;
  run();
  writeFileSync(done, "");
}

const npm = (folder: string, ...args: string[]): string => execFileSync("npm", [...args, "--no-audit", "--no-fund"], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
