import { parseYaml, type Reading } from "../document/index.ts";
import { itemOf } from "./assemble/item.ts";
import { isKustomizationFile } from "./read/files.ts";
import { checkKinds } from "./schema/kinds.ts";

/**
 * What a YAML text says when nothing is wrong with it by itself, whoever applies it: for verbatim files, of which this is known when
 * the package is built. Undefined for every other text; a run reads and checks that like a foreign one.
 */
export async function readAhead(path: string, text: string): Promise<Reading["data"] | undefined> {
  const { documents, ambiguous } = parseYaml(text, path);
  if (ambiguous) return undefined;
  const assembly = { clusters: [], resources: [], loose: documents.flatMap((document) => itemOf(document) ?? []), kustomizations: isKustomizationFile(path) ? documents : [], findings: [], reached: new Set<string>() };
  const { findings, filledIn } = await checkKinds(assembly);
  return findings.length > 0 || filledIn > 0 ? undefined : documents.map(({ data }) => data);
}
