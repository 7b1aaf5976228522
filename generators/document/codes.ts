import type { CodeRow } from "../finding.ts";

/** What can be wrong with YAML itself, in answers and in manifests alike. */
export const codes = {
  "yaml/syntax": ["error", "text that is no YAML",
    "Nothing of the file can be used, and Flux stops at it. The usual causes are indentation, a tab, and a colon or a quote inside unquoted text just before the place that is named. Put such text in quotes: `title: \"a: b\"`."],
  "yaml/duplicate-key": ["error", "a key that stands twice in one map",
    "A reader keeps one of the two values, most of them the last, and the other is lost without a word; strict readers, Flux among them, refuse the file. Remove one, or correct the indentation when it belongs into another map."],
  "yaml/tag": ["error", "a tag of YAML",
    "A tag such as `!!binary` or `!include` gives a value a type that other readers of the file do not know. Remove it; put the value in quotes where text is meant."],
  "yaml/alias": ["error", "an anchor or alias that cannot be used here",
    "Answers are merged by path, so each value must stand where it is meant; in manifests, aliases that multiply can expand to any size. Write the value out; in answers use `defaults` and `tiers`. A text that begins with `*` or `&` needs quotes."],
  "yaml/too-large": ["error", "a file of more values than any manifest has",
    "Reading it would fill the memory, so it is left out; such a file is data, or was made to exhaust its reader. Split it, or give data another ending than `.yaml`."],
  "yaml/too-deep": ["error", "maps or lists too deep inside each other",
    "No manifest is that deep; such a file was made by mistake, or to exhaust its reader. Check the brackets and the indentation."],
  "yaml/unresolved-merge": ["error", "both sides of a merge that Git could not join",
    "Git left its markers (`<<<<<<<`, `=======`, `>>>>>>>`) in the file, and both sides between them: no reader can use it. Choose what is right, remove the markers, and `git add` the file."],
} as const satisfies { readonly [code: `yaml/${string}`]: CodeRow };
