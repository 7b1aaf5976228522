/** The part of the Common Expression Language that validation rules of Kubernetes resources use, as a tree. */
export type Expression =
  | { readonly is: "literal"; readonly value: unknown }
  | { readonly is: "name"; readonly name: string }
  | { readonly is: "field"; readonly of: Expression; readonly name: string }
  | { readonly is: "item"; readonly of: Expression; readonly at: Expression }
  | { readonly is: "call"; readonly name: string; readonly of: Expression | undefined; readonly with: readonly Expression[] }
  | { readonly is: "list"; readonly items: readonly Expression[] }
  | { readonly is: "choice"; readonly when: Expression; readonly then: Expression; readonly otherwise: Expression }
  | { readonly is: "not" | "minus"; readonly of: Expression }
  | { readonly is: "operation"; readonly by: string; readonly left: Expression; readonly right: Expression };

/** Binding strength of operators between two values. */
const STRENGTH: Readonly<Record<string, number>> = { "||": 1, "&&": 2, "==": 3, "!=": 3, "<": 3, "<=": 3, ">": 3, ">=": 3, in: 3, "+": 4, "-": 4, "*": 5, "/": 5, "%": 5 };

const TOKEN = /\s*(?:(r?"""[\s\S]*?"""|r?'''[\s\S]*?'''|r?"(?:[^"\\]|\\.)*"|r?'(?:[^'\\]|\\.)*')|(\d+(?:\.\d+)?)u?|([A-Za-z_]\w*)|(\|\||&&|[=!<>]=|[-+*/%<>!?:.,()[\]{}]))/y;

interface Token {
  readonly kind: "text" | "number" | "name" | "sign" | "end";
  readonly text: string;
}

/** Parses an expression. Throws for what is outside the part that is known. */
export function parseExpression(source: string): Expression {
  const tokens = tokenise(source);
  let at = 0;
  const peek = (): Token => tokens[at] as Token;
  const next = (): Token => tokens[at++] as Token;
  const takes = (text: string): boolean => (peek().kind !== "text" && peek().text === text ? (at++, true) : false);
  const expect = (text: string): void => {
    if (!takes(text)) throw new Error(`${text} expected instead of ${peek().text} in ${source}`);
  };

  const choice = (): Expression => {
    const when = operation(1);
    if (!takes("?")) return when;
    const then = choice();
    expect(":");
    return { is: "choice", when, then, otherwise: choice() };
  };
  const operation = (least: number): Expression => {
    let left = unary();
    for (;;) {
      const by = peek().kind === "text" ? "" : peek().text;
      const strength = STRENGTH[by] ?? 0;
      if (strength < least) return left;
      next();
      left = { is: "operation", by, left, right: operation(strength + 1) };
    }
  };
  const unary = (): Expression => (takes("!") ? { is: "not", of: unary() } : takes("-") ? { is: "minus", of: unary() } : suffix(primary()));
  const suffix = (of: Expression): Expression => {
    if (takes(".")) {
      const name = next().text;
      return suffix(takes("(") ? { is: "call", name, of, with: list(")") } : { is: "field", of, name: unescape(name) });
    }
    if (!takes("[")) return of;
    const key = choice();
    expect("]");
    return suffix({ is: "item", of, at: key });
  };
  const list = (end: string): Expression[] => {
    const items: Expression[] = [];
    while (!takes(end)) {
      items.push(choice());
      if (!takes(",")) {
        expect(end);
        break;
      }
    }
    return items;
  };
  const primary = (): Expression => {
    const token = next();
    if (token.kind === "text") return { is: "literal", value: textOf(token.text) };
    if (token.kind === "number") return { is: "literal", value: Number(token.text) };
    if (token.text === "(") {
      const inner = choice();
      expect(")");
      return inner;
    }
    if (token.text === "[") return { is: "list", items: list("]") };
    if (token.kind !== "name") throw new Error(`${token.text || "the end"} is not expected in ${source}`);
    if (token.text === "true" || token.text === "false") return { is: "literal", value: token.text === "true" };
    if (token.text === "null") return { is: "literal", value: null };
    return takes("(") ? { is: "call", name: token.text, of: undefined, with: list(")") } : { is: "name", name: token.text };
  };

  const whole = choice();
  if (peek().kind !== "end") throw new Error(`${peek().text} is left over in ${source}`);
  return whole;
}

function tokenise(source: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (source.slice(TOKEN.lastIndex).trim() !== "") {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (match === null) throw new Error(`${source.slice(from, from + 12)} is not known in ${source}`);
    const [, text, number, name, sign] = match;
    tokens.push({ kind: text !== undefined ? "text" : number !== undefined ? "number" : name !== undefined ? "name" : "sign", text: text ?? number ?? name ?? sign ?? "" });
  }
  return [...tokens, { kind: "end", text: "" }];
}

function textOf(token: string): string {
  const raw = token.startsWith("r");
  const quoted = raw ? token.slice(1) : token;
  const width = quoted.startsWith('"""') || quoted.startsWith("'''") ? 3 : 1;
  const inner = quoted.slice(width, -width);
  return raw ? inner : inner.replace(/\\(.)/g, (_, character: string) => ({ n: "\n", t: "\t", r: "\r" })[character] ?? character);
}

/** Kubernetes escapes field names that the language reserves or cannot spell. */
const unescape = (name: string): string => (/^__[a-z]+__$/.test(name) ? name.slice(2, -2) : name.replaceAll("__dot__", ".").replaceAll("__dash__", "-").replaceAll("__slash__", "/").replaceAll("__underscores__", "__"));
