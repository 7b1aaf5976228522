import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { locationIn } from "./schemas.ts";

/**
 * Location of the schemas that come with this package: core kinds, Flux, cert-manager, CloudNativePG, Prometheus, Argo and others, closed
 * against unknown fields. It is a plain template, so `kubeconform -schema-location "$(npx kubeconform-schemas)"` works as well.
 * Throws when the package was not packed: `npm run schemas` makes the folder.
 */
export function bundledSchemas(): string {
  const folder = fileURLToPath(new URL("../schemas", import.meta.url));
  if (!existsSync(folder)) throw new Error(`There are no schemas in ${folder}: run \`npm run schemas\` in the package.`);
  return locationIn(folder);
}
