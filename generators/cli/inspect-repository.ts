import type { Finding } from "../finding.ts";
import type { Tree } from "../tree.ts";
import type { Inspection, Readings, Report } from "../verify/index.ts";
import { PLATFORM_YAML } from "./platform-yaml.ts";
import { remembering } from "./remember.ts";

/** Beside the answers it says that this repository is one of ours. */
const ANSWERS_SCHEMA = ".temporal-platform/answers.schema.json";

export const isOurs = (tree: Tree): boolean => tree.has(ANSWERS_SCHEMA);

export interface Inspected {
  /** Absent when the answers are invalid: then nothing is known of what should exist. */
  readonly report?: Pick<Report, "findings" | "checked">;
  readonly invalid: readonly Finding[];
}

/**
 * Verifies a repository as it lies there. Where `platform.yaml` is beside it, what the answers declare existing is expected to exist.
 * @param folder the repository as the user named it, for places in `platform.yaml`
 * @param cache folder in which the run is remembered; nothing is when absent
 */
export async function inspectRepository(root: string, folder: string, tree: Tree, cache: string | undefined, inspection: Inspection = {}): Promise<Inspected> {
  let invalid: readonly Finding[] = [];
  const look = async (readAhead: Readings): Promise<Report | undefined> => {
    const { inspect } = await import("../verify/index.ts");
    const answers = isOurs(tree) ? tree.get(PLATFORM_YAML) : undefined;
    if (answers === undefined) return inspect(tree, undefined, readAhead, inspection);
    const [{ generate }, { expectationsOf }, { readings }] = await Promise.all([import("./generate.ts"), import("./expectations.ts"), import("./readings.ts")]);
    const { generated, findings } = generate(answers.text, `${folder === "." ? "" : `${folder.replace(/\/$/, "")}/`}${PLATFORM_YAML}`);
    if (generated !== undefined) return inspect(tree, expectationsOf(generated.model), new Map([...readAhead, ...readings]), inspection);
    invalid = findings;
    return undefined;
  };
  const report = cache === undefined ? await look(new Map()) : await remembering(cache, root, tree, look);
  return { ...(report && { report }), invalid };
}
