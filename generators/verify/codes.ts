import type { Finding, Place, Severity } from "../finding.ts";
import { formatPath, type Path } from "../document/index.ts";

/** Every code of this stage: its usual severity and what it says in a few words. */
export const codes = {
  "verify/yaml-1.1": ["error", "a value that readers of YAML 1.1 take for something else"],
  "verify/missing-path": ["error", "a folder or file that is named does not exist"],
  "verify/not-a-manifest": ["error", "a file that is applied holds something that is no resource"],
  "verify/cycle": ["error", "folders that include each other"],
  "verify/same-resource-twice": ["error", "one resource declared in two places of a cluster"],
  "verify/unmatched-patch": ["error", "a patch that changes nothing that is there"],
  "verify/patch-fails": ["error", "a patch that cannot be carried out"],
  "verify/unreachable": ["warning", "a manifest that nothing applies"],
  "verify/outside-embedded-build": ["info", "a step of kustomize or Flux that is not carried out here"],
  "verify/no-cluster": ["info", "no cluster was found, so files were checked one by one"],
  "verify/chart-templates": ["info", "templates of a Helm chart, which are not checked"],
  "verify/unknown-kind": ["error", "a kind or version that no server knows"],
  "verify/unchecked-kind": ["info", "a kind without a record"],
  "verify/unknown-field": ["error", "a field that does not exist"],
  "verify/missing-field": ["error", "a required field is missing"],
  "verify/wrong-value": ["error", "a value of the wrong type or outside its limits"],
  "verify/empty-value": ["warning", "a field without a value"],
  "verify/broken-rule": ["error", "fields that a rule of the server does not allow together"],
  "verify/duplicate-item": ["error", "two items of a list that are told apart by a key have the same key"],
  "verify/operator-refuses": ["error", "what an operator's own validation refuses"],
  "verify/operator-ignores": ["warning", "what an operator takes otherwise than it reads"],
  "verify/unknown-chart-value": ["error", "a value that the chart does not read"],
  "verify/wrong-chart-value": ["error", "a value that the chart cannot use"],
  "verify/unchecked-chart": ["info", "a chart without a schema of its values"],
  "verify/chart-unpinned": ["warning", "a chart without an exact version"],
  "verify/no-creator": ["error", "something that is named but made by nothing"],
  "verify/no-such-key": ["error", "a key that a Secret or ConfigMap does not have"],
  "verify/no-such-port": ["error", "a port that a Service does not have"],
  "verify/no-such-template": ["error", "a step that calls a template that does not exist"],
  "verify/no-such-parameter": ["error", "a parameter that is not declared, or not given"],
  "verify/not-allowed": ["error", "something that its owner does not let others use"],
  "verify/hashed-name": ["error", "a generated name that its user does not know"],
  "verify/dependency-cycle": ["error", "Flux objects that wait for each other"],
  "verify/selects-nothing": ["warning", "a selector that matches no pod"],
  "verify/selector-mismatch": ["error", "a workload that does not select its own pods"],
  "verify/requests-exceed-limits": ["error", "more requested than allowed"],
  "verify/plaintext-secret": ["error", "a secret in plain text"],
  "verify/image-unpinned": ["warning", "an image without a fixed version"],
  "verify/resources-missing": ["warning", "a container without requests or memory limit"],
  "verify/wildcard-rights": ["warning", "rights on everything"],
  "verify/account-token": ["warning", "a pod with a token of the default service account"],
  "verify/blocks-evictions": ["warning", "a disruption budget that lets no pod go"],
  "verify/database-without-tls": ["warning", "a connection to a database that is not encrypted"],
  "verify/pod-security": ["warning", "a pod that the restricted standard refuses"],
} as const satisfies { readonly [code: `verify/${string}`]: readonly [Severity, string] };

export type Code = keyof typeof codes;

/** A finding of this stage: severity from the table unless said otherwise, path in dots and brackets. */
export function found(code: Code, place: Place, path: Path, reason: string, remedy: string, severity?: Severity): Finding {
  return { code, severity: severity ?? codes[code][0], ...place, ...(path.length > 0 ? { path: formatPath(path) } : {}), reason, remedy };
}
