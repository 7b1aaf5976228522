/** Findings about a whole repository. */
export { inspect, verify, type Checked, type Report } from "./verify.ts";
export { codes, type Code } from "./codes.ts";
export { builtResources, type BuiltResource } from "./built.ts";
export type { Expectations, Expected } from "./expectations.ts";
export type { Readings, Texts } from "./read/files.ts";
