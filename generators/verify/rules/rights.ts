import { valueAt } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { nameOf, placeOf } from "../assemble/item.ts";
import { found } from "../codes.ts";
import { mapAt, mapsAt, textList } from "../read/shape.ts";
import { templateOf } from "../references/pods.ts";
import type { ClusterWorld } from "../world.ts";

/** Rights on everything, and tokens that nobody asked for. */
export function rights({ resources, surroundings }: ClusterWorld): Finding[] {
  return resources.flatMap((resource) => (resource.identity.group === "rbac.authorization.k8s.io" ? wildcards(resource) : defaultToken(resource, surroundings)));
}

function wildcards(resource: Resource): Finding[] {
  return mapsAt(resource.data, ["rules"]).flatMap((rule, at) =>
    ["verbs", "resources", "apiGroups"].flatMap((field) => {
      const index = textList(rule[field]).indexOf("*");
      const path = ["rules", at, field, index];
      return index < 0 ? [] : [found("verify/wildcard-rights", placeOf(resource, path), path, `${nameOf(resource.identity)} allows every one of its \`${field}\`, also those that come with the next operator.`, "Name what is needed.")];
    }),
  );
}

/** Every pod of a namespace shares the default account, so a right that it is ever given is given to all. */
function defaultToken(resource: Resource, { find }: ClusterWorld["surroundings"]): Finding[] {
  const template = templateOf(resource);
  if (template === undefined) return [];
  const at = [...template, "spec"];
  // `serviceAccount` is the old name of the field, and still read.
  const { serviceAccount = "default", serviceAccountName: account = serviceAccount, automountServiceAccountToken: own } = mapAt(resource.data, at);
  const mounted = own ?? find("ServiceAccount", namespaceOf(resource), "default")?.data["automountServiceAccountToken"];
  if ((account !== "default" && account !== "") || mounted === false || valueAt(resource.data, at) === undefined) return [];
  return [found("verify/account-token", placeOf(resource, at, "key"), at, `The pods of ${nameOf(resource.identity)} get a token of the default service account.`, "Set `automountServiceAccountToken: false`, or give them an account of their own.")];
}
