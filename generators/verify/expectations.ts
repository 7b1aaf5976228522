/** What exists outside the repository, or is made in a way that no manifest shows. */
export interface Expectations {
  readonly existing: readonly Expected[];
  /** Cluster → Kubernetes namespace of a cert-manager that somebody else runs: where its ClusterIssuers look for their Secrets. */
  readonly certManager?: Readonly<Record<string, string>>;
  /** Clusters whose database nobody backs up: a decision of the answers, which warn of it themselves. */
  readonly withoutBackup?: readonly string[];
}

export interface Expected {
  /** Cluster that it exists in; every cluster when absent. */
  readonly cluster?: string;
  readonly kind: string;
  /** Any namespace when absent. */
  readonly namespace?: string;
  readonly name: string;
  /** Keys of a Secret or ConfigMap; any key when absent. */
  readonly keys?: readonly string[];
  /** Who sees to it that it exists. */
  readonly because: string;
}
