import type { ClusterAnswers, IdentityAnswers, IssuerAnswers } from "../answers/answers.ts";
import type { Finding } from "../finding.ts";
import { hasIdentity, ISSUERS, tlsOf } from "./callers.ts";
import type { Notebook } from "./derivation.ts";
import { MISSING_IDENTITY } from "./missing-identity.ts";
import type { Exposure, Identity, RequiredSecret } from "./model.ts";

const CLIENT_SECRET = "temporal-web-oidc";
/** Client id, and name of the application in Authentik, when nobody said another. */
const CLIENT = "temporal";

/** Who vouches for callers; null when everybody may call. */
export function placeIdentity(cluster: ClusterAnswers, exposure: Exposure, { note }: Notebook): Identity | null {
  const answers = cluster.identity;
  const provider = ISSUERS.find((kind) => answers?.[kind] !== undefined);
  if (answers === undefined || provider === undefined) return null;
  const known = provider === "entra-id" ? entraId(answers) : issuer(provider, answers[provider]);
  const permissionsClaim = answers.permissionsClaim ?? (provider === "entra-id" ? "roles" : "permissions");
  const uiUrl = exposure.uiUrls[0];
  note({
    path: "identity.keys",
    value: known.keysUrl,
    because: "the server fetches the issuer's signing keys every minute and takes tokens that they signed; it does not look at the token's issuer",
    inputs: [`identity.${provider}`],
    source: "Temporal server 1.31, default JWT claim mapper and token key provider",
  });
  note({
    path: "identity.audience",
    value: known.audience,
    because: "a token for another program must not open this one: the server compares the audience only when it is given one",
    inputs: [`identity.${provider}`],
    source: "Temporal server 1.31, default JWT claim mapper",
  });
  return { provider, ...known, permissionsClaim, clientSecret: CLIENT_SECRET, callbackUrl: uiUrl === undefined ? null : `${uiUrl}/auth/sso/callback` };
}

type Known = Pick<Identity, "issuer" | "keysUrl" | "audience" | "tenant" | "client" | "scopes" | "machineScope">;

/**
 * Entra ID issues a token for us only when the scope names our application: `<application>/.default`, for people and machines alike.
 * Source: Microsoft identity platform, scopes and permissions, "the .default scope".
 */
function entraId({ "entra-id": entra }: IdentityAnswers): Known {
  const { tenant = "", client = "", audience = client } = entra ?? {};
  const machineScope = `${audience}/.default`;
  return {
    issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
    keysUrl: `https://login.microsoftonline.com/${tenant}/discovery/v2.0/keys`,
    audience,
    tenant,
    client,
    scopes: `openid,profile,email,offline_access,${machineScope}`,
    machineScope,
  };
}

/** Where the known products have their keys; a generic issuer has to say it. Sources: documentation of Keycloak ("Securing applications", endpoints) and of Authentik (OAuth2 provider). */
function issuer(provider: "authentik" | "keycloak" | "oidc", answers: IssuerAnswers | undefined): Known {
  const { url = "", client = CLIENT, audience = client, keys } = answers ?? {};
  const base = url.replace(/\/+$/, "");
  const found = {
    authentik: { issuer: `${base}/application/o/${CLIENT}/`, keysUrl: `${base}/application/o/${CLIENT}/jwks/` },
    keycloak: { issuer: base, keysUrl: `${base}/protocol/openid-connect/certs` },
    // Never emitted: answers without `keys` are refused.
    oidc: { issuer: url, keysUrl: url },
  }[provider];
  return { issuer: found.issuer, keysUrl: keys ?? found.keysUrl, audience, tenant: null, client, scopes: "openid,profile,email,offline_access", machineScope: "openid" };
}

/** What the UI logs in with. */
export function identitySecrets(identity: Identity | null, namespace: string): RequiredSecret[] {
  if (identity?.callbackUrl == null) return [];
  return [{ name: identity.clientSecret, namespace, keys: ["client-secret"], purpose: `Secret of the client ${identity.client} at the issuer, with which people log in to the UI`, type: null }];
}

/** Answers about identity that fit the schema and still cannot work. */
export function identityFindings(cluster: ClusterAnswers, identity: Identity | null): Finding[] {
  const answers = cluster.identity;
  if (identity === null || answers === undefined || !hasIdentity(cluster)) return [];
  const findings: Finding[] = [];
  const say = (severity: Finding["severity"], code: string, path: string, reason: string, remedy: string): void => void findings.push({ code, severity, path, reason, remedy });
  if (identity.provider === "entra-id" && identity.client === "") {
    say("error", cluster.cloud === "azure" ? MISSING_IDENTITY : "answers/missing", "identity.entra-id.client", "Without the application's client id nobody can log in, and tokens for any program would be taken.", "Add `client`, the application (client) id of the app registration of this Temporal.");
  }
  if (answers.oidc !== undefined && answers.oidc.keys === undefined) {
    say("error", "answers/missing", "identity.oidc.keys", "Temporal's server does not look for an issuer's signing keys, and a generic issuer has them anywhere.", `Add \`keys\`: the value of jwks_uri in ${identity.issuer.replace(/\/+$/, "")}/.well-known/openid-configuration.`);
  }
  if (identity.keysUrl.startsWith("http:")) {
    const path = `identity.${identity.provider}.${answers.oidc?.keys === undefined && answers.keycloak?.keys === undefined && answers.authentik?.keys === undefined ? "url" : "keys"}`;
    const reason = `The keys that tokens are checked with would come from ${identity.keysUrl} without TLS: who sits between could put in keys of their own and call as anybody.`;
    if (cluster.encryption === undefined) say("warning", "answers/token-in-plain-text", path, reason, "Use https; ignore this when a service mesh encrypts the way.");
    else say("error", "answers/contradiction", path, `${reason} The codec server takes no such keys.`, "Use https.");
  }
  if (tlsOf(cluster).clients === "none") {
    say("warning", "answers/token-in-plain-text", "tls.clients", "Callers send their tokens to a frontend without TLS: who reads along can call in their name.", "Write `tls: {clients: mutual}` or `server`; ignore this when a service mesh encrypts the way.");
  }
  if (identity.callbackUrl === null) {
    say("warning", "answers/ui-without-login", "exposure.ui", "Nobody can log in to the UI: the issuer has to send people back to an address, and the UI has none.", "Add `exposure: {ui: {host: …}}`.");
  }
  return findings;
}
