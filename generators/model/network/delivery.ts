import { anywhere, ours, tcp, type NetworkInput, type Wire } from "./parties.ts";

/**
 * Flows of builds and deployments. Hosts of registries, Git and package mirrors have names, and a NetworkPolicy knows addresses only,
 * so the ports are the limit. Every pod of a workflow reports to the Kubernetes API.
 */
export function deliveryWires({ delivery }: NetworkInput): Wire[] {
  if (!delivery) return [];
  const steps = ours("delivery steps", "delivery", delivery.namespace, { matchExpressions: [{ key: MIGRATION_LABEL, operator: "DoesNotExist" }] });
  const builds = ours("image builds", "builds", delivery.buildsNamespace, {});
  const migration = ours("migration", "migration", delivery.namespace, { matchExpressions: [{ key: MIGRATION_LABEL, operator: "Exists" }] });
  const api = anywhere("Kubernetes API");
  const { sources, registries } = ports(delivery.images.map(({ source }) => source).concat(delivery.settings["repository"] ?? []), delivery.images.flatMap(({ repositories }) => repositories));
  return [
    { from: steps, to: anywhere("Git, registries and the scanner's database"), ports: tcp(...new Set([443, ...sources, ...registries])), because: "sources are compared, deployments pushed, images scanned and signed" },
    { from: steps, to: api, ports: tcp(443, 6443), because: "every step reports its result; verification reads what Flux did" },
    { from: builds, to: anywhere("Git, registries and package mirrors"), ports: tcp(...new Set([443, ...sources, ...registries])), because: "sources, base images and packages are fetched, images pushed" },
    { from: builds, to: api, ports: tcp(443, 6443), because: "every step reports its result" },
    ...(delivery.migration
      ? [{ from: migration, to: anywhere("Kubernetes API and the data to migrate"), ports: [], because: "nobody here knows where the data is" }]
      : []),
  ];
}

/** On the pods of the customer's migration, which alone may go anywhere. */
const MIGRATION_LABEL = "temporal-platform/migration";

/** Ports that addresses name beside 443. */
function ports(sources: readonly string[], images: readonly string[]): { sources: number[]; registries: number[] } {
  const ofUrl = (url: string): number => {
    const { port, protocol } = new URL(url);
    return port === "" ? (protocol === "http:" ? 80 : 443) : Number(port);
  };
  const ofImage = (image: string): number => Number(/^[^/]+:(\d+)\//.exec(image)?.[1] ?? 443);
  return { sources: sources.map(ofUrl), registries: images.map(ofImage) };
}
