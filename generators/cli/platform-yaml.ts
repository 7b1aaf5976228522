/** Path of the answers inside an emitted repository. */
export const PLATFORM_YAML = "platform.yaml";
