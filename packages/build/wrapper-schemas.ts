/** Writes the schemas that `kubeconform-wrapper` is published with: every kind of `schemas/kubernetes`, or into the folder that is named. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeSchemas, type SchemaRecord } from "../kubeconform-wrapper/src/index.ts";

const source = new URL("../../schemas/kubernetes/", import.meta.url).pathname;
const folder = process.argv[2] ?? new URL("../kubeconform-wrapper/schemas", import.meta.url).pathname;
const index = JSON.parse(readFileSync(join(source, "index.json"), "utf8")) as Readonly<Record<string, string>>;
console.log(writeSchemas(Object.values(index).map((file) => JSON.parse(readFileSync(join(source, file), "utf8")) as SchemaRecord), folder));
