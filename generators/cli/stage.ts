import type { Answers } from "../answers/index.ts";
import type { Finding } from "../finding.ts";
import { MISSING_IDENTITY } from "../model/index.ts";
import type { Tree } from "../tree.ts";
import { NAME } from "./version.ts";

/** What makes the ids that are awaited, and needs none of them; and the schema that editors read `platform.yaml` with. */
const MAKES_IDENTITIES = /^(?:\.temporal-platform\/|cloud\/|scripts\/azure-prerequisites\.sh$|clusters\/[^/]+\/azure\.tfvars\.json$)/;

/** The part of a repository that can be written while ids are awaited. */
export const firstStage = (tree: Tree): Tree => new Map([...tree].filter(([path]) => MAKES_IDENTITIES.test(path)));

/**
 * Ids that only Azure can give are no fault of the answers: one warning per cluster lists them, and says what is written
 * all the same. Everything else among the findings stays as it is.
 */
export function awaitIdentities(findings: readonly Finding[], answers: Answers): { readonly waiting: boolean; readonly findings: readonly Finding[] } {
  const missing = findings.filter(({ code }) => code === MISSING_IDENTITY);
  const warnings = answers.clusters.flatMap(({ name }): Finding[] => {
    const path = `clusters.${name}`;
    const keys = missing.flatMap((finding) => (finding.path?.startsWith(`${path}.`) ? [`\`${finding.path.slice(path.length + 1)}\``] : []));
    if (keys.length === 0) return [];
    return [{
      code: MISSING_IDENTITY,
      severity: "warning",
      ...answers.origin(path),
      path,
      reason: `Azure has yet to give the ids for ${keys.join(", ")}. Until they are here, only what makes them is written: cloud/azure and scripts/azure-prerequisites.sh.`,
      remedy: `Run one of the two, as cloud/azure/README.md says, write what it prints below \`${path}\` in platform.yaml, then \`${NAME} update\`.`,
    }];
  });
  return { waiting: missing.length > 0, findings: [...findings.filter(({ code }) => code !== MISSING_IDENTITY), ...warnings] };
}
