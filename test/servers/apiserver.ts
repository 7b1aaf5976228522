import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseYaml } from "../../generators/document/index.ts";
import { customResources, type CustomResources } from "./crds.ts";
import { kubeApi, type KubeApi, type KubeObject, type Verdict } from "./kube-api.ts";
import { freePorts, mustRun, start, temporaryFolder, until, type Running } from "./process.ts";
import { cacheFolder, pathOf } from "./programs.ts";

export interface ApiServer {
  /** Address and credentials for kubectl and the like: `KUBECONFIG`. */
  readonly kubeconfig: string;
  readonly api: KubeApi;
  /**
   * Gives every manifest to the server without storing it, Namespaces apart, which are stored first: nothing can be checked inside a Namespace that is not there.
   * One verdict per object, in the order given.
   */
  readonly dryRun: (manifests: Manifests) => Promise<Verdict[]>;
  /** As `dryRun`, but stores: for what later objects need, and to see what an update may not change. */
  readonly apply: (manifests: Manifests) => Promise<Verdict[]>;
  readonly stop: () => Promise<void>;
}

/** YAML text of any number of documents, or the objects themselves. */
export type Manifests = string | readonly unknown[];

/**
 * Starts etcd and kube-apiserver on loopback, with every custom resource definition of `../shared/crds` and our own of FluxInstance in place.
 * There is no controller, no scheduler and no webhook. Needs the programs `kube-apiserver`, `etcd` and `crds`.
 * The first start loads the definitions in about half a minute and keeps the database outside the checkout; later ones take seconds.
 */
export async function startApiServer(): Promise<ApiServer> {
  const resources = customResources(pathOf("crds"));
  const folder = temporaryFolder("apiserver");
  const packed = join(dirname(cacheFolder()), "etcd", `${keyOf(resources)}.tar.gz`);
  if (!existsSync(packed)) await pack(resources, temporaryFolder("apiserver-crds"), packed);
  mustRun("tar", ["-xzf", packed, "-C", folder]);
  return await boot(folder);
}

/** The database depends on the definitions and on the server that wrote them. */
function keyOf(resources: CustomResources): string {
  const server = pathOf("kube-apiserver");
  return createHash("sha256").update(`${resources.digest} ${server} ${statSync(server).size} ${pathOf("etcd")}`).digest("hex").slice(0, 16);
}

async function pack(resources: CustomResources, folder: string, packed: string): Promise<void> {
  const server = await boot(folder);
  await load(server.api, resources);
  await server.stop();
  mkdirSync(dirname(packed), { recursive: true });
  mustRun("tar", ["-czf", `${packed}.${process.pid}`, "-C", folder, "etcd"]);
  renameSync(`${packed}.${process.pid}`, packed);
}

async function load(api: KubeApi, resources: CustomResources): Promise<void> {
  const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  for (const definition of resources.definitions) {
    const { status, body } = await api.call("POST", path, definition);
    if (status !== 201) throw new Error(`${JSON.stringify((definition["metadata"] as { name?: string }).name)}: ${JSON.stringify(body)}`);
  }
  await until("all custom resource definitions established", async () => established((await api.call("GET", path)).body) === resources.definitions.length, [], 180);
}

function established(list: unknown): number {
  const { items = [] } = list as { items?: { status?: { conditions?: { type: string; status: string }[] } }[] };
  return items.filter((item) => item.status?.conditions?.some(({ type, status }) => type === "Established" && status === "True")).length;
}

