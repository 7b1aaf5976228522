import type { Shown } from "../asker.ts";
import { cut, paint, symbols, visible, widthOf, type Look } from "../look.ts";
import { problemLines, typed, type Key, type Widget } from "./widget.ts";

export interface TextState {
  /** The text as characters that people see as one each, so that no half of one is ever deleted. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** The text is still what was offered: the first character that is typed takes its place. */
  readonly offered: boolean;
  /** Enter was pressed on what is wrong. */
  readonly tried: boolean;
  /** Between the marks of a bracketed paste, where Enter is a character. */
  readonly pasting: boolean;
}

/** No answer is longer; what is pasted beyond it is left out. */
const LONGEST = 12_000;

/** A line of text that is checked as it is typed. */
export function textWidget(shown: Shown): Widget<TextState> {
  const initial = typeof shown.initial === "string" ? shown.initial : "";
  const textIn = ({ before, after }: TextState): string => [...before, ...after].join("").trim();
  return {
    start: { before: [...initial], after: [], offered: initial !== "", tried: false, pasting: false },
    press: (state, key) => {
      if (key.name === "paste-start") return { state: { ...state, pasting: true } };
      if (key.name === "paste-end") return { state: { ...state, pasting: false } };
      if (key.name === "return" || key.name === "enter") {
        if (state.pasting) return { state: insert(state, " ") };
        const text = textIn(state);
        return shown.check(text) === undefined ? { reply: { value: text } } : { state: { ...state, tried: true, offered: false } };
      }
      if (key.name === "escape" && !state.pasting) return shown.back ? { reply: { back: true } } : { state };
      return { state: state.pasting ? pasted(state, key) : edited(state, key) };
    },
    body: (state, look) => {
      const text = textIn(state);
      const problem = text === "" && !state.tried ? undefined : shown.check(text);
      return [line(state, look, problem === undefined && text !== ""), ...problemLines(problem, look, state.tried)];
    },
    keys: ({ before, after, offered }) => ["Enter: next", ...(offered ? ["type: replace", "Tab: edit", ...(shown.check("") === undefined ? ["Backspace: leave empty"] : [])] : before.length + after.length > 0 ? ["Ctrl-U: clear"] : [])],
  };
}

/** What is pasted is text: a control character in it moves and deletes nothing, and white space parts words. */
const pasted = (state: TextState, key: Key): TextState => insert(state, key.name === "tab" ? " " : typed(key));

function edited(state: TextState, key: Key): TextState {
  const { before, after } = state;
  const now = { ...state, offered: false };
  const key_ = key.ctrl === true ? `ctrl-${key.name ?? ""}` : (key.name ?? "");
  switch (key_) {
    case "backspace":
    case "ctrl-h":
      return state.offered ? { ...now, before: [], after: [] } : { ...now, before: before.slice(0, -1) };
    case "delete":
    case "ctrl-d":
      return { ...now, after: after.slice(1) };
    case "left":
    case "ctrl-b":
      return before.length === 0 ? now : { ...now, before: before.slice(0, -1), after: [before.at(-1) ?? "", ...after] };
    case "right":
    case "ctrl-f":
      return after.length === 0 ? now : { ...now, before: [...before, after[0] ?? ""], after: after.slice(1) };
    case "home":
    case "ctrl-a":
      return { ...now, before: [], after: [...before, ...after] };
    case "end":
    case "ctrl-e":
    case "tab":
      return { ...now, before: [...before, ...after], after: [] };
    case "ctrl-u":
      return { ...now, before: [] };
    case "ctrl-k":
      return { ...now, after: [] };
    case "ctrl-w":
      return { ...now, before: [...before.join("").replace(/\S*\s*$/, "")] };
    default:
      return insert(state, typed(key));
  }
}

function insert(state: TextState, text: string): TextState {
  if (text === "") return state;
  const { before, after } = state.offered ? { before: [], after: [] } : state;
  if (before.length + after.length >= LONGEST) return { ...state, offered: false };
  // Pushing keeps a long paste from copying the text once for each character of it; nobody holds an older state.
  const grown = before as string[];
  if (grown.length > 200) grown.push(...text);
  return { ...state, offered: false, before: grown.length > 200 ? grown : [...before, ...text], after };
}

/** The line being typed: as much of it around the cursor as fits, the cursor drawn as an inverse character. */
function line(state: TextState, look: Look, good: boolean): string {
  const { cursor, ellipsis, done } = symbols(look);
  const room = Math.max(8, look.columns() - 8);
  const text = (part: readonly string[]): string => visible(part.join(""), look);
  if (state.offered) {
    const offered = text([...state.before, ...state.after]);
    return `  ${paint(look, "cyan", cursor)} ${paint(look, "inverse", widthOf(offered) > room ? `${cut(offered, room - 3)}${ellipsis}` : offered)}`;
  }
  const half = Math.floor(room * 0.7);
  const beforeAll = text(state.before.slice(-room));
  const start = state.before.length > room || widthOf(beforeAll) > half ? ellipsis : "";
  let before = beforeAll;
  while (widthOf(before) > (start === "" ? room : half)) before = [...before].slice(1).join("");
  const [at = " ", ...rest] = [...text(state.after.slice(0, room))];
  const after = cut(rest.join(""), room - widthOf(before) - 2);
  return `  ${paint(look, "cyan", cursor)} ${start}${before}${paint(look, "inverse", at)}${after}${good && look.unicode ? ` ${paint(look, "green", done)}` : ""}`;
}
