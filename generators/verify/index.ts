/** Findings about a whole repository. */
export { inspect, verify, type Inspection, type Report } from "./verify.ts";
export type { Checked, NotEvaluated, Rules, Skipped } from "./checked.ts";
export { codes, type Code } from "./codes.ts";
export { builtResources, type BuiltResource } from "./built.ts";
export type { Expectations, Expected } from "./expectations.ts";
export type { Readings, Texts } from "./read/files.ts";
