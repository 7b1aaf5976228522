import { createPrompt, ExitPromptError, AbortPromptError, useEffect, useKeypress, useRef, useState } from "@inquirer/core";
import { Interrupted, type Asker, type Reply, type Shown } from "../asker.ts";
import { paint, plainWords, symbols, visible, cut, widthOf, type Look } from "../look.ts";
import { shown as inOneLine } from "../question.ts";
import { listWidget } from "./list.ts";
import { textWidget } from "./text.ts";
import { frame, type Widget } from "./widget.ts";

const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";
const PASTE_ON = "\u001b[?2004h";
const PASTE_OFF = "\u001b[?2004l";
const CLEAR = "\u001b[2J\u001b[H";

interface Config<State> {
  readonly shown: Shown;
  readonly widget: Widget<State>;
  readonly look: Look;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly gone: () => void;
}

/** Questions on a terminal that can move its cursor: one at a time, redrawn with every key, and one line left of each. */
export function screenAsker(look: Look, input: NodeJS.ReadStream, output: NodeJS.WriteStream): Asker & { readonly close: () => void } {
  const controller = new AbortController();
  const put = async <State>(shown: Shown, widget: Widget<State>): Promise<Reply> => {
    if (controller.signal.aborted) throw new Interrupted();
    return run({ shown, widget, look, input, output, gone: stop }, controller.signal);
  };
  const stop = (): void => controller.abort();
  // Ctrl-C between two questions is a signal and no key.
  process.on("SIGINT", stop);
  return {
    close: () => {
      process.removeListener("SIGINT", stop);
    },
    say: (text) => void output.write(`${plainWords(text, look)}\n`),
    ask: async (shown) => {
      const reply = shown.kind === "text" ? await put(shown, textWidget(shown)) : await put(shown, listWidget(shown));
      if ("value" in reply) output.write(`${settled(shown.title, inOneLine(reply.value), look)}\n`);
      return reply;
    },
  };
}

/** The line that stays of a question. */
function settled(title: string, value: string, look: Look): string {
  const { done, ellipsis } = symbols(look);
  const text = visible(value === "" ? "(none)" : value, look);
  const room = Math.max(8, look.columns() - 1 - widthOf(title) - 4);
  return `${paint(look, "green", done)} ${title}  ${paint(look, "cyan", widthOf(text) > room ? `${cut(text, room - ellipsis.length)}${ellipsis}` : text)}`;
}

async function run<State>(config: Config<State>, signal: AbortSignal): Promise<Reply> {
  const { input, output } = config;
  const prompt = createPrompt<Reply, Config<State>>(view);
  output.write(PASTE_ON);
  try {
    return await prompt(config, { input, output, signal, clearPromptOnDone: true });
  } catch (error) {
    if (error instanceof ExitPromptError || error instanceof AbortPromptError) throw new Interrupted();
    throw error;
  } finally {
    output.write(PASTE_OFF);
  }
}

/** Keys change a state that is drawn once per chunk of input: a long paste is not drawn character by character. */
function view<State>({ shown, widget, look, input, output, gone }: Config<State>, done: (reply: Reply) => void): string {
  const [drawn, draw] = useState<{ readonly state: State; readonly columns: number }>({ state: widget.start, columns: look.columns() });
  const latest = useRef<{ state: State; waiting: boolean; over: boolean }>({ state: widget.start, waiting: false, over: false });
  const redraw = (): void => {
    if (latest.current.waiting) return;
    latest.current.waiting = true;
    setImmediate(() => {
      latest.current.waiting = false;
      if (!latest.current.over) draw({ state: latest.current.state, columns: look.columns() });
    });
  };
  useKeypress((key, rl) => {
    rl.clearLine(0);
    if (latest.current.over) return;
    const next = widget.press(latest.current.state, key);
    if ("reply" in next) {
      latest.current.over = true;
      done(next.reply);
    } else {
      latest.current.state = next.state;
      redraw();
    }
  });
  useEffect((rl) => {
    // A narrower terminal has broken the lines anew, so where they are is no longer known.
    const resized = (): void => {
      output.write(CLEAR);
      redraw();
    };
    // Ctrl-D and a terminal that goes away close the line without a key.
    const closed = (): void => void (latest.current.over || gone());
    // Ctrl-Z gives the shell a terminal as it was; back from there, it is taken again, whoever has written on it.
    const suspended = (): void => {
      input.setRawMode(false);
      output.write(`${PASTE_OFF}${SHOW_CURSOR}\n`);
      process.kill(process.pid, "SIGTSTP");
      // Here it goes on after the shell's fg; or at once, where no shell is that could stop it.
      resumed();
    };
    const resumed = (): void => {
      input.setRawMode(false);
      input.setRawMode(true);
      output.write(PASTE_ON);
      resized();
    };
    output.on("resize", resized);
    process.on("SIGCONT", resumed);
    rl.on("SIGTSTP", suspended);
    rl.on("close", closed);
    // A terminal that is gone cannot be set back, and Node tells that as an error of its own.
    rl.on("error", closed);
    return () => {
      output.removeListener("resize", resized);
      process.removeListener("SIGCONT", resumed);
      rl.removeListener("SIGTSTP", suspended);
      rl.removeListener("close", closed);
    };
  }, []);
  return `${frame(shown, widget, drawn.state, look)}${HIDE_CURSOR}`;
}
