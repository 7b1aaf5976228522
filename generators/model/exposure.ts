import type { Cloud, ClusterAnswers } from "../answers/answers.ts";
import type { Notebook } from "./derivation.ts";
import type { Exposure } from "./model.ts";
import { PORTS } from "./names.ts";

/** Where the usual installations of an ingress controller live. */
const CONTROLLER_NAMESPACES: Readonly<Record<string, string>> = { haproxy: "haproxy-controller", nginx: "ingress-nginx", traefik: "traefik" };

/** How the frontend and the UI are reached from outside the cluster. */
export function placeExposure(cluster: ClusterAnswers, customer: string, namespace: string, notes: Notebook): Exposure {
  const loadBalancer = placeLoadBalancer(cluster, namespace) ?? placeCloudLoadBalancer(cluster);
  const ingress = placeIngress(cluster, notes);
  const gateway = placeGateway(cluster, namespace);
  const privateCa = ingress?.issuer.kind === "Issuer" ? { commonName: `${customer} ${cluster.name} private CA` } : null;
  const plainUi = loadBalancer?.uiPort != null;
  const host = loadBalancer?.address ?? null;
  const uiUrls = [
    ...(ingress ? [`https://${ingress.host}`] : []),
    ...(gateway ? [`https://${gateway.host}`] : []),
    ...(plainUi && host !== null ? [`http://${host}${loadBalancer?.uiPort === 80 ? "" : `:${loadBalancer?.uiPort}`}`] : []),
  ];
  return {
    loadBalancer,
    ingress,
    gateway,
    privateCa,
    any: loadBalancer !== null || ingress !== null || gateway !== null,
    uiUrls,
    uiOrigins: uiUrls.join(","),
    plainUi,
    frontendAddress: host !== null && loadBalancer?.frontendPort != null ? `${host}:${loadBalancer.frontendPort}` : null,
  };
}

function placeLoadBalancer(cluster: ClusterAnswers, namespace: string): Exposure["loadBalancer"] {
  const asked = cluster.exposure?.loadBalancer;
  if (asked === undefined) return null;
  const address = asked.address ?? null;
  const both = asked.frontend !== undefined && asked.ui !== undefined;
  const annotations: Record<string, string> = {};
  // MetalLB puts two Services on one address only when both carry the same sharing key.
  if (both && address !== null) annotations["metallb.io/allow-shared-ip"] = `${namespace}/temporal`;
  if (address !== null) annotations["metallb.io/loadBalancerIPs"] = address;
  return {
    address,
    frontendPort: asked.frontend ?? null,
    uiPort: asked.ui ?? null,
    annotations: Object.keys(annotations).length > 0 ? annotations : null,
    sourceRanges: asked.sourceRanges ?? [],
    hasSourceRanges: (asked.sourceRanges ?? []).length > 0,
    internal: false,
  };
}

/** Annotations by which the cloud's controller gives a Service an address of the private network. Source: Azure's cloud provider, "LoadBalancer annotations". */
const INTERNAL: Readonly<Partial<Record<Cloud, Readonly<Record<string, string>>>>> = {
  azure: { "service.beta.kubernetes.io/azure-load-balancer-internal": "true" },
};

/** A load balancer of the cloud carries the frontend alone; its address is the cloud's to give. */
function placeCloudLoadBalancer({ cloud, exposure }: ClusterAnswers): Exposure["loadBalancer"] {
  const asked = exposure?.frontend;
  if (asked === undefined || !("loadBalancer" in asked)) return null;
  const internal = asked.loadBalancer === "internal";
  return { address: null, frontendPort: PORTS.frontend.grpc, uiPort: null, annotations: (internal ? INTERNAL[cloud] : undefined) ?? null, sourceRanges: [], hasSourceRanges: false, internal };
}

/** Without a Kubernetes namespace a Gateway is in the route's own: the Gateway API's rule. */
function placeGateway({ exposure }: ClusterAnswers, namespace: string): Exposure["gateway"] {
  const ui = exposure?.ui;
  return ui?.gateway === undefined ? null : { host: ui.host, name: ui.gateway.name, namespace: ui.gateway.kubernetesNamespace ?? namespace };
}

function placeIngress(cluster: ClusterAnswers, { note }: Notebook): Exposure["ingress"] {
  const ui = cluster.exposure?.ui;
  if (ui?.ingress === undefined) return null;
  const controller = ui.ingress.kubernetesNamespace ?? CONTROLLER_NAMESPACES[ui.ingress.class] ?? ui.ingress.class;
  if (ui.ingress.kubernetesNamespace === undefined) {
    note({
      path: "exposure.ui.ingress.kubernetesNamespace",
      value: controller,
      because: `where the controller of the class ${ui.ingress.class} usually runs; only pods from there may reach the UI`,
      inputs: ["exposure.ui.ingress"],
      source: "the controllers' own Helm installation guides",
    });
  }
  const ours = ui.certificate === undefined || ui.certificate === "private-ca";
  return {
    host: ui.host,
    class: ui.ingress.class,
    namespace: controller,
    clusterIssuer: ours ? null : (ui.certificate ?? null),
    issuer: ours ? { kind: "Issuer", name: "private-ca" } : { kind: "ClusterIssuer", name: ui.certificate ?? "private-ca" },
  };
}
