import { WorkloadIdentityCredential, type TokenCredential } from "@azure/identity";

/** A token that is always fresh: fetched before the worker starts, and again well before it expires. */
export interface Tokens {
  readonly current: () => string;
  readonly isValid: () => boolean;
  readonly onRefresh: (listener: (token: string) => Promise<void>) => void;
  readonly stop: () => void;
}

/** The pod's own identity: the workload identity webhook injects AZURE_CLIENT_ID, AZURE_TENANT_ID and the file of the Kubernetes token. */
export const podIdentity = (): TokenCredential => new WorkloadIdentityCredential();

/**
 * Fetches tokens of a scope. A failed refresh is tried again every half minute while the old token lives;
 * a token is renewed after three quarters of its life, an hour in Entra ID.
 */
export async function keepFresh(credential: TokenCredential, scope: string, retrySeconds = 30): Promise<Tokens> {
  const listeners: ((token: string) => Promise<void>)[] = [];
  let timer: NodeJS.Timeout | undefined;
  let latest = await fetchToken(credential, scope);

  const refresh = async (): Promise<void> => {
    try {
      latest = await fetchToken(credential, scope);
      await Promise.all(listeners.map((listener) => listener(latest.token)));
      schedule((latest.expires - Date.now()) * 0.75);
    } catch (error) {
      console.error(JSON.stringify({ level: "error", message: "No new token", reason: String(error), oldOneExpires: new Date(latest.expires).toISOString() }));
      schedule(retrySeconds * 1000);
    }
  };
  const schedule = (milliseconds: number): void => {
    timer = setTimeout(() => void refresh(), Math.max(milliseconds, 1000));
    timer.unref();
  };
  schedule((latest.expires - Date.now()) * 0.75);

  return {
    current: () => latest.token,
    isValid: () => latest.expires > Date.now(),
    onRefresh: (listener) => void listeners.push(listener),
    stop: () => clearTimeout(timer),
  };
}

async function fetchToken(credential: TokenCredential, scope: string): Promise<{ token: string; expires: number }> {
  const found = await credential.getToken(scope);
  if (found === null) throw new Error(`No token for ${scope}`);
  return { token: found.token, expires: found.expiresOnTimestamp };
}
