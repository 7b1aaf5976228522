import fc from "fast-check";

/** Plain data of maps, lists and scalars. */
export type Data = string | number | boolean | null | readonly Data[] | { readonly [key: string]: Data };

/** How a person may have written one node. */
interface Style {
  readonly flow: boolean;
  readonly quoted: boolean;
  readonly comment: string;
  readonly blank: boolean;
  readonly indent: 2 | 4;
}

const PLAIN: Style = { flow: false, quoted: false, comment: "", blank: false, indent: 2 };

const keys = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("a", "b", "c", "clusters", "um890", "frozen", "shards", "x-y", "a.b") },
  { weight: 1, arbitrary: fc.constantFrom("constructor", "toString", "12", "y", "a b", "true") },
);

const scalars = fc.oneof(
  fc.constantFrom<Data>("text", "two words", "", "5/s", "20Gi", "true", "12", "null", "# no comment", "a: b", "- item", "{x}", "it's", 'say "hi"', "*star", "&and", "@at", "multi\nline\n", "trailing\n\n", "no", "1_000"),
  fc.integer({ min: -5, max: 100_000 }),
  fc.boolean(),
  fc.constant(null),
);

/** Maps of any depth; the root is a map. */
export const data: fc.Arbitrary<{ readonly [key: string]: Data }> = fc.letrec<{ node: Data; map: { readonly [key: string]: Data } }>((tie) => ({
  node: fc.oneof({ depthSize: "small", withCrossShrink: true }, scalars, tie("map"), fc.array(tie("node"), { maxLength: 3 })),
  map: fc.dictionary(keys, tie("node"), { maxKeys: 4, noNullPrototype: true }),
})).map;

const style: fc.Arbitrary<Style> = fc.record({
  flow: fc.boolean(),
  quoted: fc.boolean(),
  comment: fc.constantFrom("", "", "", "why: because", "# twice"),
  blank: fc.constantFrom(false, false, false, true),
  indent: fc.constantFrom(2 as const, 4 as const),
});

/** A text that a person may have written for some data, with the data: block and flow, comments, blank lines, quotes, both line ends. */
export const written: fc.Arbitrary<{ readonly text: string; readonly data: { readonly [key: string]: Data } }> = fc
  .tuple(data, fc.array(style, { minLength: 1, maxLength: 12 }), fc.constantFrom("\n", "\r\n"), fc.boolean(), fc.constantFrom("", "# head\n", "---\n"))
  .map(([value, styles, end, lastNewline, head]) => {
    let turn = 0;
    const next = (): Style => styles[turn++ % styles.length] ?? PLAIN;
    const body = `${head}${block(value, 0, next)}`;
    const text = lastNewline || body.includes("|+") ? body : body.replace(/\n$/, "");
    return { text: text.replaceAll("\n", end), data: value };
  });

function block(value: Data, column: number, next: () => Style): string {
  const pad = " ".repeat(column);
  if (Array.isArray(value)) return (value as readonly Data[]).map((item) => `${pad}- ${flow(item)}\n`).join("");
  if (typeof value !== "object" || value === null) return `${pad}${scalar(value, next())}\n`;
  const entries = Object.entries(value);
  if (entries.length === 0) return `${pad}{}\n`;
  let kept = false;
  return entries
    .map(([key, inner]) => {
      const { flow: inBraces, comment, blank, indent, quoted } = next();
      const before = `${blank && !kept ? "\n" : ""}${comment === "# twice" ? `${pad}# above\n` : ""}`;
      const name = `${before}${pad}${keyText(key, quoted)}:`;
      kept = JSON.stringify(inner).includes("\\n\\n");
      const note = comment === "" ? "" : ` # ${comment}`;
      if (inner === null) return `${name}${note}\n`;
      if (typeof inner === "string" && inner.includes("\n") && !quoted) return `${name} |${inner.endsWith("\n\n") ? "+" : ""}\n${inner.replace(/\n$/, "").split("\n").map((line) => (line === "" ? "" : `${pad}  ${line}`)).join("\n")}\n`;
      const filled = typeof inner === "object" && (Array.isArray(inner) ? inner.length > 0 : Object.keys(inner).length > 0);
      if (!filled || inBraces) return `${name} ${typeof inner === "object" ? flow(inner) : scalar(inner, next())}${note}\n`;
      return `${name}${note}\n${block(inner, column + indent, next)}`;
    })
    .join("");
}

const keyText = (key: string, quoted: boolean): string => (quoted || !/^[A-Za-z][\w.-]*$/.test(key) || /^(?:true|y)$/.test(key) ? JSON.stringify(key) : key);

function scalar(value: Data, { quoted }: Style): string {
  if (typeof value !== "string") return String(value);
  return !quoted && /^[a-z][\w/ -]*$/.test(value) && !/^(?:true|null|no)$/.test(value) ? value : JSON.stringify(value);
}

/** YAML knows JSON, with room for a person's habits. */
function flow(value: Data): string {
  if (Array.isArray(value)) return `[${(value as readonly Data[]).map(flow).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, inner]) => `${keyText(key, false)}: ${flow(inner)}`).join(", ")}}`;
}
