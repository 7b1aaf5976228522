import type { Report } from "./fault.ts";
import type { Kind } from "./place.ts";
import { CHOICE, hasHole, indentOf, lineView, parts, through, VALUE, withoutGap, type Part, type View } from "./view.ts";

type State = "plain" | "single" | "double";

/** Shell scripts. A value is a word, or part of one, outside of quotes: its writer brings its own. */
export const shell: Kind<State> = {
  start: "plain",
  openAtEnd: (state) => (state === "plain" ? null : "A quotation does not end."),
  place(line, state, _, report) {
    const view = lineView(line);
    const { shape } = view;
    let quote = state;
    for (let i = 0; i < shape.length; i += 1) {
      const character = shape.charAt(i);
      if (quote === "plain" && character === "#" && /^$|[\s;&|()]/.test(shape.charAt(i - 1))) {
        return { parts: [...words(view, 0, i), ...withoutGap(parts(view, i, shape.length, through("shell.comment")), "shell.trailing")], state: quote };
      }
      if (quote === "plain" && shape.startsWith("<<", i) && !shape.startsWith("<<<", i) && shape.charAt(i - 1) !== "<") {
        report("template/unsupported", view.at(i), "A here-document would need rules of its own for values.", "Keep the script verbatim and give it the values as variables.");
      }
      const hole = i + shape.slice(i).search(/[\0\u0001]/);
      const within = character === "`" || shape.startsWith("${", i);
      if (hole >= i && (within || character === CHOICE || (character === VALUE && (quote !== "plain" || /[\\$]$/.test(shape.slice(0, i)))))) {
        report("template/placement", view.at(hole), "A value stands outside of quotes, expansions and backticks, since its writer quotes it; a block takes whole lines.", "Assign the value to a variable on a line of its own: NAME={{…}}.");
      }
      if (character === "\\" && quote !== "single" && shape.charAt(i + 1) !== VALUE) i += 1;
      else quote = quoteAfter(quote, character);
    }
    return { parts: words(view, 0, shape.length), state: quote };
  },
};

function quoteAfter(quote: State, character: string): State {
  if (character === "'" && quote !== "double") return quote === "single" ? "plain" : "single";
  if (character === '"' && quote !== "single") return quote === "double" ? "plain" : "double";
  return quote;
}

const words = (view: View, from: number, to: number): readonly Part[] => parts(view, from, to, through("shell.word"));

/** Files of `KEY=value` lines that a shell reads, and Dockerfiles, whose `ARG KEY=value` is quoted alike: a value is all that stands behind the equals sign. */
export const environment: Kind<null> = {
  start: null,
  openAtEnd: () => null,
  place(line, state, _, report) {
    const view = lineView(line);
    const { shape } = view;
    if (shape.charAt(indentOf(shape)) === "#") return { parts: withoutGap(parts(view, 0, shape.length, through("shell.comment")), "shell.trailing"), state };
    if (hasHole(shape) && !/^(export |ARG )?[A-Za-z_][A-Za-z0-9_]*=\0$/.test(shape)) refuse(view, report);
    return { parts: words(view, 0, shape.length), state };
  },
};

function refuse(view: View, report: Report): void {
  report("template/placement", view.at(view.shape.search(/[\0\u0001]/)), "A value is all that stands behind `KEY=`.", "Compute what is put together in the model.");
}
