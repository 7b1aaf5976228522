/** kubeconform as a function: files in, one typed result per resource out, and every way it can fail to check told apart from a resource that is wrong. */
export { findKubeconform, type Found } from "./find.ts";
export { runKubeconform, type KubeconformOptions } from "./run.ts";
export { type KubeconformFault, type KubeconformOutcome, type ResourceResult, type ResourceStatus } from "./outcome.ts";
export { writeSchemas, type SchemaRecord } from "./schemas.ts";
