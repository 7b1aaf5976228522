/** Reads a value at a path, or what the chart takes when nobody says anything; null means that nobody does. */
export type Reader = <T>(path: readonly string[], fallback: T) => T;

export function reader(values: Readonly<Record<string, unknown>>): Reader {
  return <T>(path: readonly string[], fallback: T): T => {
    let value: unknown = values;
    for (const step of path) {
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return fallback;
      value = (value as Readonly<Record<string, unknown>>)[step];
    }
    return (value ?? fallback) as T;
  };
}
