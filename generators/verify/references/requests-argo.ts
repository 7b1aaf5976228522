import type { Path } from "../../document/index.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { asText, mapAt, textAt, type Fields } from "../read/shape.ts";
import { walk } from "../read/walk.ts";
import { isFilledIn, namedKeys } from "./named-keys.ts";
import { requestsIn } from "./requests-pods.ts";
import { byTable, type Request, type Row } from "./rows.ts";
import { workflowSpecOf } from "./workflow-spec.ts";

const ACCOUNTS = ["serviceAccountName", "executor.serviceAccountName", "templates[].serviceAccountName", "templates[].executor.serviceAccountName"];

const row = (at: string, kind: Row["kind"], more: Partial<Row> = {}): Row => ({ at, kind, ...more });

/** What workflows and their templates name: accounts, volumes, settings, credentials, other templates. */
export function requestsOfArgo(resource: Resource): Request[] {
  const at = workflowSpecOf(resource);
  if (at === undefined || resource.identity.kind === "ClusterWorkflowTemplate") return [];
  const base = at.join(".");
  const namespace = namespaceOf(resource);
  const rows = [
    ...ACCOUNTS.map((path) => row(`${base}.${path}`, "ServiceAccount", { name: "" })),
    row(`${base}.artifactRepositoryRef`, "ConfigMap", { name: "configMap" }),
    row(`${base}.podPriorityClassName`, "PriorityClass", { name: "", clusterWide: true }),
  ];
  const claims = new Set(mapAtNames(resource, [...at, "volumeClaimTemplates"]));
  const inPods = requestsIn(resource.data, at, namespace).filter(({ kind, name }) => kind !== "PersistentVolumeClaim" || !claims.has(name));
  const keys = namedKeys(resource.data, at, () => namespace).filter(({ path }) => /Secret$/.test(String(path[path.length - 2])));
  return [...byTable(resource, rows), ...inPods, ...keys, ...templates(resource, at, namespace)].filter(({ name }) => !isFilledIn(name));
}

const mapAtNames = (resource: Resource, path: Path): string[] => Object.values(mapAt(resource.data, path)).flatMap((claim) => textAt(claim, ["metadata", "name"]) ?? []);

/** Templates of other resources, wherever a step, a task or a hook refers to one. */
function templates(resource: Resource, at: Path, namespace: string): Request[] {
  const requests: Request[] = [];
  walk(resource.data, at, (value, path) => {
    const field = path[path.length - 1];
    if (field !== "templateRef" && field !== "workflowTemplateRef") return;
    const { name, clusterScope } = (value ?? {}) as Fields;
    const text = asText(name);
    if (text !== undefined) requests.push(clusterScope === true ? { kind: "ClusterWorkflowTemplate", namespace: "", name: text, path: [...path, "name"] } : { kind: "WorkflowTemplate", namespace, name: text, path: [...path, "name"] });
  });
  return requests;
}
