import { asMap, type Fields } from "../read/shape.ts";
import { withData, type Item } from "./item.ts";
import { isNamespaced } from "./scope.ts";

/** Sets a namespace on everything that lives in one, whatever it said before; a Namespace itself is called that, as kustomize does it. */
export function setNamespace(item: Item, namespace: string): Item {
  if (item.identity.kind === "Namespace" && item.identity.apiVersion === "v1") return withData(item, { ...item.data, metadata: { ...asMap(item.data["metadata"]), name: namespace } });
  if (!isNamespaced(item.identity)) return item;
  return withData(item, { ...item.data, metadata: { ...asMap(item.data["metadata"]), namespace } });
}

export function addMetadata(item: Item, field: "labels" | "annotations", pairs: Fields): Item {
  const metadata = asMap(item.data["metadata"]);
  return withData(item, { ...item.data, metadata: { ...metadata, [field]: { ...asMap(metadata[field]), ...pairs } } });
}

const WORKLOADS = new Set(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"]);

/** Labels in the pod template, and in selectors where they are asked for: Services and workloads then select by them too. */
export function addTemplateLabels(item: Item, pairs: Fields, selectors: boolean): Item {
  const { kind } = item.identity;
  const spec = asMap(item.data["spec"]);
  if (kind === "Service" && selectors && spec["selector"] !== undefined) return withData(item, { ...item.data, spec: { ...spec, selector: { ...asMap(spec["selector"]), ...pairs } } });
  if (!WORKLOADS.has(kind)) return item;
  if (kind === "CronJob") {
    const job = asMap(spec["jobTemplate"]);
    return withData(item, { ...item.data, spec: { ...spec, jobTemplate: { ...job, spec: labelled(asMap(job["spec"]), pairs, false) } } });
  }
  return withData(item, { ...item.data, spec: labelled(spec, pairs, selectors && kind !== "Job") });
}

function labelled(spec: Fields, pairs: Fields, selectors: boolean): Fields {
  const template = asMap(spec["template"]);
  const metadata = asMap(template["metadata"]);
  const selector = asMap(spec["selector"]);
  return {
    ...spec,
    ...(selectors ? { selector: { ...selector, matchLabels: { ...asMap(selector["matchLabels"]), ...pairs } } } : {}),
    template: { ...template, metadata: { ...metadata, labels: { ...asMap(metadata["labels"]), ...pairs } } },
  };
}

/** Replaces name, tag or digest of the images that the rules name, wherever containers stand. */
export function replaceImages(item: Item, rules: readonly ImageRule[]): Item {
  return withData(item, walk(item.data) as Fields);

  function walk(value: unknown, key = ""): unknown {
    if (Array.isArray(value)) {
      const containers = key === "containers" || key === "initContainers";
      return value.map((each) => (containers && typeof asMap(each)["image"] === "string" ? { ...asMap(each), image: replaced(String(asMap(each)["image"])) } : walk(each)));
    }
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, walk(child, name)]));
  }

  /** Rules follow each other: a later one meets the name that an earlier one gave. */
  function replaced(image: string): string {
    return rules.reduce(replacedBy, image);
  }
}

function replacedBy(image: string, rule: ImageRule): string {
  const { name, tag, digest } = splitImage(image);
  if (rule["name"] !== name) return image;
  const base = rule["newName"] || name;
  const { newTag = "", digest: newDigest = "" } = rule;
  if (newTag !== "" || newDigest !== "") return base + (newTag === "" ? "" : `:${newTag}`) + (newDigest === "" ? "" : `@${newDigest}`);
  return base + (tag === "" ? "" : `:${tag}`) + (digest === "" ? "" : `@${digest}`);
}

/** `name`, and any of `newName`, `newTag` and `digest`. */
export type ImageRule = Readonly<Record<string, string>>;

/** `host:5000/team/app:1@sha256:…` in its parts; a colon before the last slash belongs to the host. */
export function splitImage(image: string): { readonly name: string; readonly tag: string; readonly digest: string } {
  const [reference = "", digest = ""] = image.split("@", 2);
  const colon = reference.lastIndexOf(":");
  const tagged = colon > reference.lastIndexOf("/");
  return { name: tagged ? reference.slice(0, colon) : reference, tag: tagged ? reference.slice(colon + 1) : "", digest };
}
