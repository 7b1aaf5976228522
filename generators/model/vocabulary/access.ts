/** Words of templates: who reaches what, and how it is encrypted and proven. */

export interface Exposure {
  readonly loadBalancer: {
    readonly address: string | null;
    readonly frontendPort: number | null;
    readonly uiPort: number | null;
    readonly annotations: Readonly<Record<string, string>> | null;
    readonly sourceRanges: readonly string[];
    readonly hasSourceRanges: boolean;
    /** True for an address of the private network only. */
    readonly internal: boolean;
  } | null;
  readonly ingress: {
    readonly host: string;
    readonly class: string;
    readonly namespace: string;
    readonly issuer: { readonly kind: "Issuer" | "ClusterIssuer"; readonly name: string };
    /** Name of the issuer when it is a ClusterIssuer that has to be there already. */
    readonly clusterIssuer: string | null;
  } | null;
  readonly privateCa: { readonly commonName: string } | null;
  /** UI through an existing Gateway. */
  readonly gateway: { readonly host: string; readonly name: string; readonly namespace: string } | null;
  /** True when anything is reached from outside the cluster. */
  readonly any: boolean;
  /** Addresses under which a browser opens the UI. */
  readonly uiUrls: readonly string[];
  /** The same as comma-separated origins, for CORS; empty when nothing is exposed. */
  readonly uiOrigins: string;
  /** True when a browser reaches the UI over plain HTTP. */
  readonly plainUi: boolean;
  /** Address of the frontend for workers outside the cluster. */
  readonly frontendAddress: string | null;
}

/** Flows say who talks to whom; policies are made of nothing else. */
export interface Network {
  readonly flows: readonly Flow[];
  readonly policies: readonly Policy[];
}

export interface Flow {
  readonly from: string;
  readonly to: string;
  /** Ports as text for people: `5432, 8000`. */
  readonly ports: string;
  readonly because: string;
}

/** One NetworkPolicy: the pods of one workload, what may reach them and what they may reach. Rules are Kubernetes' own shape. */
export interface Policy {
  readonly name: string;
  readonly namespace: string;
  readonly because: string;
  readonly podSelector: Readonly<Record<string, unknown>>;
  readonly ingress: readonly Readonly<Record<string, unknown>>[];
  readonly egress: readonly Readonly<Record<string, unknown>>[];
}

/** Encryption on the way: between the server's services, and between clients and frontend. */
export interface Tls {
  readonly internode: boolean;
  readonly clients: "none" | "server" | "mutual";
  /** True when anything is encrypted. */
  readonly any: boolean;
  /** True when clients speak TLS at all. */
  readonly frontend: boolean;
  /** True when clients must show a certificate. */
  readonly mutual: boolean;
  /** Name in the frontend's certificate that clients check. */
  readonly serverName: string;
  readonly internodeServerName: string;
  /** Who signs the frontend's and the clients' certificates. */
  readonly clientIssuer: { readonly kind: "ClusterIssuer"; readonly name: string; readonly ours: boolean };
  readonly frontendDnsNames: readonly string[];
  readonly frontendIpAddresses: readonly string[];
  readonly hasFrontendIpAddresses: boolean;
  readonly internodeDnsNames: readonly string[];
  /** True when Jobs and admin tools speak TLS: the internal frontend serves with the certificate that the services know each other by. */
  readonly operators: boolean;
  /** Subjects of our own authorities. */
  readonly subjects: { readonly internode: string; readonly clients: string };
}

/** Who vouches for callers of the frontend, the UI and the codec server. */
export interface Identity {
  readonly provider: "entra-id" | "authentik" | "keycloak" | "oidc";
  readonly issuer: string;
  readonly keysUrl: string;
  readonly audience: string;
  readonly permissionsClaim: string;
  readonly tenant: string | null;
  readonly client: string;
  readonly clientSecret: string;
  readonly callbackUrl: string | null;
  /** Comma separated, as the UI reads them. */
  readonly scopes: string;
  /** Scope that machines ask a token for. */
  readonly machineScope: string;
}
