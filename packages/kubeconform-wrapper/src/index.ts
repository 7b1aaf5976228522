/** kubeconform as a function: files in, one typed result per resource out, and every way it can fail to check told apart from a resource that is wrong. */
export { bundledSchemas } from "./bundled.ts";
export { findKubeconform, type Found } from "./find.ts";
export { type Input, type KubeconformOptions } from "./options.ts";
export { runKubeconform } from "./run.ts";
export { streamKubeconform } from "./stream.ts";
export { KubeconformError, type KubeconformFault, type KubeconformOutcome, type ResourceResult, type ResourceStatus } from "./outcome.ts";
export { writeSchemas, type SchemaRecord } from "./schemas.ts";
export { kubeconformVersion } from "./version.ts";
