/** For programs: the stages as functions. Each is pure but `apply`, and none prints. */
export { readAnswers, freeze, type Answers } from "./answers/index.ts";
export { buildModel, type Model } from "./model/index.ts";
export { render } from "./render/index.ts";
export { plan, planToJson, unifiedDiff, type Plan } from "./plan/index.ts";
export { verify, type Expectations } from "./verify/index.ts";
export { combinations, type Combination } from "./catalogue/combinations.ts";
export type { Finding } from "./finding.ts";
export type { Tree, TreeFile } from "./tree.ts";
