import { isIP } from "node:net";
import { valueAt, type Path } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import type { Resource } from "../assemble/clusters.ts";
import { nameOf, placeOf, placeOfName } from "../assemble/item.ts";
import { found } from "../codes.ts";
import { asMap, asText, mapAt, mapsAt, textsOf, type Fields } from "../read/shape.ts";
import { templateOf } from "../references/pods.ts";
import type { ClusterWorld } from "../world.ts";
import { isCron } from "./cron.ts";

/** What an API server checks of single objects beyond the shape of their fields. Source: its validation in Kubernetes 1.34. */
export function serverObjects({ resources }: ClusterWorld): Finding[] {
  const accounts = new Set(resources.filter(({ identity }) => identity.kind === "ServiceAccount").map(({ identity }) => identity.name));
  return resources.flatMap((resource) => {
    const report: Report = (path, reason, remedy) => found("verify/server-refuses", placeOf(resource, path), path, reason, remedy);
    return [...named(resource), ...labelled(resource, report), ...(CHECKS[`${resource.identity.group}/${resource.identity.kind}`]?.(resource.data, report) ?? []), ...(resource.identity.group === "rbac.authorization.k8s.io" ? subjects(resource, accounts, report) : [])];
  });
}

type Report = (path: Path, reason: string, remedy: string) => Finding;
type Check = (data: Fields, report: Report) => readonly Finding[];

const CHECKS: Readonly<Record<string, Check>> = {
  "/Secret": secret,
  "/ConfigMap": (data, report) => keys(data, ["data", "binaryData"], report),
  "/Service": servicePorts,
  "apps/Deployment": (data, report) => [...strategy(data, report), ...number(data, report)],
  "apps/StatefulSet": number,
  "autoscaling/HorizontalPodAutoscaler": (data, report) => {
    const { minReplicas, maxReplicas } = mapAt(data, ["spec"]);
    return typeof minReplicas === "number" && typeof maxReplicas === "number" && minReplicas > maxReplicas ? [report(["spec", "minReplicas"], `At least ${minReplicas} and at most ${maxReplicas} cannot both be.`, "Raise the one or lower the other.")] : [];
  },
  "batch/CronJob": (data, report) => schedule(data, ["spec", "schedule"], report),
  "networking.k8s.io/Ingress": ingress,
  "networking.k8s.io/NetworkPolicy": blocks,
  "policy/PodDisruptionBudget": (data, report) => (valueAt(data, ["spec", "minAvailable"]) !== undefined && valueAt(data, ["spec", "maxUnavailable"]) !== undefined ? [report(["spec", "maxUnavailable"], "A budget has either `minAvailable` or `maxUnavailable`.", "Remove one of them.")] : []),
};

/** Groups in which a name is a part of a DNS name; roles may have other signs. */
const PLAIN = new Set(["", "apps", "batch", "networking.k8s.io", "policy", "autoscaling"]);
/** Of these the schema says the same. */
const SAID = new Set(["Service", "Namespace"]);
/** What a later engine fills in. */
const isFilledIn = (text: string): boolean => text.includes("{{") || text.includes("$");
const NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

function named(resource: Resource): Finding[] {
  const { group, kind, name } = resource.identity;
  if (!PLAIN.has(group) || SAID.has(kind) || NAME.test(name) || isFilledIn(name) || name === "") return [];
  return [found("verify/server-refuses", placeOfName(resource), ["metadata", "name"], `\`${name}\` is no name that a server takes: lower-case letters, digits, \`-\` and \`.\`, beginning and ending with a letter or digit.`, "Choose another name.")];
}

const LABEL = /^(?:[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

function labelled(resource: Resource, report: Report): Finding[] {
  const template = templateOf(resource);
  if (template === undefined || template.length === 0) return [];
  return [[...template, "metadata", "labels"]].flatMap((at) =>
    Object.entries(textsOf(valueAt(resource.data, at))).flatMap(([label, value]) => (LABEL.test(value) || isFilledIn(value) ? [] : [report([...at, label], `\`${value}\` is no value of a label: at most 63 letters, digits, \`-\`, \`_\` and \`.\`, beginning and ending with a letter or digit.`, "Use an annotation for free text.")])),
  );
}

/** Type of a Secret → what it must hold. Encrypted by SOPS, keys stay what they are. */
const HOLDS: Readonly<Record<string, readonly string[]>> = { "kubernetes.io/tls": ["tls.crt", "tls.key"], "kubernetes.io/dockerconfigjson": [".dockerconfigjson"], "kubernetes.io/ssh-auth": ["ssh-privatekey"] };

function secret(data: Fields, report: Report): Finding[] {
  const type = asText(data["type"]) ?? "";
  const held = ["data", "stringData"].flatMap((field) => Object.keys(mapAt(data, [field])));
  const lacking = (Object.hasOwn(HOLDS, type) ? (HOLDS[type] as readonly string[]) : []).filter((key) => !held.includes(key));
  return [...(lacking.length === 0 ? [] : [report(["type"], `A Secret of the type \`${type}\` must hold ${lacking.map((key) => `\`${key}\``).join(" and ")}.`, "Add what is missing, or use `Opaque`.")]), ...keys(data, ["data", "stringData"], report)];
}

const keys = (data: Fields, fields: readonly string[], report: Report): Finding[] =>
  fields.flatMap((field) => Object.keys(mapAt(data, [field])).flatMap((key) => (/^[-._a-zA-Z0-9]{1,253}$/.test(key) ? [] : [report([field, key], `\`${key}\` is no key that a server takes: letters, digits, \`-\`, \`_\` and \`.\`.`, "Choose another key, and mount it under the path that is meant by `items`.")])));

