import type { Reply, Shown } from "../asker.ts";
import { cut, paint, symbols, visible, widthOf, wrap, type Look } from "../look.ts";

export interface Key {
  readonly name?: string;
  readonly ctrl?: boolean;
  readonly meta?: boolean;
  readonly sequence?: string;
}

/** One way to answer, as values: what a key makes of a state, and what is seen of it. */
export interface Widget<State> {
  readonly start: State;
  readonly press: (state: State, key: Key) => { readonly state: State } | { readonly reply: Reply };
  readonly body: (state: State, look: Look) => readonly string[];
  /** What the keys do, shortest words first said. */
  readonly keys: (state: State) => readonly string[];
}

/** The character that a key types; empty for every key that types none. */
export function typed({ sequence = "", ctrl = false, meta = false }: Key): string {
  return ctrl || meta || sequence === "" || /[\u0000-\u001f\u007f-\u009f]|\p{Cs}/u.test(sequence) ? "" : sequence;
}

/** A whole question on the screen. Where the terminal is low, what explains gives way to what is answered. */
export function frame<State>(shown: Shown, widget: Widget<State>, state: State, look: Look): string {
  const columns = Math.max(16, look.columns() - 1);
  const counter = shown.counter === "" ? [] : widthOf(shown.title) + widthOf(shown.counter) + 4 <= columns ? [`${paint(look, "bold", shown.title)}${" ".repeat(columns - widthOf(shown.title) - widthOf(shown.counter))}${paint(look, "dim", shown.counter)}`] : [paint(look, "bold", cut(shown.title, columns)), paint(look, "dim", shown.counter)];
  const head = counter.length > 0 ? counter : wrap(shown.title, columns).map((line) => paint(look, "bold", line));
  const about = shown.about.flatMap((paragraph) => wrap(visible(paragraph, look), columns, "  "));
  const example = shown.example === undefined ? [] : wrap(`For example: ${shown.example}`, columns, "  ").map((line) => paint(look, "dim", line));
  const from = shown.from === undefined ? [] : wrap(`Offered: ${visible(shown.from, look)}.`, columns, "  ").map((line) => paint(look, "dim", line));
  const body = widget.body(state, look);
  const keys = [...widget.keys(state), ...(shown.back ? ["Esc: back"] : [])];
  const foot = wrap(keys.join("   "), columns, "  ").map((line) => paint(look, "dim", line));
  const room = look.rows() - 1 - head.length - body.length - foot.length;
  const explained = [about, example, from].reduce<string[]>((lines, part) => (lines.length + part.length <= room ? [...lines, ...part] : lines), []);
  return [...head, ...explained, ...body, ...foot].join("\n");
}

/** What is wrong, beside its mark. */
export function problemLines(problem: string | undefined, look: Look, tried: boolean): string[] {
  if (problem === undefined) return [];
  const { bad } = symbols(look);
  return wrap(visible(problem, look), Math.max(16, look.columns() - 1), "    ").map((line, index) => paint(look, tried ? "red" : "dim", index === 0 ? `  ${bad} ${line.trimStart()}` : line));
}
