import { parseDiffers, valueFor, writeDiffers } from "./differs.ts";
import { repositoryUrl } from "./repository-url.ts";
import { listOf, textOf, type Said } from "./question.ts";

/** What follows from answers so far. */

export const single = (said: Said): boolean => listOf(said, "environments").length < 2;
export const several = (said: Said): boolean => !single(said);

/** What environments of a name usually are. */
export const tierOf = (environment: string): "small" | "development" | "production" =>
  /^(?:home|lab)/.test(environment) ? "small" : /^(?:dev|test|ci|int|sandbox|qa)/.test(environment) ? "development" : "production";

/** Tier of an environment, as said. */
export const tierSaid = (said: Said, environment: string): string => (single(said) ? textOf(said, "tier") : listOf(said, "production").includes(environment) ? "production" : "development");

/** Names of the clusters in the order of the environments, from a name with words in braces. */
export function combined(said: Said, pattern: string): string[] {
  const regions = parseDiffers(textOf(said, "region"), listOf(said, "environments"));
  return listOf(said, "environments").map((environment) =>
    pattern
      .replaceAll("{environment}", environment)
      .replaceAll("{cloud}", textOf(said, "cloud"))
      .replaceAll("{region}", typeof regions === "string" ? "" : valueFor(regions, environment)),
  );
}

/** Peak loads to begin with: of production as asked, of the others a share. */
export function peaksFor(said: Said): string {
  const environments = listOf(said, "environments");
  const most = environments.some((name) => tierSaid(said, name) === "production") ? 100 : environments.some((name) => tierSaid(said, name) === "development") ? 10 : 5;
  const share = (name: string): number => (tierSaid(said, name) === "production" ? 1 : /^test|^qa/.test(name) ? 0.1 : 0.05);
  if (single(said)) return `${most}/s`;
  return writeDiffers(new Map(environments.map((name) => [name, `${most === 100 ? most * share(name) : most}/s`])));
}

/** Names that no public authority can check. */
export const privateName = (host: string): boolean => /\.(?:local|lan|internal|intranet|home\.arpa|home|corp|test)$/.test(host);

/** Hosts whose domain is not the customer's. */
const PUBLIC = /(?:^|\.)(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|dev\.azure\.com|visualstudio\.com|sr\.ht)$/;

/** Domain that the repository's host lies in, unless that is a public Git service. */
export function domainOf(said: Said): string | undefined {
  const host = /^[a-z]+:\/\/(?:[^@/]*@)?([a-z0-9.-]+)/.exec(repositoryUrl(textOf(said, "repository")))?.[1] ?? "";
  return PUBLIC.test(host) || !/[a-z]$/.test(host) ? undefined : /\.(.+)$/.exec(host)?.[1];
}

/** An ingress class, or a Gateway as namespace/name. */
export function fromText<Result>(route: string, take: (way: { readonly ingress?: string; readonly gateway?: { readonly name: string; readonly kubernetesNamespace: string } }) => Result): Result {
  const [kubernetesNamespace = "", ...name] = route.split("/");
  return take(name.length === 0 ? { ingress: route } : { gateway: { name: name.join("/"), kubernetesNamespace } });
}
