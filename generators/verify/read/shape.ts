import { valueAt, type Path } from "../../document/index.ts";

/**
 * Reading data that anybody may have written: each function returns what is there when it has the wanted shape, and nothing
 * otherwise. That the shape is wrong is said once, by the check against the record of its kind.
 */
export type Fields = Readonly<Record<string, unknown>>;

export const asMap = (value: unknown): Fields => (typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {});

export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const asText = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

export const mapAt = (data: unknown, path: Path): Fields => asMap(valueAt(data, path));

export const listAt = (data: unknown, path: Path): readonly unknown[] => asList(valueAt(data, path));

/** Items of a list as maps; an item of another shape becomes an empty map, so that indices stay. */
export const mapsAt = (data: unknown, path: Path): readonly Fields[] => listAt(data, path).map(asMap);

export const textAt = (data: unknown, path: Path): string | undefined => asText(valueAt(data, path));

/** The entries of a map whose values are texts: labels, annotations, selectors. */
export const textsOf = (value: unknown): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(asMap(value)).filter((entry): entry is [string, string] => typeof entry[1] === "string"));

/** The texts of a list. */
export const textList = (value: unknown): readonly string[] => asList(value).filter((each): each is string => typeof each === "string");
