import { Agent, request } from "node:https";

/** The few requests that the checks make of a Kubernetes API server: the same ones that Flux and kubectl make. */

export interface KubeApi {
  readonly call: (method: string, path: string, body?: unknown, contentType?: string) => Promise<Reply>;
  /** Server-side apply of one object; a dry run passes every check of the server and stores nothing. */
  readonly apply: (object: KubeObject, dryRun: boolean) => Promise<Verdict>;
  readonly close: () => void;
}

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly [key: string]: unknown;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly warnings: readonly string[];
}

export interface Verdict {
  /** `apiVersion kind namespace/name` as the object says them. */
  readonly object: string;
  readonly accepted: boolean;
  /** HTTP status, and the server's reason: `Invalid`, `Forbidden`, `NotFound`, `BadRequest`…; `NoKind` when the server does not know the kind. */
  readonly status: number;
  readonly reason: string;
  /** The server's words; one per fault where it names several. */
  readonly messages: readonly string[];
  /** What the server accepts with a warning: deprecated versions, pods that the namespace's security level would refuse. */
  readonly warnings: readonly string[];
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

export function kubeApi(port: number, token: string, ca: () => string): KubeApi {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const discovered = new Map<string, Promise<readonly Resource[]>>();

  const call: KubeApi["call"] = (method, path, body, contentType = "application/json") =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        { agent, host: "127.0.0.1", port, method, path, ca: ca(), headers: { authorization: `Bearer ${token}`, accept: "application/json", "content-type": contentType } },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
          incoming.on("error", reject);
          incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, body: parsed(Buffer.concat(chunks).toString("utf8")), warnings: warningsOf(incoming.headers["warning"]) }));
        },
      );
      outgoing.on("error", reject);
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });

  const resourcesOf = async (apiVersion: string): Promise<readonly Resource[]> => {
    const { status, body } = await call("GET", apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`);
    return status === 200 ? ((body as { resources?: Resource[] }).resources ?? []).filter((resource) => !resource.name.includes("/")) : [];
  };

  const apply: KubeApi["apply"] = async (object, dryRun) => {
    const { apiVersion, kind } = object;
    const name = object.metadata?.name ?? "";
    const said = `${apiVersion} ${kind} ${object.metadata?.namespace === undefined ? "" : `${object.metadata.namespace}/`}${name}`;
    let resources = discovered.get(apiVersion);
    if (resources === undefined) discovered.set(apiVersion, (resources = resourcesOf(apiVersion)));
    const resource = (await resources).find((candidate) => candidate.kind === kind);
    if (resource === undefined) return { object: said, accepted: false, status: 404, reason: "NoKind", messages: [`no matches for kind "${kind}" in version "${apiVersion}"`], warnings: [] };
    const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const scope = resource.namespaced ? `/namespaces/${encodeURIComponent(object.metadata?.namespace ?? "default")}` : "";
    const query = `fieldManager=create-temporal-platform&fieldValidation=Strict&force=true${dryRun ? "&dryRun=All" : ""}`;
    const reply = await call("PATCH", `${root}${scope}/${resource.name}/${encodeURIComponent(name)}?${query}`, object, "application/apply-patch+yaml");
    const accepted = reply.status < 300;
    return { object: said, accepted, status: reply.status, reason: accepted ? "" : reasonOf(reply.body), messages: accepted ? [] : messagesOf(reply.body), warnings: reply.warnings };
  };

  return { call, apply, close: () => agent.destroy() };
}

interface Status {
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly field?: string; readonly message?: string }[] };
}

const reasonOf = (body: unknown): string => (body as Status).reason ?? "Unknown";

function messagesOf(body: unknown): readonly string[] {
  const { message = String(body), details } = body as Status;
  const causes = (details?.causes ?? []).map(({ field, message: cause = "" }) => (field === undefined ? cause : `${field}: ${cause}`));
  return causes.length > 0 ? causes : [message];
}

const warningsOf = (header: string | string[] | undefined): string[] => [header ?? []].flat().flatMap((line) => [...line.matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) => text.replaceAll(/\\(.)/g, "$1")));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
