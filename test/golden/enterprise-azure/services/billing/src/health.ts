import { createServer, type Server } from "node:http";

export interface Health {
  /** False when only a restart helps. */
  readonly alive: () => boolean;
  /** False while starting or ending: a rollout waits for it. */
  readonly ready: () => boolean;
}

/** Answers Kubernetes: `/livez` and `/readyz`, 200 or 503, nothing else. */
export async function serveHealth(port: number, { alive, ready }: Health): Promise<Server> {
  const server = createServer(({ url }, response) => {
    const holds = url === "/livez" ? alive() : url === "/readyz" ? ready() : undefined;
    response.writeHead(holds === undefined ? 404 : holds ? 200 : 503).end();
  });
  await new Promise<void>((listening) => server.listen(port, listening));
  return server;
}
