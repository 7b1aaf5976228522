import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from "jose";
import type { TokenConfig } from "./config.js";
import { Refusal } from "./refusal.js";

export type Operation = "encode" | "decode";

/** Who calls, as the token says it. */
export interface Principal {
  /** Subjects are unique within their issuer only. */
  readonly issuer: string;
  readonly subject: string;
  readonly name: string | undefined;
  /** Object id of Entra ID: the same person in every application, as `sub` is not. */
  readonly objectId: string | undefined;
  /** Application that got the token. */
  readonly client: string | undefined;
  readonly permissions: readonly string[];
}

export interface Authorizer {
  /** Fetches the issuer's keys: the server is not ready without them. */
  readonly load: () => Promise<void>;
  /** Who calls. Refuses with 401 and a `reason` for metrics. */
  readonly authenticate: (authorization: string | undefined) => Promise<Principal>;
}

/** Temporal's roles in the order of their rights. The role `worker` gives none here. */
const RANKS: ReadonlyMap<string, number> = new Map([["read", 1], ["write", 2], ["admin", 3]]);
/** The namespace whose permissions hold in all others, in Temporal's own claim mapper. */
const SYSTEM = "temporal-system";
const NEEDED: Readonly<Record<Operation, number>> = { decode: 1, encode: 2 };
const CLOCK_TOLERANCE_SECONDS = 60;

/** 401, with what the metric of failures says. */
export class Unauthenticated extends Refusal {
  readonly reason: string;

  constructor(reason: string, message: string) {
    super(401, message, { "www-authenticate": "Bearer" });
    this.reason = reason;
  }
}

/** Verifies access tokens: signature by the issuer's published keys, issuer, audience, time, algorithm. */
export function tokenAuthorizer(config: TokenConfig): Authorizer {
  const keys = createRemoteJWKSet(config.jwksUrl, { timeoutDuration: 5000, cooldownDuration: 30_000, cacheMaxAge: 600_000 });
  return {
    load: async () => await keys.reload(),
    async authenticate(authorization) {
      if (authorization === undefined) throw new Unauthenticated("missing", "No access token.");
      const [, token] = /^Bearer +([A-Za-z0-9_.~+/=-]+)$/i.exec(authorization) ?? [];
      if (token === undefined) throw new Unauthenticated("malformed", "The Authorization header is not “Bearer TOKEN”.");
      try {
        const { payload } = await jwtVerify(token, keys, {
          issuer: [...config.issuers],
          audience: [...config.audiences],
          algorithms: [...config.algorithms],
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          requiredClaims: ["sub", "exp"],
        });
        return principalOf(payload, config.permissionsClaim);
      } catch (error) {
        if (isOfIssuer(error)) throw new Refusal(503, "The keys of the token's issuer cannot be fetched.");
        const reason = error instanceof errors.JWTExpired ? "expired" : error instanceof errors.JWTClaimValidationFailed ? `claim-${error.claim}` : "invalid";
        throw new Unauthenticated(reason, reason === "expired" ? "The access token has expired." : "The access token is not valid here.");
      }
    },
  };
}

/** Whether the issuer's keys are the trouble, not the token: an answer other than 200 is jose's error without a code of its own. */
const isOfIssuer = (error: unknown): boolean =>
  !(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || error.code === errors.JOSEError.code;

function principalOf(payload: JWTPayload, claim: string): Principal {
  const said = payload[claim];
  const text = (name: string): string | undefined => (typeof payload[name] === "string" ? payload[name] : undefined);
  return {
    issuer: payload.iss ?? "",
    subject: payload.sub ?? "",
    name: text("preferred_username") ?? text("email"),
    objectId: text("oid"),
    client: text("azp") ?? text("appid") ?? text("client_id"),
    permissions: Array.isArray(said) ? said.filter((permission) => typeof permission === "string") : [],
  };
}

/** Everybody may do everything: for development only. */
export const openAuthorizer: Authorizer = {
  load: async () => undefined,
  authenticate: async () => ({ issuer: "", subject: "anonymous", name: undefined, objectId: undefined, client: undefined, permissions: [`${SYSTEM}:admin`] }),
};

/** Temporal's rule for permissions: decoding is reading, encoding writing; permissions for `temporal-system` hold everywhere. */
export function mayUse({ permissions }: Principal, namespace: string, operation: Operation): boolean {
  return permissions.some((permission) => {
    const [scope, role, more] = permission.split(":");
    return more === undefined && (scope === namespace || scope === SYSTEM) && (RANKS.get((role ?? "").toLowerCase()) ?? 0) >= NEEDED[operation];
  });
}
