import { readFileSync } from "node:fs";

declare const GENERATOR_VERSION: string | undefined;

/** Version of this generator: stamped by the build, and read from its package when run from sources, as plop does. */
export const version: string = typeof GENERATOR_VERSION === "string" ? GENERATOR_VERSION : ofSources();
export const NAME = "create-temporal-platform";

function ofSources(): string {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };
  return version;
}
