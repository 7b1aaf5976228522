import type { Shown } from "../asker.ts";
import type { Choice, Value } from "../question.ts";
import { cut, paint, symbols, visible, widthOf, wrap, type Look } from "../look.ts";
import { problemLines, typed, type Key, type Widget } from "./widget.ts";

export interface ListState {
  readonly at: number;
  readonly chosen: ReadonlySet<string>;
  /** A name of one's own, while it is typed in the last line. */
  readonly own: string;
  readonly tried: boolean;
}

/** No name is longer. */
const LONGEST = 200;

/** One choice, or several of them; with `open`, the last line takes names of one's own. */
export function listWidget(shown: Shown): Widget<ListState> {
  const many = shown.kind === "several";
  const initial = [shown.initial ?? []].flat();
  const extra = many && shown.open ? initial.filter((value) => !shown.choices.some((choice) => choice.value === value)) : [];
  const lines = shown.choices.length + (shown.open ? 1 : 0);
  const value = ({ at, chosen, own }: ListState): Value => (many ? [...shown.choices.map((choice) => choice.value).filter((one) => chosen.has(one)), ...names(own)] : (shown.choices[at]?.value ?? ""));
  const first = shown.choices.findIndex((choice) => initial.includes(choice.value));
  return {
    start: { at: Math.max(0, first), chosen: new Set(many ? initial.filter((one) => !extra.includes(one)) : []), own: extra.join(", "), tried: false },
    press: (state, key) => {
      const ownLine = shown.open && state.at === shown.choices.length;
      if (key.name === "escape") return shown.back ? { reply: { back: true } } : { state };
      if (key.name === "return" || key.name === "enter") return shown.check(value(state)) === undefined ? { reply: { value: value(state) } } : { state: { ...state, tried: true } };
      const moved = moves(state.at, lines, key, ownLine);
      if (moved !== undefined) return { state: { ...state, at: moved } };
      if (ownLine) return { state: { ...state, own: key.name === "backspace" ? [...state.own].slice(0, -1).join("") : key.ctrl === true && key.name === "u" ? "" : `${state.own}${typed(key)}`.slice(0, LONGEST) } };
      return { state: many ? toggled(state, key, shown.choices) : byLetter(state, key, shown.choices) };
    },
    body: (state, look) => {
      const problem = state.tried ? shown.check(value(state)) : undefined;
      return [...rows(shown, state, look, many), ...problemLines(problem, look, true)];
    },
    keys: () => (many ? ["Space: pick", "Enter: next"] : ["Up, Down: choose", "Enter: next"]),
  };
}

const names = (own: string): string[] => own.split(/[,\s]+/).filter((name) => name !== "");

function moves(at: number, lines: number, key: Key, typing: boolean): number | undefined {
  if (key.name === "up" || (key.ctrl === true && key.name === "p") || (!typing && key.name === "k")) return (at + lines - 1) % lines;
  if (key.name === "down" || key.name === "tab" || (key.ctrl === true && key.name === "n") || (!typing && key.name === "j")) return (at + 1) % lines;
  if (key.name === "home") return 0;
  return key.name === "end" ? lines - 1 : undefined;
}

function toggled(state: ListState, key: Key, choices: readonly Choice[]): ListState {
  const digit = /^[1-9]$/.test(key.sequence ?? "") ? Number(key.sequence) - 1 : undefined;
  const value = key.name === "space" ? choices[state.at]?.value : digit === undefined ? undefined : choices[digit]?.value;
  if (value === undefined) return state;
  const chosen = new Set(state.chosen);
  if (!chosen.delete(value)) chosen.add(value);
  return { ...state, chosen, at: digit ?? state.at };
}

function byLetter(state: ListState, key: Key, choices: readonly Choice[]): ListState {
  const sign = typed(key).toLowerCase();
  const digit = /^[1-9]$/.test(sign) && choices[Number(sign) - 1] ? Number(sign) - 1 : undefined;
  if (digit !== undefined) return { ...state, at: digit };
  const next = sign.trim() === "" ? -1 : [...choices, ...choices].findIndex((choice, index) => index > state.at && choice.value.toLowerCase().startsWith(sign));
  return next < 0 ? state : { ...state, at: next % choices.length };
}

/** The choices around the cursor, each on one line where it fits and its reason below it where not. */
function rows(shown: Shown, state: ListState, look: Look, many: boolean): string[] {
  const { cursor, on, off, ellipsis } = symbols(look);
  const columns = Math.max(16, look.columns() - 1);
  const all = [...shown.choices.map((choice, index) => ({ ...choice, index })), ...(shown.open ? [{ value: "", because: "", index: shown.choices.length }] : [])];
  const width = Math.min(Math.max(...all.map(({ value }) => widthOf(value))), Math.floor(columns / 2));
  const mark = (value: string): string => (!many ? "" : `${state.chosen.has(value) ? paint(look, "green", on) : off} `);
  const indent = 4 + (many ? on.length + 1 : 0);
  const room = Math.max(3, look.rows() - 9);
  const from = Math.max(0, Math.min(state.at - Math.floor(room / 2), all.length - room));
  const hidden = (count: number, where: string): string[] => (count > 0 ? [paint(look, "dim", `    ${ellipsis} ${count} more ${where}`)] : []);
  return [...hidden(from, "above"), ...all.slice(from, from + room).flatMap(({ value, because, index }) => {
    const here = index === state.at;
    const point = here ? paint(look, "cyan", `  ${cursor} `) : "    ";
    if (index === shown.choices.length) return [`${point}${many ? " ".repeat(on.length + 1) : ""}${paint(look, "dim", "others: ")}${visible(cut(state.own, columns - indent - 10), look)}${here ? paint(look, "inverse", " ") : ""}`];
    const name = widthOf(value) > width ? `${cut(value, width - 1)}${ellipsis}` : value;
    const reason = visible(because, look);
    const padded = `${name}${" ".repeat(Math.max(0, width - widthOf(name)))}`;
    const shownName = here ? paint(look, "bold", padded) : padded;
    if (indent + width + 2 + widthOf(reason) <= columns) return [`${point}${mark(value)}${shownName}  ${paint(look, "dim", reason)}`.trimEnd()];
    const fits = columns - indent - width - 2;
    if (fits >= 24) return [`${point}${mark(value)}${shownName}  ${paint(look, "dim", `${cut(reason, fits - ellipsis.length)}${ellipsis}`)}`];
    return [`${point}${mark(value)}${shownName.trimEnd()}`, ...(here ? wrap(reason, columns, " ".repeat(indent)).map((line) => paint(look, "dim", line)) : [])];
  }), ...hidden(all.length - from - room, "below")];
}
