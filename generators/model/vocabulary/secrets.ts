/** Words of templates: what Git must not hold, and how it comes into the cluster. */

export interface Secrets {
  readonly provider: "sops" | "external-secrets";
  /** True with SOPS: the Secrets lie in Git, encrypted. */
  readonly encrypted: boolean;
  readonly recipients: readonly string[];
  readonly required: readonly RequiredSecret[];
  /** Where External Secrets finds them; null with SOPS. */
  readonly store: SecretStore | null;
  /** The required ones as scripts/secrets.sh reads them: `namespace/name key…` a line. */
  readonly lines: string;
}

/** A Secret that must be in the cluster and that Git must not hold. */
export interface RequiredSecret {
  readonly name: string;
  readonly namespace: string;
  readonly keys: readonly string[];
  readonly purpose: string;
  /** Kubernetes' type of the Secret; Opaque when null. */
  readonly type: string | null;
  /** Key → place in the secret store, #, key there: where the answers name the place themselves. */
  readonly places?: Readonly<Record<string, string>>;
}

export interface SecretStore {
  readonly name: string;
  readonly vault: string;
  readonly vaultUrl: string;
  readonly tenant: string;
  /** Client id of the identity that reads the vault. */
  readonly client: string;
  readonly serviceAccount: string;
  readonly namespace: string;
  /** Kubernetes namespaces that may use it. */
  readonly namespaces: readonly string[];
  readonly secrets: readonly ExternalSecret[];
}

export interface ExternalSecret extends RequiredSecret {
  /** Key of the Secret → name in the vault, and the property where that is JSON. */
  readonly entries: readonly { readonly key: string; readonly remote: string; readonly property: string | null }[];
}
