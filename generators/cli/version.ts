declare const GENERATOR_VERSION: string | undefined;

/** Version of this generator; `0.0.0` when run from sources, where no build has stamped it. */
export const version: string = typeof GENERATOR_VERSION === "string" ? GENERATOR_VERSION : "0.0.0";
export const NAME = "create-temporal-platform";
