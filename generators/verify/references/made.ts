import { valueAt } from "../../document/index.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { asText, listAt, mapAt, mapsAt, textAt } from "../read/shape.ts";
import type { Release } from "./releases.ts";

/** Something that exists in a cluster because of what the repository says. */
export interface Made {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Keys of a Secret or ConfigMap; absent when they are not known. */
  readonly keys?: readonly string[];
  /** Ports of a Service; absent when they are not known. */
  readonly ports?: readonly { readonly name: string; readonly port: number }[];
  /** True when kustomize appends a hash to the name. */
  readonly hashed?: boolean;
  /** What makes it, in words. */
  readonly by: string;
}

export const keyOf = (kind: string, namespace: string, name: string): string => `${kind}/${namespace}/${name}`;

/** Everything that the resources of one cluster are or make, by kind, namespace and name. */
export function made(resources: readonly Resource[], releases: readonly Release[]): ReadonlyMap<string, Made> {
  const all = new Map<string, Made>();
  const add = (each: Made): void => {
    const key = keyOf(each.kind, each.namespace, each.name);
    if (!all.has(key)) all.set(key, each);
  };
  for (const resource of resources) {
    add(itself(resource));
    const { group, kind } = resource.identity;
    MAKERS[`${group}/${kind}`]?.(resource).forEach(add);
  }
  for (const release of releases) {
    for (const object of release.provided) {
      const { kind, namespace, name, keys, ports } = object;
      add({ kind, namespace, name, ...(keys === undefined ? {} : { keys }), ...(kind === "Service" && ports !== undefined ? { ports } : {}), by: `the chart ${release.chart ?? ""}` });
    }
  }
  return all;
}

function itself(resource: Resource): Made {
  const { kind, name } = resource.identity;
  const common = { kind, namespace: namespaceOf(resource), name, by: resource.file, ...(resource.hashed ? { hashed: true } : {}) };
  if (kind === "Secret" || kind === "ConfigMap") return { ...common, keys: ["data", "stringData", "binaryData"].flatMap((field) => Object.keys(mapAt(resource.data, [field]))) };
  if (kind === "Service") {
    return { ...common, ports: mapsAt(resource.data, ["spec", "ports"]).map(({ name: port, port: number }) => ({ name: asText(port) ?? "", port: Number(number) })) };
  }
  return common;
}

/** Group and kind → what resources of it make. One row for every controller that makes something others name. */
const MAKERS: Readonly<Record<string, (resource: Resource) => readonly Made[]>> = {
  "cert-manager.io/Certificate": (resource) => [secret(resource, named(resource, "spec", "secretName"), certificateKeys(resource))],
  "cert-manager.io/Issuer": acmeAccount,
  "cert-manager.io/ClusterIssuer": acmeAccount,
  "networking.k8s.io/Ingress": ingressCertificates,
  "external-secrets.io/ExternalSecret": externalSecret,
  "gateway.networking.k8s.io/Gateway": gatewayCertificates,
  "bitnami.com/SealedSecret": (resource) => [secret(resource, resource.identity.name, Object.keys(mapAt(resource.data, ["spec", "encryptedData"])))],
  "postgresql.cnpg.io/Cluster": databaseCluster,
  "postgresql.cnpg.io/Pooler": (resource) => [service(resource, resource.identity.name, POSTGRES_PORT)],
  "fluxcd.controlplane.io/FluxInstance": fluxInstance,
};

const TLS_KEYS = ["tls.crt", "tls.key", "ca.crt"];
/** Files that a Certificate can ask for beside the usual three. */
const FORMATS: Readonly<Record<string, string>> = { CombinedPEM: "tls-combined.pem", DER: "key.der" };
const KEYSTORES: Readonly<Record<string, readonly string[]>> = { jks: ["keystore.jks", "truststore.jks"], pkcs12: ["keystore.p12", "truststore.p12"] };

const certificateKeys = ({ data }: Resource): string[] => [
  ...TLS_KEYS,
  ...mapsAt(data, ["spec", "additionalOutputFormats"]).flatMap(({ type }) => FORMATS[asText(type) ?? ""] ?? []),
  ...Object.entries(KEYSTORES).flatMap(([store, keys]) => (valueAt(data, ["spec", "keystores", store, "create"]) === true ? keys : [])),
];

const POSTGRES_PORT = [{ name: "postgres", port: 5432 }];

const named = (resource: Resource, ...path: string[]): string => textAt(resource.data, path) ?? "";

const by = (resource: Resource): string => `${resource.identity.kind} ${resource.identity.name}`;

const secret = (resource: Resource, name: string, keys?: readonly string[]): Made => ({ kind: "Secret", namespace: namespaceOf(resource), name, ...(keys === undefined ? {} : { keys }), by: by(resource) });

