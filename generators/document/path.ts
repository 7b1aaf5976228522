/** Where something stands inside data: keys and list indices from the root. */
export type Path = readonly (string | number)[];

/** `clusters.um890.env["a.b"].list[2]`: dots for plain keys, brackets for indices and for keys that a dot would break. */
export function formatPath(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (/^[A-Za-z0-9_/-]+$/.test(step)) text += text === "" ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}

/** The path that `formatPath` wrote, or undefined when the text is none. */
export function parsePath(text: string): Path | undefined {
  const path: (string | number)[] = [];
  const step = /\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|(?:^|\.)([A-Za-z0-9_/-]+)/y;
  while (step.lastIndex < text.length) {
    const found = step.exec(text);
    if (found === null) return undefined;
    const [, index, quoted, plain] = found;
    try {
      path.push(index !== undefined ? Number(index) : quoted !== undefined ? (JSON.parse(quoted) as string) : (plain ?? ""));
    } catch {
      return undefined;
    }
  }
  return path;
}

/** The value at a path of plain data, or undefined. Own properties only, so that `__proto__` is a key like any other. */
export function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
