import type { Kind } from "./place.ts";
import { CHOICE, indentOf, lineView, parts, through, VALUE } from "./view.ts";

/** JSON. A value of the model is a whole value of JSON, behind a colon or as an item. */
export const json: Kind<null> = {
  start: null,
  openAtEnd: () => null,
  place(line, state, _, report) {
    const view = lineView(line);
    const { shape } = view;
    let quoted = false;
    for (let i = 0; i < shape.length; i += 1) {
      const character = shape.charAt(i);
      if (character === '"') quoted = !quoted;
      else if (character === "\\" && quoted) i += 1;
      else if (character === CHOICE || (character === VALUE && (quoted || !/^\s*,?\s*[\]}]*,?$/.test(shape.slice(i + 1)) || !/(^|[:[,])\s*$/.test(shape.slice(0, i))))) {
        report("template/placement", view.at(i), "A value is a whole value of JSON, at the end of its line.", "Let the value be alone behind the colon, without quotes; compute what is put together in the model.");
      }
    }
    return { parts: parts(view, 0, shape.length, through("json.value", indentOf(shape))), state };
  },
};
