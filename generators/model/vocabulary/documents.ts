/** Words of templates: what documents say. */

/** What documents say about the whole repository. */
export interface Documents {
  readonly security: boolean;
  readonly nistAiRmf: boolean;
  /** True for a platform that is handed over to people who did not build it: who does what, and in which phases. */
  readonly handover: boolean;
  readonly provider: {
    readonly name: string;
    readonly contact: string | null;
    /** Time to the first answer by priority: `1 hour`. */
    readonly support: readonly { readonly priority: string; readonly within: string }[];
    readonly hasSupport: boolean;
  } | null;
  /** Who runs the platform: the provider, or the customer where there is none. */
  readonly operator: string;
  /** Name of a cluster, for examples. */
  readonly exampleCluster: string;
  readonly controls: readonly Control[];
  readonly hasControls: boolean;
  readonly nist: readonly NistFunction[];
}

/** A control of the customer's own list, and what here supports it. */
export interface Control extends Support {
  readonly id: string;
  readonly topic: string;
}

export interface Support {
  /** What the platform does, in one or two sentences. */
  readonly says: string;
  /** Files and folders of this repository that show it, from its root. */
  readonly evidence: readonly string[];
  readonly hasEvidence: boolean;
}

/** One of the four functions of NIST AI RMF 1.0, with the subcategories that something here supports. */
export interface NistFunction {
  readonly name: string;
  readonly subcategories: readonly (Support & { readonly id: string; readonly asks: string })[];
}

/** What documents and helpers say about one cluster. */
export interface ClusterDocuments {
  readonly decisions: string;
  /** Why a load was accepted that is more than is planned without a test. */
  readonly acceptedBecause: string | null;
  /** What Flux applies in the step `server`, as Flux writes it: shows whether kubectl talks to this cluster. */
  readonly fluxPath: string;
  /** Names with a space between them. */
  readonly platformNamespaces: string;
  readonly temporalNamespaces: string;
  readonly azure: AzurePrerequisites | null;
  readonly dataClasses: readonly { readonly namespace: string; readonly workflowType: string; readonly dataClass: string; readonly owner: string }[];
  readonly hasDataClasses: boolean;
  /** Days after which nothing holds what an old key version encrypted, without the longest run time of a workflow: retention and backups. */
  readonly keyRetention: { readonly retention: string; readonly backups: string };
}

/** Members as cloud/azure/variables.tf names them. */
export interface AzurePrerequisites {
  readonly tenant: string | null;
  readonly subscription: string | null;
  readonly resourceGroup: string | null;
  readonly identities: Readonly<Record<string, AzureIdentity>>;
  readonly hasIdentities: boolean;
  readonly payloadKey: { readonly vault: string; readonly name: string; readonly rotate_after?: string } | null;
  readonly secretsVault: string | null;
  readonly backups: { readonly account: string; readonly container: string } | null;
  readonly application: { readonly redirect_uris: readonly string[]; readonly roles: readonly string[] } | null;
}

export interface AzureIdentity {
  /** Subjects of service account tokens: `system:serviceaccount:<namespace>:<name>`. */
  readonly subjects: readonly string[];
  readonly payload_key?: true;
  readonly vault_secrets?: true;
  readonly backups?: true;
  readonly roles?: readonly string[];
}
