/** YAML with positions, resource identity and paths: what answers, plan and verify share. The only importer of `yaml`. */
export { formatPath, parsePath, valueAt, type Path } from "./path.ts";
export { parseYaml, type ParsedYaml, type ParseOptions, type YamlDocument } from "./parse.ts";
export type { Reading } from "./quick.ts";
export { BOOLEAN_1_1, NUMBER_1_1, OTHER_1_1 } from "./yaml-1.1.ts";
export { identify, type Identity } from "./identity.ts";
export { outline, textOf, type Part } from "./outline.ts";
