import { readAnswers } from "../answers/index.ts";
import type { Known } from "../ask/index.ts";
import { parseYaml, valueAt } from "../document/index.ts";
import { isError, type Finding } from "../finding.ts";

/** What a platform that exists says already: names that are taken, and what its clusters have in common. */
export function knownOf(text: string, file: string): { readonly known?: Known; readonly findings: readonly Finding[] } {
  const { answers, findings } = readAnswers(text, file);
  if (answers === undefined || findings.some(isError)) return { findings };
  const { clusters } = answers;
  const common = (value: (cluster: (typeof clusters)[number]) => string | undefined): string | undefined => {
    const values = new Set(clusters.map(value));
    return values.size === 1 ? [...values][0] : undefined;
  };
  const names = (of: (cluster: (typeof clusters)[number]) => object | undefined): string[] => [...new Set(clusters.flatMap((cluster) => Object.keys(of(cluster) ?? {})))];
  const [cloud, region, registry] = [common((cluster) => cluster.cloud), common((cluster) => cluster.region), common((cluster) => cluster.delivery?.registries?.[0])];
  const inherited = valueAt(parseYaml(text, file).documents[0]?.data, ["defaults"]);
  return {
    known: {
      clusters: clusters.map(({ name }) => name),
      workers: names(({ workers }) => workers),
      namespaces: names(({ temporal }) => temporal?.namespaces),
      inherited: typeof inherited === "object" && inherited !== null ? (inherited as Readonly<Record<string, unknown>>) : {},
      ...(cloud !== undefined && { cloud }),
      ...(region !== undefined && { region }),
      ...(registry !== undefined && { registry }),
    },
    findings,
  };
}
