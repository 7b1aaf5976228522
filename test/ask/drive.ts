import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { program } from "../cli/run.ts";
import { KEY, Terminal, type Options } from "./terminal.ts";

/** What a person types at each question, by its title; what is not listed is accepted as offered. */
export type Script = readonly (readonly [title: RegExp, keys: readonly string[]])[];

/** Text in place of what is offered. */
export const type = (text: string): readonly string[] => [KEY.backspace, KEY.clear, text, KEY.enter];
export const accept: readonly string[] = [KEY.enter];
/** The n-th choice. */
export const pick = (...numbers: readonly number[]): readonly string[] => [...numbers.map(String), KEY.enter];

/** The homelab of the examples, said at a terminal. */
export const homelab: Script = [
  [/^Customer/m, type("homelab")],
  [/^Repository/m, type("https://git.example/homelab/foundations")],
  [/^Where it runs/m, pick(1)],
  [/^Environments/m, accept],
  [/^Size/m, pick(1)],
  [/^Cluster names/m, type("um890")],
  [/^Peak load/m, type("5/s")],
  [/^Memory budget/m, type("6Gi")],
  [/^Already there/m, pick(1, 2, 3, 4)],
  [/^Storage class/m, type("longhorn")],
  [/^Database/m, pick(1)],
  [/^Backups/m, type("s3://postgres-backups/temporal")],
  [/^Address of the store/m, type("http://minio.minio.svc.cluster.local:9000")],
  [/^Host of the web UI/m, type("temporal.homelab.local")],
  [/^Way to the UI/m, type("haproxy")],
  [/^Address for workers/m, type("10.0.0.241")],
  [/^Temporal namespaces/m, type("home: 3d")],
  [/^Workers/m, accept],
];

/** Four environments on Azure, said at a terminal. */
export const azure: Script = [
  [/^Customer/m, type("acme")],
  [/^Repository/m, type("https://git.example/acme/temporal-platform")],
  [/^Where it runs/m, pick(2)],
  [/^Environments/m, pick(2, 3)],
  [/^Highly available/m, accept],
  [/^Region/m, type("eastus2, prod: westeurope")],
  [/^Cluster names/m, accept],
  [/^Peak load/m, type("200/s, dev: 10/s, test: 50/s, prod: 1000/s")],
  [/^Database/m, accept],
  [/^Host of the database/m, accept],
  [/^Backups/m, accept],
  [/^Host of the web UI/m, type("temporal-{environment}.acme.example")],
  [/^Way to the UI/m, accept],
  [/^Entra ID directory/m, type("11111111-1111-1111-1111-111111111111")],
  [/^Key vault/m, accept],
  [/^Temporal namespaces/m, type("spine: 30d")],
  [/^Workers/m, type("spine: python, billing: typescript")],
  [/^Image registry/m, type("registry.example/acme")],
  [/^Reason to accept/m, type("load test planned before go-live")],
];

/** A question waits for its answer: its title is followed by the line of its keys. */
export const waiting = (title: RegExp) => (screen: { visible: () => string }): boolean => {
  const text = screen.visible();
  const at = text.search(title);
  return at >= 0 && /Enter: next/.test(text.slice(at)) && !/^[✔*] /m.test(text.slice(at));
};

/** Answers questions in order, up to the one given. */
export async function answer(terminal: Terminal, script: Script, upTo = script.length): Promise<void> {
  for (const [title, keys] of script.slice(0, upTo)) {
    await terminal.until(waiting(title));
    await press(terminal, keys);
  }
}

/** Keys one after the other: a terminal sends those of a person apart. */
export async function press(terminal: Terminal, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    terminal.send(key);
    await new Promise((resolve) => setTimeout(resolve, 12));
  }
}

/** Confirms each group of permanent choices. */
export async function confirm(terminal: Terminal): Promise<void> {
  for (const title of [/^Names and places/m, /^History shards/m, /^Where data lies/m]) {
    await terminal.until(waiting(title));
    await press(terminal, pick(2));
  }
}

/** `new` on a terminal, in a folder of its own. */
export async function dialogue(args: readonly string[], body: (terminal: Terminal, folder: string) => Promise<void>, options: Partial<Options> = {}): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "ctp-ask-"));
  const terminal = new Terminal([process.execPath, program, ...args], { cwd: folder, ...options });
  try {
    await body(terminal, folder);
  } finally {
    terminal.close();
    await terminal.end().catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  }
}
