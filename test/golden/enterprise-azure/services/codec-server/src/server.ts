import { readFileSync, watchFile, unwatchFile } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Encryption } from "payload-codec";
import { auditTo } from "./audit.js";
import { openAuthorizer, tokenAuthorizer } from "./authorize.js";
import type { Config } from "./config.js";
import { createHandler } from "./handler.js";
import { exposition, type Metrics } from "./metrics.js";

export interface Running {
  readonly url: string;
  readonly managementUrl: string;
  readonly ready: () => boolean;
  /** Reports "not ready", waits for the drain time, lets requests end, forgets the keys. */
  readonly stop: () => Promise<void>;
}

/** Encrypted under no namespace of anybody: proves at the start that the key service answers. */
const PROBE = "temporal-system";
const LONGEST_RETRY = 30;
const LAST_REQUESTS_SECONDS = 20;
/** More than gateways open, and less than what their buffers need of the pod's memory. */
const MOST_CONNECTIONS = 2000;

/** Starts both listeners at once; /readyz turns to 200 when the data keys and the issuer's keys are there, and back only when the server stops. */
export async function startServer(config: Config, encryption: Encryption, metrics: Metrics, output: NodeJS.WritableStream = process.stdout): Promise<Running> {
  const authorizer = config.tokens === null ? openAuthorizer : tokenAuthorizer(config.tokens);
  const handle = createHandler({ config, encryption, authorizer, metrics, audit: auditTo(output) });
  const state = { ready: false, stopping: false };
  const server = listener(config, (request, response) => {
    // A gateway keeps its connections: it has to open the next one to another pod.
    if (state.stopping) response.setHeader("connection", "close");
    handle(request, response).catch((error: unknown) => {
      console.error(JSON.stringify({ log: "error", time: new Date().toISOString(), error: String(error) }));
      response.destroy();
    });
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.maxHeadersCount = 100;
  const management = createServer(async (request, response) => {
    const path = (request.url ?? "/").split("?", 1)[0];
    const answer = (status: number, body: string, type = "text/plain; charset=utf-8") => response.writeHead(status, { "content-type": type }).end(body);
    if (path === "/livez") answer(200, "alive\n");
    else if (path === "/readyz") answer(state.ready && !state.stopping ? 200 : 503, state.stopping ? "stopping\n" : state.ready ? "ready\n" : "waiting for keys\n");
    else if (path !== "/metrics") answer(404, "not found\n");
    else await exposition(metrics, encryption).then((text) => answer(200, text, metrics.registry.contentType), () => answer(500, "no metrics\n"));
  });
  await Promise.all([listen(server, config.port, config.host), listen(management, config.managementPort, config.host)]);

  const prepared = (async () => {
    for (let attempt = 0; !state.stopping; attempt++) {
      try {
        await Promise.all([encryption.prepare(config.namespaces.length > 0 ? config.namespaces : [PROBE]), authorizer.load()]);
        state.ready = true;
        return;
      } catch (error) {
        console.error(JSON.stringify({ log: "start", time: new Date().toISOString(), error: String(error), cause: String((error as { cause?: unknown }).cause ?? "") }));
        await sleep(Math.min(LONGEST_RETRY, 2 ** attempt) * 1000, undefined, { ref: false });
      }
    }
  })();

  return {
    url: `${config.tls === null ? "http" : "https"}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    managementUrl: `http://127.0.0.1:${(management.address() as AddressInfo).port}`,
    ready: () => state.ready,
    async stop() {
      state.stopping = true;
      await sleep(config.drainSeconds * 1000);
      if (config.tls !== null) unwatchFile(config.tls.certFile);
      await close(server);
      await Promise.race([prepared, sleep(0)]);
      encryption.close();
      await close(management);
    },
  };
}

function listener(config: Config, handle: RequestListener): Server | TlsServer {
  const { tls } = config;
  const requestTimeout = config.limits.requestSeconds * 1000;
  const options = {
    // A client that sends slowly holds a connection no longer than this, and a second until the next look at it: Node itself looks every half minute.
    requestTimeout,
    headersTimeout: Math.min(requestTimeout, 10_000),
    connectionsCheckingInterval: 1000,
    // Longer than gateways keep idle connections (nginx 60 s): who closes first must not be the side that a request is on its way to.
    keepAliveTimeout: 75_000,
  };
  if (tls === null) return createServer(options, handle);
  const read = () => ({ cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile), minVersion: "TLSv1.3" as const });
  const server = createTlsServer({ ...options, ...read() }, handle);
  // cert-manager renews the files in place.
  watchFile(tls.certFile, { interval: 30_000, persistent: false }, () => {
    try {
      server.setSecureContext(read());
    } catch (error) {
      console.error(JSON.stringify({ log: "tls", time: new Date().toISOString(), error: String(error) }));
    }
  });
  return server;
}

const listen = (server: Server | TlsServer, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => server.once("error", reject).listen(port, host, () => resolve()));

async function close(server: Server | TlsServer): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), LAST_REQUESTS_SECONDS * 1000);
  await closed;
  clearTimeout(late);
}