const service = (resource: Resource, name: string, ports: readonly { readonly name: string; readonly port: number }[]): Made => ({ kind: "Service", namespace: namespaceOf(resource), name, ports, by: by(resource) });

function acmeAccount(resource: Resource): Made[] {
  const name = named(resource, "spec", "acme", "privateKeySecretRef", "name");
  return name === "" ? [] : [secret(resource, name, ["tls.key"])];
}

/** cert-manager makes the certificates of an Ingress or a Gateway that carries one of its annotations. */
const asksForCertificates = (resource: Resource): boolean => {
  const annotations = mapAt(resource.data, ["metadata", "annotations"]);
  return annotations["cert-manager.io/issuer"] !== undefined || annotations["cert-manager.io/cluster-issuer"] !== undefined;
};

function gatewayCertificates(resource: Resource): Made[] {
  if (!asksForCertificates(resource)) return [];
  return mapsAt(resource.data, ["spec", "listeners"]).flatMap((listener) => mapsAt(listener, ["tls", "certificateRefs"]).flatMap(({ name }) => (typeof name === "string" ? [secret(resource, name, TLS_KEYS)] : [])));
}

function ingressCertificates(resource: Resource): Made[] {
  if (!asksForCertificates(resource)) return [];
  return mapsAt(resource.data, ["spec", "tls"]).flatMap(({ secretName }) => (typeof secretName === "string" ? [secret(resource, secretName, TLS_KEYS)] : []));
}

/** Into a Secret that is there it only adds keys, and with `None` it writes nothing. */
function externalSecret(resource: Resource): Made[] {
  const policy = textAt(resource.data, ["spec", "target", "creationPolicy"]) ?? "Owner";
  return policy === "None" || policy === "Merge" ? [] : [secret(resource, named(resource, "spec", "target", "name") || resource.identity.name, externalKeys(resource))];
}

/** Keys that an ExternalSecret names; unknown when it takes everything it finds. */
function externalKeys({ data }: Resource): readonly string[] | undefined {
  const given = (...path: string[]): boolean => valueAt(data, ["spec", ...path]) !== undefined;
  if (given("target", "template", "templateFrom")) return undefined;
  const written = Object.keys(mapAt(data, ["spec", "target", "template", "data"]));
  if (written.length > 0 && textAt(data, ["spec", "target", "template", "mergePolicy"]) !== "Merge") return written;
  return given("dataFrom") ? undefined : [...written, ...mapsAt(data, ["spec", "data"]).flatMap(({ secretKey }) => asText(secretKey) ?? [])];
}

/** Keys of the Secret that CloudNativePG 1.30 makes for the owner of the application database. */
const APP_KEYS = ["username", "user", "password", "dbname", "host", "port", "pgpass", "uri", "jdbc-uri", "fqdn-uri", "fqdn-jdbc-uri"];

function databaseCluster(resource: Resource): Made[] {
  const { name } = resource.identity;
  const given = (...path: string[]): boolean => valueAt(resource.data, ["spec", ...path]) !== undefined;
  const disabled = listAt(resource.data, ["spec", "managed", "services", "disabledDefaultServices"]);
  const services = ["rw", "ro", "r"].filter((each) => !disabled.includes(each));
  const owned = ["initdb", "recovery", "pg_basebackup"].some((method) => given("bootstrap", method, "secret"));
  return [
    ...services.map((each) => service(resource, `${name}-${each}`, POSTGRES_PORT)),
    ...(owned ? [] : [secret(resource, `${name}-app`, APP_KEYS)]),
    ...(given("certificates", "serverCASecret") ? [] : [secret(resource, `${name}-ca`, ["ca.crt", "ca.key"])]),
    ...(given("certificates", "serverTLSSecret") ? [] : [secret(resource, `${name}-server`, ["tls.crt", "tls.key"])]),
    ...(given("certificates", "replicationTLSSecret") ? [] : [secret(resource, `${name}-replication`, ["tls.crt", "tls.key"])]),
    ...(valueAt(resource.data, ["spec", "enableSuperuserAccess"]) === true && !given("superuserSecret") ? [secret(resource, `${name}-superuser`, APP_KEYS)] : []),
    { kind: "ServiceAccount", namespace: namespaceOf(resource), name, by: by(resource) },
  ];
}

/** The instance makes the source and the first Kustomization, both named after its own namespace unless told otherwise. */
function fluxInstance(resource: Resource): Made[] {
  const namespace = namespaceOf(resource);
  const name = named(resource, "spec", "sync", "name") || namespace;
  return [
    { kind: named(resource, "spec", "sync", "kind") || "GitRepository", namespace, name, by: by(resource) },
    { kind: "Kustomization", namespace, name, by: by(resource) },
    { kind: "Namespace", namespace: "", name: namespace, by: "the installation of Flux" },
  ];
}
