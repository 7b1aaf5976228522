import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { run, temporaryFolder } from "../servers/process.ts";

/** The YAML language server of Red Hat, which VS Code, Neovim and others run; pinned, since its wording is looked at. */
const VERSION = "2.0.0";

/** Folder that holds the server, or why it cannot be had here. Installed once per machine, outside the checkout. */
export function languageServer(): { readonly path: string } | { readonly missing: string } {
  const folder = join(homedir(), `.cache/create-temporal-platform/yaml-language-server-${VERSION}`);
  const path = join(folder, "node_modules/yaml-language-server/bin/yaml-language-server");
  if (existsSync(path)) return { path };
  const staged = `${folder}.${process.pid}`;
  mkdirSync(staged, { recursive: true });
  writeFileSync(join(staged, "package.json"), "{}");
  const settings = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => /^npm_config_/i.test(entry[0]) && entry[1] !== undefined));
  const { code, stderr } = run("npm", ["install", `yaml-language-server@${VERSION}`, "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=1", "--fetch-timeout=20000"], { cwd: staged, env: { HOME: homedir(), ...settings }, timeout: 300_000 });
  if (code !== 0) {
    rmSync(staged, { recursive: true, force: true });
    return { missing: `npm install yaml-language-server@${VERSION}: ${stderr.split("\n").filter((line) => line.startsWith("npm error")).slice(0, 2).join(" ")}` };
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(staged, folder);
  return { path };
}

/** Without the server's own list of schemas for files of all kinds, which it would fetch. */
const SETTINGS = { schemaStore: { enable: false }, validate: true, hover: true, completion: true };

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Diagnostic {
  readonly message: string;
  readonly range: { readonly start: Position };
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

/** An editor that has one file open: just enough of the language server protocol. */
export class Editor {
  readonly #server: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, (result: unknown) => void>();
  readonly #diagnosed = new Map<string, (found: readonly Diagnostic[]) => void>();
  #received = Buffer.alloc(0);
  #next = 1;
  /** Everything that the server asked the editor for, or asked for over the network. */
  readonly fetched: string[] = [];

  /** Every attempt to open a connection is written down and fails: whatever the server needs must lie on the disk. */
  constructor(path: string) {
    const guard = join(temporaryFolder("editor"), "no-network.cjs");
    writeFileSync(guard, `const net = require("node:net"); const dns = require("node:dns");
for (const [of, name] of [[net.Socket.prototype, "connect"], [dns, "lookup"]]) of[name] = function (...args) { process.stderr.write("NETWORK " + JSON.stringify(args[0]) + "\\n"); throw new Error("no network here"); };`);
    this.#server = spawn(process.execPath, ["--require", guard, path, "--stdio"]);
    this.#server.stdout.on("data", (chunk: Buffer) => this.#take(chunk));
    this.#server.stderr.on("data", (chunk: Buffer) => this.fetched.push(...String(chunk).split("\n").filter((line) => line.startsWith("NETWORK"))));
  }

  async start(root: string): Promise<void> {
    await this.ask("initialize", { processId: process.pid, rootUri: pathToFileURL(root).href, initializationOptions: { yaml: SETTINGS }, capabilities: { textDocument: { completion: { completionItem: { snippetSupport: true, documentationFormat: ["markdown"] } }, hover: { contentFormat: ["markdown"] } }, workspace: { configuration: true } } });
    this.#send({ method: "initialized", params: {} });
    this.#send({ method: "workspace/didChangeConfiguration", params: { settings: { yaml: SETTINGS } } });
  }

  /** Opens a text as it would lie on the disk, and gives what is underlined in it. */
  diagnostics(file: string, text: string): Promise<readonly Diagnostic[]> {
    const uri = pathToFileURL(file).href;
    const found = new Promise<readonly Diagnostic[]>((resolve) => this.#diagnosed.set(uri, resolve));
    this.#send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
    return found;
  }

  async completions(file: string, position: Position): Promise<readonly { readonly label: string; readonly documentation?: string | { readonly value: string }; readonly insertText?: string }[]> {
    const list = (await this.ask("textDocument/completion", { textDocument: { uri: pathToFileURL(file).href }, position })) as { items?: readonly { label: string }[] } | null;
    return list?.items ?? [];
  }

  async hover(file: string, position: Position): Promise<string> {
    const hover = (await this.ask("textDocument/hover", { textDocument: { uri: pathToFileURL(file).href }, position })) as { contents: { value: string } } | null;
    return hover?.contents.value ?? "";
  }

  stop(): void {
    this.#server.kill();
  }

  ask(method: string, params: unknown): Promise<unknown> {
    const id = this.#next++;
    const answer = new Promise<unknown>((resolve) => this.#waiting.set(id, resolve));
    this.#send({ id, method, params });
    return answer;
  }

  #send(message: object): void {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.#server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #take(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      const end = this.#received.indexOf("\r\n\r\n");
      const length = Number(/Content-Length: (\d+)/i.exec(this.#received.subarray(0, Math.max(end, 0)).toString())?.[1]);
      if (end < 0 || this.#received.length < end + 4 + length) return;
      const message = JSON.parse(this.#received.subarray(end + 4, end + 4 + length).toString()) as Message;
      this.#received = this.#received.subarray(end + 4 + length);
      this.#handle(message);
    }
  }

  #handle({ id, method, params, result }: Message): void {
    if (method === undefined) return this.#waiting.get(id ?? 0)?.(result);
    if (method === "textDocument/publishDiagnostics") {
      const { uri, diagnostics } = params as { uri: string; diagnostics: readonly Diagnostic[] };
      return this.#diagnosed.get(uri)?.(diagnostics);
    }
    if (/schema\/content|vscode\/content/.test(method)) this.fetched.push(`${method} ${JSON.stringify(params)}`);
    if (id !== undefined) this.#send({ id, result: method === "workspace/configuration" ? (params as { items: readonly { section?: string }[] }).items.map(({ section }) => (section === "yaml" ? SETTINGS : null)) : null });
  }
}