async function boot(folder: string): Promise<ApiServer> {
  const [clients = 0, peers = 0, port = 0] = await freePorts(3);
  const token = randomBytes(16).toString("hex");
  const certificates = join(folder, "certificates");
  mkdirSync(certificates);
  const key = generateKeyPairSync("rsa", { modulusLength: 2048, publicKeyEncoding: { type: "spki", format: "pem" }, privateKeyEncoding: { type: "pkcs8", format: "pem" } });
  writeFileSync(join(folder, "service-account.key"), key.privateKey);
  writeFileSync(join(folder, "tokens.csv"), `${token},checks,checks,system:masters\n`);

  const etcd = start("etcd", pathOf("etcd"), etcdArguments(folder, clients, peers), { folder });
  const server = start("kube-apiserver", pathOf("kube-apiserver"), serverArguments(folder, clients, port), { folder });
  const running: readonly Running[] = [etcd, server];
  let ca = "";
  const api = kubeApi(port, token, () => (ca ||= readFileSync(join(certificates, "apiserver.crt"), "utf8")));
  await until("ready API server", async () => (await api.call("GET", "/readyz").catch(() => ({ status: 0 }))).status === 200, running, 90);

  return {
    kubeconfig: writeKubeconfig(folder, port, token, certificates),
    api,
    dryRun: (manifests) => judge(api, objectsOf(manifests), true),
    apply: (manifests) => judge(api, objectsOf(manifests), false),
    stop: async () => {
      api.close();
      await server.stop();
      await etcd.stop();
    },
  };
}

const etcdArguments = (folder: string, clients: number, peers: number): string[] => [
  `--data-dir=${join(folder, "etcd")}`,
  `--listen-client-urls=http://127.0.0.1:${clients}`,
  `--advertise-client-urls=http://127.0.0.1:${clients}`,
  `--listen-peer-urls=http://127.0.0.1:${peers}`,
  "--unsafe-no-fsync",
  "--max-request-bytes=16777216",
];

const serverArguments = (folder: string, clients: number, port: number): string[] => [
  `--etcd-servers=http://127.0.0.1:${clients}`,
  "--bind-address=127.0.0.1",
  `--secure-port=${port}`,
  `--cert-dir=${join(folder, "certificates")}`,
  "--authorization-mode=RBAC",
  `--token-auth-file=${join(folder, "tokens.csv")}`,
  "--anonymous-auth=false",
  "--service-account-issuer=https://kubernetes.default.svc",
  `--service-account-signing-key-file=${join(folder, "service-account.key")}`,
  `--service-account-key-file=${join(folder, "service-account.key")}`,
  "--service-cluster-ip-range=10.96.0.0/16",
  "--endpoint-reconciler-type=none",
  // No controller makes the service accounts that this plugin would look for.
  "--disable-admission-plugins=ServiceAccount",
  "--allow-privileged=true",
  "--enable-priority-and-fairness=false",
];

function writeKubeconfig(folder: string, port: number, token: string, certificates: string): string {
  const file = join(folder, "kubeconfig");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "checks", cluster: { server: `https://127.0.0.1:${port}`, "certificate-authority": join(certificates, "apiserver.crt") } }],
    users: [{ name: "checks", user: { token } }],
    contexts: [{ name: "checks", context: { cluster: "checks", user: "checks" } }],
    "current-context": "checks",
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

function objectsOf(manifests: Manifests): readonly KubeObject[] {
  if (typeof manifests !== "string") return manifests as readonly KubeObject[];
  const { documents, findings } = parseYaml(manifests, "manifests");
  const fault = findings[0];
  if (fault !== undefined) throw new Error(`line ${fault.line}: ${fault.reason}`);
  return documents.map((document) => document.data as KubeObject);
}

async function judge(api: KubeApi, objects: readonly KubeObject[], dryRun: boolean): Promise<Verdict[]> {
  const isNamespace = ({ apiVersion, kind }: KubeObject): boolean => apiVersion === "v1" && kind === "Namespace";
  const verdicts = new Map<KubeObject, Verdict>();
  for (const object of objects.filter(isNamespace)) verdicts.set(object, await api.apply(object, false));
  await Promise.all(objects.filter((object) => !isNamespace(object)).map(async (object) => verdicts.set(object, await api.apply(object, dryRun))));
  return objects.map((object) => verdicts.get(object) as Verdict);
}
