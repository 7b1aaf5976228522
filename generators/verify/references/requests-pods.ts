import { valueAt, type Path } from "../../document/index.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { asMap, listAt, mapAt, textAt, type Fields } from "../read/shape.ts";
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
  const walk = (value: unknown, path: Path): void => {
    if (Array.isArray(value)) return value.forEach((item, index) => walk(item, [...path, index]));
    if (typeof value !== "object" || value === null) return;
    const fields = value as Fields;
    for (const [name, child] of Object.entries(fields)) {
      const here = [...path, name];
      if (typeof child === "object" && child !== null && !Array.isArray(child)) {
        if (name === "secretKeyRef") add("Secret", child, "name", here, [["key"]]);
        else if (name === "configMapKeyRef") add("ConfigMap", child, "name", here, [["key"]]);
        else if (name === "secretRef") add("Secret", child, "name", here);
        else if (name === "configMapRef") add("ConfigMap", child, "name", here);
        else if (name === "secret") add("Secret", child, (child as Fields)["secretName"] === undefined ? "name" : "secretName", here, itemKeys(child));
        else if (name === "configMap") add("ConfigMap", child, "name", here, itemKeys(child));
        else if (name === "persistentVolumeClaim") add("PersistentVolumeClaim", child, "claimName", here);
      }
      if (name === "imagePullSecrets") listAt(fields, [name]).forEach((each, index) => add("Secret", each, "name", [...here, index]));
      walk(child, here);
    }
  };
  walk(valueAt(data, at), at);
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
