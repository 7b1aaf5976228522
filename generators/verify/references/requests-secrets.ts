import { valueAt, type Path } from "../../document/index.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { asText, mapsAt, textAt, type Fields } from "../read/shape.ts";
import { walk } from "../read/walk.ts";
import { isFilledIn, namedKeys } from "./named-keys.ts";
import { byTable, type Request, type Row } from "./rows.ts";
import type { Surroundings } from "./surroundings.ts";

const isClusterWide = (reference: Fields): boolean => String(reference["kind"] ?? "").startsWith("Cluster");
const kindOf = (otherwise: string) => (reference: Fields) => asText(reference["kind"]) ?? otherwise;

const store = (at: string): Row => ({ at, kind: kindOf("SecretStore"), clusterWide: isClusterWide });

const EXTERNAL: readonly Row[] = [store("spec.secretStoreRef"), store("spec.data[].sourceRef.storeRef"), store("spec.dataFrom[].sourceRef.storeRef")];

/** Other groups have issuers of their own kinds, which are not known. */
const issuerKind = (reference: Fields): string => ((reference["group"] ?? "cert-manager.io") === "cert-manager.io" ? kindOf("Issuer")(reference) : "");

const CERTIFICATE: readonly Row[] = [{ at: "spec.issuerRef", kind: issuerKind, clusterWide: isClusterWide }];

/** What stores, external secrets, certificates and issuers name. */
export function requestsOfSecrets(resource: Resource, surroundings: Surroundings): Request[] {
  const { group, kind } = resource.identity;
  if (group === "external-secrets.io") {
    if (kind === "ExternalSecret") return [...byTable(resource, EXTERNAL), ...copies(resource, surroundings)];
    if (kind === "PushSecret") return [...byTable(resource, [{ ...store("spec.secretStoreRefs[]") }, { at: "spec.selector.secret", kind: "Secret" }])];
    return kind === "SecretStore" || kind === "ClusterSecretStore" ? ofStore(resource) : [];
  }
  if (group !== "cert-manager.io") return [];
  if (kind === "Certificate") return [...byTable(resource, CERTIFICATE), ...namedKeys(resource.data, ["spec", "keystores"], () => namespaceOf(resource))];
  if (kind !== "Issuer" && kind !== "ClusterIssuer") return [];
  const namespace = kind === "Issuer" ? namespaceOf(resource) : surroundings.certManager;
  const ca = textAt(resource.data, ["spec", "ca", "secretName"]);
  const authority: Request[] = ca === undefined ? [] : ["tls.crt", "tls.key"].map((key) => ({ kind: "Secret", namespace, name: ca, key, path: ["spec", "ca", "secretName"] }));
  return [...authority, ...namedKeys(resource.data, ["spec"], () => namespace)];
}

/** Identities and credentials of a store. One for the whole cluster names their namespace, or means that of whoever uses it. */
function ofStore(resource: Resource): Request[] {
  const at: Path = ["spec", "provider"];
  const own = resource.identity.kind === "SecretStore" ? namespaceOf(resource) : undefined;
  const where = (reference: Fields): string | undefined => own ?? asText(reference["namespace"]);
  const requests = namedKeys(resource.data, at, where);
  walk(resource.data, at, (value, path) => {
    const field = path[path.length - 1];
    if ((field === "serviceAccountRef" || field === "serviceAccount") && typeof value === "object" && value !== null) {
      const [name, namespace] = [asText((value as Fields)["name"]), where(value as Fields)];
      if (name !== undefined && namespace !== undefined) requests.push({ kind: "ServiceAccount", namespace, name, path: [...path, "name"] });
    }
    if (field === "remoteNamespace" && typeof value === "string") requests.push({ kind: "Namespace", namespace: "", name: value, path: [...path] });
  });
  return requests;
}

/** A store that reads Secrets of another namespace of the cluster: what is asked of it is one of them. */
function copies(resource: Resource, { find }: Surroundings): Request[] {
  const { kind = "SecretStore", name } = (valueAt(resource.data, ["spec", "secretStoreRef"]) ?? {}) as { kind?: unknown; name?: unknown };
  const used = typeof name === "string" && typeof kind === "string" ? find(kind, kind === "ClusterSecretStore" ? "" : namespaceOf(resource), name) : undefined;
  const remote = used && valueAt(used.data, ["spec", "provider", "kubernetes"]) !== undefined ? (textAt(used.data, ["spec", "provider", "kubernetes", "remoteNamespace"]) ?? "default") : undefined;
  const elsewhere = used && valueAt(used.data, ["spec", "provider", "kubernetes", "server", "url"]);
  if (remote === undefined || (typeof elsewhere === "string" && !elsewhere.includes("kubernetes.default"))) return [];
  const asked = (reference: unknown, at: Path): Request[] => {
    const { key, property } = (reference ?? {}) as { key?: unknown; property?: unknown };
    if (typeof key !== "string" || isFilledIn(key)) return [];
    return [{ kind: "Secret", namespace: remote, name: key, path: [...at, "key"], ...(typeof property === "string" ? { key: property, detailAt: [...at, "property"] } : {}) }];
  };
  return [
    ...mapsAt(resource.data, ["spec", "data"]).flatMap(({ remoteRef }, at) => asked(remoteRef, ["spec", "data", at, "remoteRef"])),
    ...mapsAt(resource.data, ["spec", "dataFrom"]).flatMap(({ extract }, at) => asked(extract, ["spec", "dataFrom", at, "extract"])),
  ];
}
