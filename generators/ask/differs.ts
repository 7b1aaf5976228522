/** What is said once for all, and what differs: `eastus2, prod: westeurope`. */
export interface Differs {
  readonly all: string | undefined;
  readonly by: ReadonlyMap<string, string>;
}

/**
 * Reads one value for all names and others for some: items are parted by commas, a name and its value by a colon and a space.
 * @returns the values, or what is wrong with the text
 */
export function parseDiffers(text: string, names: readonly string[]): Differs | string {
  const pairs = parsePairs(text);
  if (typeof pairs === "string") return pairs;
  const by = new Map<string, string>();
  let all: string | undefined;
  for (const [name, value] of pairs) {
    if (value === undefined) {
      if (all !== undefined) return `Both ${all} and ${name} are said for all. Say whose the second is, for example: ${all}, ${names.at(-1) ?? "prod"}: ${name}`;
      all = name;
    } else if (!names.includes(name)) return `${name} is none of ${names.join(", ")}.`;
    else by.set(name, value);
  }
  if (all === undefined && names.some((name) => !by.has(name))) return `Nothing is said for ${names.filter((name) => !by.has(name)).join(", ")}.`;
  return { all, by };
}

/** Items `name: value` or `name`, in order. A text that names one thing twice is refused. */
export function parsePairs(text: string): readonly (readonly [string, string | undefined])[] | string {
  const items = text.split(",").map((item) => item.trim()).filter((item) => item !== "");
  const pairs = items.map((item): readonly [string, string | undefined] => {
    const colon = /:(?:\s|$)/.exec(item)?.index;
    return colon === undefined ? [item, undefined] : [item.slice(0, colon).trim(), item.slice(colon + 1).trim()];
  });
  const empty = pairs.find(([name, value]) => name === "" || value === "");
  if (empty) return `Something is missing beside the colon of "${empty.filter(Boolean).join("")}".`;
  const seen = new Set<string>();
  for (const [name, value] of pairs) {
    if (value !== undefined && seen.has(name)) return `${name} is said twice.`;
    if (value !== undefined) seen.add(name);
  }
  return pairs;
}

export const valueFor = (differs: Differs, name: string): string => differs.by.get(name) ?? differs.all ?? "";

/** The shortest text that says these values: what most have first, then what differs. */
export function writeDiffers(values: ReadonlyMap<string, string>): string {
  const counts = new Map<string, number>();
  for (const value of values.values()) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [all] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [""];
  return [all, ...[...values].filter(([, value]) => value !== all).map(([name, value]) => `${name}: ${value}`)].join(", ");
}
