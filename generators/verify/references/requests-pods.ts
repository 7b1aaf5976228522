import { valueAt, type Path } from "../../document/index.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { asMap, listAt, mapAt, textAt, type Fields } from "../read/shape.ts";
import { walk } from "../read/walk.ts";
import { isFilledIn } from "./named-keys.ts";
import { templateOf } from "./pods.ts";
import type { Request } from "./rows.ts";

/** What the pods of a workload name: Secrets, ConfigMaps, volumes, service account, priority; and the Services behind an Ingress. */
export function requestsOfPods(resource: Resource): Request[] {
  const template = templateOf(resource);
  if (template === undefined) return resource.identity.kind === "Ingress" ? backends(resource) : [];
  const namespace = namespaceOf(resource);
  const at: Path = [...template, "spec"];
  const { serviceAccountName: account, priorityClassName: priority } = mapAt(resource.data, at);
  const requests = requestsIn(resource.data, at, namespace).map((request) => ({ ...request, rewritten: true }));
  if (typeof account === "string") requests.push({ kind: "ServiceAccount", namespace, name: account, path: [...at, "serviceAccountName"], rewritten: true });
  if (typeof priority === "string") requests.push({ kind: "PriorityClass", namespace: "", name: priority, path: [...at, "priorityClassName"], rewritten: true });
  return requests;
}

/**
 * Secrets and ConfigMaps in whatever has the shape of a pod: volumes, environment, pull secrets. Used for pods and, since charts pass
 * such lists through, for the values of a HelmRelease.
 */
export function requestsIn(data: unknown, at: Path, namespace: string): Request[] {
  const requests: Request[] = [];
  const add = (kind: string, reference: unknown, nameField: string, path: Path, keyPaths: readonly Path[] = []): void => {
    const fields = asMap(reference);
    const name = fields[nameField];
    if (typeof name !== "string" || name === "" || fields["optional"] === true || isFilledIn(name)) return;
    const base = { kind, namespace, name, path: [...path, nameField] };
    if (keyPaths.length === 0) requests.push(base);
    for (const at of keyPaths) {
      const key = valueAt(reference, at);
      if (typeof key === "string") requests.push({ ...base, key, detailAt: [...path, ...at] });
    }
  };
  const itemKeys = (reference: unknown): Path[] => listAt(reference, ["items"]).map((_, at) => ["items", at, "key"]);
  walk(data, at, (value, path, parent) => {
    if (parent === undefined || typeof value !== "object" || value === null) return;
    const name = path[path.length - 1];
    if (Array.isArray(value)) {
      if (name === "imagePullSecrets") value.forEach((each, index) => add("Secret", each, "name", [...path, index]));
    } else if (name === "secretKeyRef") add("Secret", value, "name", path, [["key"]]);
    else if (name === "configMapKeyRef") add("ConfigMap", value, "name", path, [["key"]]);
    else if (name === "secretRef") add("Secret", value, "name", path);
    else if (name === "configMapRef") add("ConfigMap", value, "name", path);
    else if (name === "secret") add("Secret", value, (value as Fields)["secretName"] === undefined ? "name" : "secretName", path, itemKeys(value));
    else if (name === "configMap") add("ConfigMap", value, "name", path, itemKeys(value));
    else if (name === "persistentVolumeClaim") add("PersistentVolumeClaim", value, "claimName", path);
  });
  return requests;
}

function backends(resource: Resource): Request[] {
  const paths: Path[] = [["spec", "defaultBackend"]];
  listAt(resource.data, ["spec", "rules"]).forEach((rule, at) => listAt(rule, ["http", "paths"]).forEach((_, index) => paths.push(["spec", "rules", at, "http", "paths", index, "backend"])));
  return paths.flatMap((path): Request[] => {
    const name = textAt(resource.data, [...path, "service", "name"]);
    if (name === undefined) return [];
    const given = mapAt(resource.data, [...path, "service", "port"]);
    const port = typeof given["name"] === "string" ? given["name"] : typeof given["number"] === "number" ? given["number"] : undefined;
    return [{ kind: "Service", namespace: namespaceOf(resource), name, path: [...path, "service", "name"], ...(port === undefined ? {} : { port, detailAt: [...path, "service", "port"] }), rewritten: true }];
  });
}
