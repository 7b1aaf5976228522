import { readFile } from "node:fs/promises";
import { watchFile, unwatchFile } from "node:fs";
import { NativeConnection, type TLSConfig } from "@temporalio/worker";
import type { Settings } from "./settings";
import type { Tokens } from "./tokens";

/** One connection for all task queues, with the certificates and the token that the server asks for. */
export async function connect(settings: Settings, tokens: Tokens | null): Promise<NativeConnection> {
  const connection = await NativeConnection.connect({
    address: settings.address,
    tls: settings.tls === null ? false : await readCertificates(settings.tls),
    ...(tokens !== null && { apiKey: tokens.current() }),
  });
  tokens?.onRefresh((token) => connection.setApiKey(token));
  return connection;
}

async function readCertificates(files: NonNullable<Settings["tls"]>): Promise<TLSConfig> {
  return {
    serverRootCACertificate: await readFile(files.ca),
    ...(files.serverName !== undefined && { serverNameOverride: files.serverName }),
    ...(files.certificate !== null && { clientCertPair: { crt: await readFile(files.certificate.cert), key: await readFile(files.certificate.key) } }),
  };
}

/**
 * Calls back once when the mounted certificates were renewed: a connection keeps the old ones, so the worker ends in good order and
 * Kubernetes starts it again. The delay is random, up to ten minutes, so that not all pods go at once; renewal happens weeks before expiry.
 */
export function whenRenewed(settings: Settings, then: () => void): () => void {
  const file = settings.tls?.certificate?.cert ?? settings.tls?.ca;
  if (file === undefined) return () => undefined;
  let timer: NodeJS.Timeout | undefined;
  const listener = (now: { mtimeMs: number }, before: { mtimeMs: number }): void => {
    if (now.mtimeMs === before.mtimeMs || timer !== undefined) return;
    timer = setTimeout(then, Math.random() * 600_000);
    timer.unref();
  };
  watchFile(file, { interval: 60_000, persistent: false }, listener);
  return () => {
    clearTimeout(timer);
    unwatchFile(file, listener);
  };
}
