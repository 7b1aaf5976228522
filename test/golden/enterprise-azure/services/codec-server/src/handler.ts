import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Encryption } from "payload-codec";
import type { Audit } from "./audit.js";
import { mayUse, Unauthenticated, type Authorizer, type Operation, type Principal } from "./authorize.js";
import { announcedLength, BodyBudget, readJson } from "./body.js";
import type { Config } from "./config.js";
import { corsHeaders, PREFLIGHT_HEADERS } from "./cors.js";
import type { Metrics } from "./metrics.js";
import { RateLimit } from "./rate-limit.js";
import { Refusal } from "./refusal.js";
import { readPayloads, transform, type Outcome } from "./transform.js";

export interface Parts {
  readonly config: Config;
  readonly encryption: Encryption;
  readonly authorizer: Authorizer;
  readonly audit: Audit;
  readonly metrics: Metrics;
}

/** What is learnt about a call while it is answered: the audit line has as much of it as there was. */
interface Call {
  namespace: string | null;
  principal: Principal | null;
  outcome: Outcome | null;
}

/** Answers the protocol of Temporal's UI and command line: POST …/encode and POST …/decode, by the last segment of the path. */
export function createHandler(parts: Parts): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { config, metrics } = parts;
  const budget = new BodyBudget(config.limits.bodyBytesInWork);
  const rates = new RateLimit(config.limits.burst, config.limits.perSecond);
  // Who has rights everywhere could otherwise make up a namespace, with a rate and a data key of its own, for every request.
  const served = new Set(config.namespaces);

  async function operate(request: IncomingMessage, operation: Operation, call: Call): Promise<string> {
    call.namespace = namespaceOf(request);
    call.principal = await parts.authorizer.authenticate(request.headers.authorization);
    if (!mayUse(call.principal, call.namespace, operation)) {
      metrics.denied.inc({ operation });
      throw new Refusal(403, `The access token gives no right to ${operation} in this namespace.`);
    }
    const principal = JSON.stringify([call.principal.issuer, call.principal.subject, config.tokens === null ? request.socket.remoteAddress : null]);
    const bucket = `${principal}\n${served.has(call.namespace) ? call.namespace : ""}`;
    const rate = rates.take(bucket);
    if (!rate.taken) {
      metrics.rateLimited.inc();
      throw new Refusal(429, "Too many requests.", { "retry-after": String(rate.retryAfter) });
    }
    if (!/^application\/json\s*(;|$)/i.test(request.headers["content-type"] ?? "")) throw new Refusal(415, "The body has to be application/json.");
    const { bodyBytes, payloads: most } = config.limits;
    const { namespace } = call;
    return await budget.hold(principal, announcedLength(request, bodyBytes), async () => {
      const payloads = readPayloads(await readJson(request, bodyBytes), most);
      call.outcome = await transform[operation](parts.encryption, namespace, payloads);
      // Each was a call of the key service for nothing; made up by the thousand, they would use up its limit for everybody.
      rates.charge(bucket, call.outcome.failed["refused-by-key-service"] ?? 0);
      return JSON.stringify({ payloads: call.outcome.payloads });
    });
  }

  return async function handle(request, response) {
    const started = performance.now();
    const requestId = randomUUID();
    const route = routeOf(request.url ?? "/");
    const address = request.socket.remoteAddress ?? "";
    const call: Call = { namespace: null, principal: null, outcome: null };
    let headers: Record<string, string> = { "x-request-id": requestId, "cache-control": "no-store", "x-content-type-options": "nosniff" };
    let body = "";
    let status = 200;
    let reason: string | undefined;
    try {
      headers = { ...headers, ...corsHeaders(request, config.origins) };
      if (route === null) throw new Refusal(404, "There are only encode and decode.");
      if (request.method === "OPTIONS") {
        status = 204;
        headers = { ...headers, ...PREFLIGHT_HEADERS };
      } else if (request.method === "POST") {
        body = await operate(request, route, call);
        headers["content-type"] = "application/json";
      } else {
        throw new Refusal(405, "Only POST.", { allow: "POST, OPTIONS" });
      }
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(500, "The request failed.");
      if (refusal !== error) console.error(JSON.stringify({ log: "error", time: new Date().toISOString(), requestId, error: String(error instanceof Error ? error.stack : error) }));
      if (error instanceof Unauthenticated) metrics.authFailures.inc({ reason: error.reason });
      ({ status, message: body } = refusal);
      reason = refusal.message;
      headers = { ...headers, ...refusal.headers, "content-type": "text/plain; charset=utf-8" };
    }
    if (route !== null && request.method === "POST") {
      const forwardedFor = request.headers["x-forwarded-for"];
      try {
        await parts.audit.write({ requestId, operation: route, ...call, address, forwardedFor: Array.isArray(forwardedFor) ? forwardedFor.join(",") : forwardedFor, status, reason, milliseconds: performance.now() - started });
      } catch {
        metrics.auditFailures.inc();
        call.outcome = null;
        status = 500;
        body = "The audit log cannot be written.";
        headers["content-type"] = "text/plain; charset=utf-8";
      }
    }
    measure(metrics, route, status, (performance.now() - started) / 1000, call);
    response.writeHead(status, { ...headers, "content-length": String(Buffer.byteLength(body)) }).end(body);
  };
}

/** The operation that the last segment of the path names. The query is another's: newer UIs send one that older servers do not know. */
function routeOf(url: string): Operation | null {
  const path = url.split(/[?#]/, 1)[0] ?? "";
  const last = path.slice(path.lastIndexOf("/") + 1);
  return last === "encode" || last === "decode" ? last : null;
}

function namespaceOf(request: IncomingMessage): string {
  const said = request.headers["x-namespace"];
  if (typeof said !== "string" || said === "") throw new Refusal(400, "The header X-Namespace is missing.");
  if (said.length > 255 || !/^[\x21-\x7e]+$/.test(said) || said.includes(":")) throw new Refusal(400, "The header X-Namespace holds no name of a namespace.");
  return said;
}

function measure(metrics: Metrics, route: Operation | null, status: number, seconds: number, { namespace, outcome }: Call): void {
  metrics.requests.inc({ route: route ?? "other", code: String(status) });
  metrics.duration.observe({ route: route ?? "other" }, seconds);
  if (route === null || outcome === null || namespace === null) return;
  const labels = { operation: route, namespace: metrics.namespaceLabel(namespace) };
  const count = (result: string, number: number): void => {
    if (number > 0) metrics.payloads.inc({ ...labels, result }, number);
  };
  metrics.bytes.inc(labels, outcome.bytes);
  count("ok", outcome.encrypted + outcome.decrypted);
  count("passed-on", outcome.passedOn);
  for (const [fault, number] of Object.entries(outcome.failed)) count(fault, number);
  metrics.unknownKey.inc(outcome.failed["unknown-key"] ?? 0);
}
