/** Rules that people break, in words. A rule without words is shown as it is. */
const WORDS: readonly { readonly kind: string; readonly has: string; readonly says: string; readonly remedy: string }[] = [
  { kind: "HelmRelease", has: "has(self.chartRef)", says: "either `chart` or `chartRef` must be set, and not both", remedy: "Keep one of them." },
  { kind: "HelmRelease", has: "self.name != 'RemediateOnFailure'", says: "`retryInterval` has no place beside the strategy RemediateOnFailure", remedy: "Remove it, or use RetryOnFailure." },
  { kind: "HelmRelease", has: "self.name == 'RetryOnFailure'", says: "`retryInterval` belongs to the strategy RetryOnFailure", remedy: "Remove it, or use RetryOnFailure." },
  { kind: "", has: "has(self.configMapRef)", says: "exactly one of `configMapRef` and `secretRef` must be set", remedy: "Keep one of them." },
  { kind: "Cluster", has: "has(self.imageName)", says: "`imageName` and `imageCatalogRef` exclude each other", remedy: "Keep one of them." },
  { kind: "Cluster", has: "self.dataDurability!='preferred'", says: "`dataDurability: preferred` does not go with lists of standby names", remedy: "Remove `standbyNamesPre` and `standbyNamesPost`, or use `required`." },
  { kind: "Cluster", has: "self.kind == 'ImageCatalog'", says: "the kind of an image catalog is ImageCatalog or ClusterImageCatalog", remedy: "Use one of these." },
  { kind: "Database", has: "self != '", says: "this name is reserved by PostgreSQL", remedy: "Choose another name." },
  { kind: "ObjectStore", has: "!has(self.serverName)", says: "`serverName` is a parameter of the plugin in the Cluster, not of the store", remedy: "Move it to `spec.plugins[].parameters` of the Cluster." },
  { kind: "ScaledObject", has: "self.minReplicaCount", says: "`minReplicaCount` is above `maxReplicaCount`", remedy: "Lower the one or raise the other." },
  { kind: "Receiver", has: "has(self.secretRef)", says: "every type but generic-oidc needs `secretRef`, and that one takes none", remedy: "Add or remove `secretRef`." },
  { kind: "Workflow", has: "has(self.container)", says: "a template is of one type only", remedy: "Split it into several templates." },
];

export interface RuleWords {
  readonly says: string;
  readonly remedy: string;
}

export function wordsFor(kind: string, rule: string): RuleWords {
  const row = WORDS.find((each) => (each.kind === "" || kind.includes(each.kind)) && rule.includes(each.has));
  return row ?? { says: `the rule \`${rule.length > 200 ? `${rule.slice(0, 200)}…` : rule}\` must hold`, remedy: "Change the fields that the rule names." };
}
