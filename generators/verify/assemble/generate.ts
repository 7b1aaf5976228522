import type { Path, YamlDocument } from "../../document/index.ts";
import { found } from "../codes.ts";
import { asList, asMap, mapAt, mapsAt, textList, textsOf, type Fields } from "../read/shape.ts";
import type { Building } from "./building.ts";
import { withData, type Item } from "./item.ts";
import { resolve } from "./paths.ts";

/**
 * The ConfigMaps and Secrets that a kustomization makes of files and literals. The name is the one without the hash that kustomize
 * appends unless it is told not to: `hashed` says that only fields which kustomize rewrites can refer to it.
 */
export function generated(building: Building, folder: string, document: YamlDocument): Item[] {
  return (["configMapGenerator", "secretGenerator"] as const).flatMap((field) => {
    const kind = field === "configMapGenerator" ? "ConfigMap" : "Secret";
    return mapsAt(document.data, [field]).flatMap((entry, at) => oneOf(building, folder, document, entry, kind, [field, at]));
  });
}

function oneOf(building: Building, folder: string, document: YamlDocument, entry: Fields, kind: string, at: Path): Item[] {
  const { name, namespace, behavior = "create", options, type } = entry;
  if (typeof name !== "string") return [];
  if (behavior !== "create") {
    building.findings.push(found("verify/outside-embedded-build", document.placeOf(at), at, `A generator that changes another (\`behavior: ${String(behavior)}\`) is not carried out here.`, "Nothing to do; run `kustomize build` to see the result."));
    return [];
  }
  const shared = mapAt(document.data, ["generatorOptions"]);
  const own = asMap(options);
  const data: Record<string, string> = {};
  asList(entry["files"]).forEach((file, index) => (typeof file === "string" ? readFile(building, folder, document, file, [...at, "files", index], data) : undefined));
  for (const literal of textList(entry["literals"])) data[literal.slice(0, literal.indexOf("="))] = literal.slice(literal.indexOf("=") + 1).replace(/^(["'])(.*)\1$/s, "$2");
  for (const file of [...textList(entry["envs"]), ...textList([entry["env"]])]) {
    const path = resolve(folder, file);
    const text = path === undefined ? undefined : building.files.texts.get(path)?.text;
    if (path !== undefined) building.reached.add(path);
    for (const line of text?.split("\n") ?? []) if (/^[^#=\s]+=/.test(line)) data[line.slice(0, line.indexOf("="))] = line.slice(line.indexOf("=") + 1);
  }
  const metadata = {
    name,
    ...(typeof namespace === "string" ? { namespace } : {}),
    ...present("labels", { ...textsOf(shared["labels"]), ...textsOf(own["labels"]) }),
    ...present("annotations", { ...textsOf(shared["annotations"]), ...textsOf(own["annotations"]) }),
  };
  const hashed = (own["disableNameSuffixHash"] ?? shared["disableNameSuffixHash"]) !== true;
  const blank: Item = { data: {}, identity: { apiVersion: "v1", group: "", version: "v1", kind, namespace: "", name, key: "" }, file: document.file, document, base: at, hashed };
  return [withData(blank, { apiVersion: "v1", kind, metadata, ...(kind === "Secret" ? { type: type ?? "Opaque", stringData: data } : { data }) })];
}

const present = (name: string, pairs: object): object => (Object.keys(pairs).length > 0 ? { [name]: pairs } : {});

function readFile(building: Building, folder: string, document: YamlDocument, entry: string, at: Path, data: Record<string, string>): void {
  const equals = entry.indexOf("=");
  const file = entry.slice(equals + 1);
  const path = resolve(folder, file);
  const text = path === undefined ? undefined : building.files.texts.get(path)?.text;
  if (path === undefined || text === undefined) {
    building.findings.push(found("verify/missing-path", document.placeOf(at), at, `\`${path ?? file}\` is named here, but there is no such file.`, "Create it, correct the name, or remove the entry."));
    return;
  }
  building.reached.add(path);
  data[equals < 0 ? file.slice(file.lastIndexOf("/") + 1) : entry.slice(0, equals)] = text;
}
