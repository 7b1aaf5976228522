import { provideTemporal, type ProvidedObject, type Values } from "./provides-temporal.ts";

/** Name of a chart → the objects that a release of it makes. A chart without an entry may make anything in its namespace. */
export const provides: Readonly<Record<string, (values: Values, releaseName: string, namespace: string) => readonly ProvidedObject[]>> = {
  temporal: provideTemporal,
};
