import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { root } from "../cli/run.ts";
import { skipLine } from "../servers/deep.ts";
import { Screen } from "./screen.ts";

/** Keys as terminals send them. */
export const KEY = { enter: "\r", escape: "\u001b", up: "\u001b[A", down: "\u001b[B", left: "\u001b[D", backspace: "\u007f", ctrlC: "\u0003", ctrlD: "\u0004", ctrlZ: "\u001a", clear: "\u0015", space: " " } as const;

/** Longest wait for what a screen is to show. */
const PATIENCE_MS = 20_000;

export interface Options {
  readonly columns?: number;
  readonly rows?: number;
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A program on a pseudo-terminal, and the screen that a person would see. */
export class Terminal {
  readonly #child: ChildProcess;
  readonly screen: Screen;
  #raw = "";
  #pending = "";
  #ended: { readonly exit: number; readonly echo: boolean } | undefined;

  readonly #command: readonly string[];
  readonly #options: Options;

  constructor(command: readonly string[], options: Options) {
    const { columns = 80, rows = 40, cwd, env = {} } = options;
    [this.#command, this.#options] = [command, options];
    this.screen = new Screen(columns, rows);
    const base = { PATH: process.env["PATH"] ?? "", HOME: cwd, XDG_STATE_HOME: join(cwd, ".state"), TERM: "xterm-256color", LANG: "C.UTF-8", GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null", PYTHONCOERCECLOCALE: "0" };
    this.#child = spawn("python3", [join(root, "test/ask/pseudo-terminal.py"), String(columns), String(rows), ...command], { cwd, env: { ...base, ...env }, stdio: ["pipe", "pipe", "inherit"] });
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => this.#hear(text));
  }

  /** The same program in the same place, on another terminal and with other arguments. */
  again(args: readonly string[], options: Partial<Options> = {}): Terminal {
    return new Terminal([...this.#command.slice(0, 2), ...args], { ...this.#options, ...options });
  }

  /** All bytes so far, as text. */
  get raw(): string {
    return this.#raw;
  }

  send(...keys: readonly string[]): void {
    for (const key of keys) this.#order({ send: Buffer.from(key).toString("base64") });
  }

  resize(columns: number, rows: number): void {
    this.screen.resize(columns, rows);
    this.#order({ size: [columns, rows] });
  }

  /** Waits until the visible screen shows something. */
  async until(shown: RegExp | ((screen: Screen) => boolean)): Promise<string> {
    const holds = (): boolean => (typeof shown === "function" ? shown(this.screen) : shown.test(this.screen.visible()));
    await this.#wait(holds, () => `${String(shown)} was not shown${this.#ended ? ` before the end with ${this.#ended.exit}` : ""}. The screen:\n${this.screen.visible()}`);
    return this.screen.visible();
  }

  /** Waits for the end of the program. */
  async end(): Promise<{ readonly exit: number; readonly echo: boolean }> {
    await this.#wait(() => this.#ended !== undefined, () => `The program goes on. The screen:\n${this.screen.visible()}`, true);
    return this.#ended ?? { exit: -1, echo: false };
  }

  /** Takes the terminal away, whatever runs on it. */
  close(): void {
    this.#child.stdin?.end();
  }

  #order(order: object): void {
    this.#child.stdin?.write(`${JSON.stringify(order)}\n`);
  }

  #hear(text: string): void {
    this.#pending += text;
    const lines = this.#pending.split("\n");
    this.#pending = lines.pop() ?? "";
    const decoder = new TextDecoder();
    for (const line of lines) {
      const message = JSON.parse(line) as { readonly out?: string; readonly exit?: number; readonly echo?: boolean };
      if (message.out !== undefined) {
        const shown = decoder.decode(Buffer.from(message.out, "base64"), { stream: true });
        this.#raw += shown;
        this.screen.write(shown);
      }
      if (message.exit !== undefined) this.#ended = { exit: message.exit, echo: message.echo === true };
    }
  }

  async #wait(holds: () => boolean, otherwise: () => string, past = false): Promise<void> {
    const limit = Date.now() + PATIENCE_MS;
    while (!holds()) {
      if (Date.now() > limit || (this.#ended !== undefined && !past && !holds())) throw new Error(otherwise());
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }
}

type Suite = { (title: string, body: () => Promise<void>): void; skip: (title: string) => void };

const python = spawnSync("python3", ["-c", "import termios, fcntl"], { encoding: "utf8" });

/** A test on a pseudo-terminal. Without Python it is skipped, and in CI that is a failure. */
export function onTerminal(test: Suite, title: string, body: () => Promise<void>): void {
  if (python.status === 0) return test(title, body);
  const reason = "python3 with its module termios is missing";
  if (process.env["CI"] === "true") {
    test(title, () => Promise.reject(new Error(`This check could not run: ${reason}.`)));
  } else {
    test.skip(title);
    console.log(skipLine(title, reason));
  }
}