function servicePorts(data: Fields, report: Report): Finding[] {
  const ports = mapsAt(data, ["spec", "ports"]);
  return ports.length < 2 ? [] : ports.flatMap((port, at) => (port["name"] === undefined ? [report(["spec", "ports", at], "A Service with several ports needs a name for each.", "Add `name`.")] : []));
}

function number(data: Fields, report: Report): Finding[] {
  const replicas = valueAt(data, ["spec", "replicas"]);
  return typeof replicas === "number" && replicas < 0 ? [report(["spec", "replicas"], `There cannot be ${replicas} pods.`, "Write 0 for none.")] : [];
}

function strategy(data: Fields, report: Report): Finding[] {
  const at: Path = ["spec", "strategy"];
  const { type, rollingUpdate } = mapAt(data, at);
  const none = (value: unknown): boolean => value === 0 || value === "0%" || value === "0";
  const { maxSurge, maxUnavailable } = asMap(rollingUpdate);
  if (type === "Recreate" && rollingUpdate !== undefined && rollingUpdate !== null) return [report([...at, "rollingUpdate"], "`Recreate` has no rolling update.", "Remove one of them.")];
  return none(maxSurge) && none(maxUnavailable) ? [report([...at, "rollingUpdate", "maxUnavailable"], "With no pod more and no pod less nothing can be updated.", "Raise `maxSurge` to 1.")] : [];
}

function schedule(data: Fields, at: Path, report: Report): Finding[] {
  const text = valueAt(data, at);
  return typeof text !== "string" || isCron(text) || isFilledIn(text) ? [] : [report(at, `\`${text}\` is no schedule of five fields: minute, hour, day of the month, month, day of the week.`, "Correct it: `0 2 * * *` is two at night, every day.")];
}

const HOST = /^(?:\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

function ingress(data: Fields, report: Report): Finding[] {
  return mapsAt(data, ["spec", "rules"]).flatMap((rule, at) => {
    const host = asText(rule["host"]);
    const wrong = host !== undefined && host !== "" && !isFilledIn(host) && (!HOST.test(host) || isIP(host) !== 0);
    const paths = mapsAt(rule, ["http", "paths"]).flatMap(({ path, pathType }, index) => (typeof path === "string" && !path.startsWith("/") && !isFilledIn(path) && pathType !== "ImplementationSpecific" ? [report(["spec", "rules", at, "http", "paths", index, "path"], `\`${path}\` does not begin with \`/\`.`, "Write an absolute path.")] : []));
    return [...(wrong ? [report(["spec", "rules", at, "host"], `\`${host}\` is no name of a host: no scheme, port or address belongs there.`, "Write the name alone, in lower case.")] : []), ...paths];
  });
}

function blocks(data: Fields, report: Report): Finding[] {
  return ["ingress", "egress"].flatMap((direction) =>
    mapsAt(data, ["spec", direction]).flatMap((rule, at) =>
      mapsAt(rule, [direction === "ingress" ? "from" : "to"]).flatMap((peer, index) => {
        const cidr = valueAt(peer, ["ipBlock", "cidr"]);
        const path: Path = ["spec", direction, at, direction === "ingress" ? "from" : "to", index, "ipBlock", "cidr"];
        return typeof cidr !== "string" || isRange(cidr) || isFilledIn(cidr) ? [] : [report(path, `\`${cidr}\` is no range of addresses.`, "Write an address and the length of its prefix, as in 10.0.0.0/8.")];
      }),
    ),
  );
}

function isRange(text: string): boolean {
  const [address = "", prefix = "", ...more] = text.split("/");
  const version = isIP(address);
  return version !== 0 && more.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128);
}

/** kustomize fills in the namespace of an account that it applies as well, in whichever build that is. */
function subjects(resource: Resource, accounts: ReadonlySet<string>, report: Report): Finding[] {
  return mapsAt(resource.data, ["subjects"]).flatMap(({ kind, name, namespace }, at) => (kind === "ServiceAccount" && namespace === undefined && !accounts.has(asText(name) ?? "") ? [report(["subjects", at], `${nameOf(resource.identity)} names a ServiceAccount without its namespace.`, "Add `namespace`.")] : []));
}
