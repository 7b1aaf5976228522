/** Which Kubernetes resource a document is. Two documents with the same key are the same thing in a cluster. */
export interface Identity {
  readonly apiVersion: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Empty when the document does not say one. */
  readonly namespace: string;
  readonly name: string;
  /** `group/kind/namespace/name`; the version is no part of it. */
  readonly key: string;
}

/** The identity of a parsed document, or undefined when it is no Kubernetes resource. Kustomize's own kinds may lack a name. */
export function identify(data: unknown): Identity | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const { apiVersion, kind, metadata } = data as { apiVersion?: unknown; kind?: unknown; metadata?: unknown };
  if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
  const { name, namespace } = (typeof metadata === "object" && metadata !== null ? metadata : {}) as { name?: unknown; namespace?: unknown };
  const slash = apiVersion.indexOf("/");
  const group = slash < 0 ? "" : apiVersion.slice(0, slash);
  const identity = {
    apiVersion,
    group,
    version: apiVersion.slice(slash + 1),
    kind,
    namespace: typeof namespace === "string" ? namespace : "",
    name: typeof name === "string" ? name : "",
  };
  return { ...identity, key: `${identity.group}/${kind}/${identity.namespace}/${identity.name}` };
}
