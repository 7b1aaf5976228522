/** Answers + version set → Model, the only thing templates see. */
export { buildModel, type Built } from "./build.ts";
export { MISSING_IDENTITY } from "./missing-identity.ts";
export type { Cluster, Model } from "./model.ts";
export type { Derivation } from "./derivation.ts";
