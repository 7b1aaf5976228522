import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { expectationsOf } from "../../generators/cli/expectations.ts";
import { generate, type Generated } from "../../generators/cli/generate.ts";
import { parseYaml } from "../../generators/document/index.ts";
import { isError } from "../../generators/finding.ts";
import { verify } from "../../generators/verify/index.ts";
import { root } from "../cli/run.ts";
import { emitText } from "../deep/emitted.ts";

const test = suite("the server in production");

interface Said {
  readonly tier?: string;
  readonly more?: string;
  readonly namespace?: string;
}

/** Answers with one cluster `c`; `more` are lines of it, indented by four spaces. */
const answers = ({ tier = "production", more = "", namespace = "spine" }: Said = {}): string =>
  `apiVersion: temporal-platform/v1\ncustomer: { name: acme }\nrepository: { url: https://git.example/acme/platform }\nclusters:\n  c:\n    environment: prod\n    tier: ${tier}\n    cloud: on-premises\n    secrets: { sops: age }\n    exposure: { ui: { host: temporal.acme.example, ingress: haproxy } }\n${more}temporal: { namespaces: { ${namespace}: { retention: 7d } } }\n`;

const made = (said: Said): Generated => emitText(answers(said));
const cluster = (said: Said) => made(said).model.clusters[0]!;
const identityOf = (lines: string) => cluster({ more: `    identity: ${lines}\n` }).identity!;
const allFindings = (said: Said | string): string[] => generate(typeof said === "string" ? said : answers(said), "platform.yaml").findings.map(({ code, severity, path }) => `${severity} ${code} ${path}`);
/** These answers say nothing about backups, which is another matter. */
const findings = (said: Said | string): string[] => allFindings(said).filter((finding) => !finding.includes("answers/no-backup"));
const text = (generated: Generated, path: string): string => generated.tree.get(`clusters/c/${path}`)?.text ?? "";
const values = (generated: Generated): Record<string, never> => (parseYaml(text(generated, "server/helmrelease.yaml"), "x").documents[0]!.data as { spec: { values: Record<string, never> } }).spec.values;

const ENTRA = "{ entra-id: { tenant: t-1, client: 21111111-1111-1111-1111-111111111111 } }";
const AZURE = "database: { external: { service: azure-postgres, host: pg.postgres.database.azure.com";

test("a small platform has neither TLS nor identity unless it is asked for, any other has both ways encrypted", () => {
  const small = cluster({ tier: "small" });
  assert.equal([small.tls.any, small.temporal.internalFrontend, small.identity], [false, null, null]);
  for (const tier of ["development", "production"]) {
    const { tls, temporal } = cluster({ tier });
    assert.equal([tls.internode, tls.clients, temporal.internalFrontend?.replicas], [true, "mutual", tier === "production" ? 2 : 1]);
  }
});

test("what is written about TLS holds: names, issuer, and one way without the other", () => {
  const said = made({ more: "    tls: { clients: server, serverName: temporal.acme.example, internode: false, issuer: corporate }\n" });
  const { tls, temporal, clientAuthority } = said.model.clusters[0]!;
  assert.equal([tls.internode, tls.mutual, tls.operators, clientAuthority], [false, false, false, null]);
  assert.is(tls.frontendDnsNames[0], "temporal.acme.example");
  assert.ok(temporal.internalFrontend);
  assert.is(said.tree.get("clusters/c/configs/client-authority.yaml"), undefined);
  assert.is(said.tree.get("clusters/c/configs/internode-certificates.yaml"), undefined);
  assert.match(text(said, "configs/client-certificates.yaml"), /name: corporate\n    kind: ClusterIssuer/);
  assert.match(text(said, "server/helmrelease.yaml"), "requireClientAuth: false");
  assert.not.match(text(said, "configuration/namespaces-job.yaml"), "TEMPORAL_TLS");
});

test("services that are encrypted among themselves alone need no frontend of their own", () => {
  const { tls, temporal } = cluster({ more: "    tls: { clients: none }\n" });
  assert.equal([tls.internode, tls.operators, temporal.internalFrontend, temporal.operatorAddress], [true, false, null, "temporal-frontend.temporal.svc:7233"]);
});

test("a load balancer's address stands in the frontend's certificate", () => {
  assert.equal(cluster({ more: "" }).tls.hasFrontendIpAddresses, false);
  const { tree } = emitText(answers().replace("exposure: {", "exposure: { loadBalancer: { address: 10.0.0.9, frontend: 7233 },"));
  assert.match(tree.get("clusters/c/configs/client-certificates.yaml")?.text ?? "", /ipAddresses:\n    - "10\.0\.0\.9"/);
});

test("subjects of authorities end at 64 characters and keep the cluster's name", () => {
  const { tls } = emitText(answers().replace("name: acme", `name: acme, title: ${"x".repeat(60)}`)).model.clusters[0]!;
  for (const subject of Object.values(tls.subjects)) assert.ok(subject.length <= 64 && subject.includes(" c Temporal "), subject);
});

test("Entra ID: keys and issuer of the directory, the application as audience, its scope for people and machines, app roles as permissions", () => {
  const { login } = cluster({ more: `    identity: ${ENTRA}\n` });
  assert.equal(
    { ...login },
    {
      provider: "entra-id",
      issuer: "https://login.microsoftonline.com/t-1/v2.0",
      keysUrl: "https://login.microsoftonline.com/t-1/discovery/v2.0/keys",
      audience: "21111111-1111-1111-1111-111111111111",
      tenant: "t-1",
      client: "21111111-1111-1111-1111-111111111111",
      scopes: "openid,profile,email,offline_access,21111111-1111-1111-1111-111111111111/.default",
      machineScope: "21111111-1111-1111-1111-111111111111/.default",
      permissionsClaim: "roles",
      clientSecret: "temporal-web-oidc",
      callbackUrl: "https://temporal.acme.example/auth/sso/callback",
    },
  );
  const other = identityOf("{ entra-id: { tenant: t-1, client: 21111111-1111-1111-1111-111111111111, audience: 'api://temporal' }, permissionsClaim: temporal }");
  assert.equal([other.audience, other.machineScope, other.permissionsClaim], ["api://temporal", "api://temporal/.default", "temporal"]);
});

test("Keycloak, Authentik and any other issuer: where their keys are, and what they are called", () => {
  const keycloak = identityOf("{ keycloak: { url: 'https://sso.example/realms/acme/', client: temporal-ui } }");
  assert.equal([keycloak.issuer, keycloak.keysUrl, keycloak.audience, keycloak.permissionsClaim], ["https://sso.example/realms/acme", "https://sso.example/realms/acme/protocol/openid-connect/certs", "temporal-ui", "permissions"]);
  const authentik = identityOf("{ authentik: { url: 'https://sso.example' } }");
  assert.equal([authentik.issuer, authentik.keysUrl, authentik.client], ["https://sso.example/application/o/temporal/", "https://sso.example/application/o/temporal/jwks/", "temporal"]);
  const oidc = identityOf("{ oidc: { url: 'https://issuer.example/', audience: api, keys: 'https://issuer.example/jwks' } }");
  assert.equal([oidc.issuer, oidc.keysUrl, oidc.audience, oidc.client], ["https://issuer.example/", "https://issuer.example/jwks", "api", "temporal"]);
});

test("with an identity the authorizer is on, the UI logs in, and the internal frontend is there even without TLS", () => {
  const generated = made({ more: `    identity: ${ENTRA}\n    tls: { clients: none, internode: false }\n` });
  const { server, web } = values(generated) as unknown as { server: { config: { authorization: Record<string, unknown> }; "internal-frontend": { enabled: boolean } }; web: { additionalEnv: { name: string; value?: string; valueFrom?: unknown }[] } };
  assert.equal([server.config.authorization["authorizer"], server.config.authorization["claimMapper"], server.config.authorization["audience"]], ["default", "default", "21111111-1111-1111-1111-111111111111"]);
  assert.is(server["internal-frontend"].enabled, true);
  const env = new Map(web.additionalEnv.map(({ name, value, valueFrom }) => [name, value ?? valueFrom]));
  assert.equal(env.get("TEMPORAL_AUTH_CLIENT_SECRET"), { secretKeyRef: { name: "temporal-web-oidc", key: "client-secret" } });
  assert.is(env.get("TEMPORAL_AUTH_SCOPES"), "openid,profile,email,offline_access,21111111-1111-1111-1111-111111111111/.default");
  assert.equal(generated.model.clusters[0]!.secrets?.required.map(({ name, keys }) => [name, ...keys]), [["temporal-web-oidc", "client-secret"]]);
});

test("only server, admin tools and the namespaces Job reach the internal frontend", () => {
  const { network } = cluster({ more: `    identity: ${ENTRA}\n` });
  const port = (rule: Readonly<Record<string, unknown>>): boolean => (rule["ports"] as { port: number }[] | undefined)?.some((each) => each.port === 7236) ?? true;
  const selects = (policy: { podSelector: unknown }): boolean => JSON.stringify(policy.podSelector).includes('"internal-frontend"');
  const callers = network.policies.filter(selects).flatMap(({ ingress }) => ingress.filter(port)).map(({ from }) => JSON.stringify(from));
  assert.is(callers.length, 3);
  for (const who of ["admintools", "temporal-namespaces", '"frontend","internal-frontend","history","matching","worker"']) assert.ok(callers.some((from) => from.includes(who)), who);
  assert.equal(network.flows.filter(({ to }) => to.startsWith("signing keys") || to.startsWith("issuer")).map(({ from, ports }) => [from, ports]), [["Temporal server", "443"], ["Temporal web", "443"]]);
});

test("an external PostgreSQL has no database step, two roles, and connections as the service gives them", () => {
  const generated = made({ more: `    ${AZURE}, cpu: '4' }, pools: { default: 20, visibility: 10 } }\n` });
  const { database, kustomizations, ownedNamespaces, network, secrets } = generated.model.clusters[0]!;
  assert.equal([database.cnpg, database.user, database.external?.schemaUser, database.maxConnections, database.caSecret], [null, "temporal", "temporal_schema", 1718, ""]);
  assert.not.ok(kustomizations.some(({ folder }) => folder === "database"));
  assert.equal(ownedNamespaces, ["temporal"]);
  assert.equal(network.flows.filter(({ to }) => to.startsWith("PostgreSQL")).map(({ from, ports }) => [from, ports]), [["Temporal server", "5432"], ["schema Job", "5432"]]);
  assert.equal(secrets?.required.map(({ name }) => name), ["temporal-postgres", "temporal-postgres-schema"]);
  assert.equal(generated.frozen["c"]?.database, { default: "temporal", visibility: "temporal_visibility" });
  const job = text(generated, "schema/schema-job.yaml");
  assert.match(job, "value: temporal_schema");
  assert.not.match(job, /postgres-ca|DISABLE_HOST/);
});

test("a named authority is mounted, and `require` checks nobody", () => {
  const own = made({ more: "    database: { external: { host: pg.acme.example, ca: pg-ca, credentials: pg, maxConnections: 1000, names: { default: t, visibility: v } } }\n" });
  assert.equal(own.model.clusters[0]!.secrets?.required.map(({ name, keys }) => `${name} ${keys.join()}`), ["pg password", "pg-schema password", "pg-ca ca.crt"]);
  assert.match(text(own, "schema/schema-job.yaml"), "secretName: pg-ca");
  assert.match(text(own, "server/helmrelease.yaml"), "databaseName: v");
  const loose = made({ more: "    database: { external: { host: pg.acme.example, tls: require, maxConnections: 1000 } }\n" });
  assert.match(text(loose, "server/helmrelease.yaml"), "enableHostVerification: false");
  assert.match(text(loose, "schema/schema-job.yaml"), "SQL_TLS_DISABLE_HOST_VERIFICATION");
});

test("what cannot work together is said at its place", () => {
  const external = (inner: string): Said => ({ more: `    database: { external: { ${inner} } }\n` });
  const none = (said: Said): string => answers(said).replace("    secrets: { sops: age }\n", "");
  assert.equal(findings(external("host: pg.acme.example")), ["error answers/missing clusters.c.database.external.maxConnections"]);
  assert.equal(findings(external("service: azure-postgres, host: pg.acme.example")), ["warning answers/host-not-in-certificate clusters.c.database.external.host"]);
  assert.equal(findings(external("host: pg.acme.example, maxConnections: 100")), ["error sizing/connections-exceeded clusters.c.database.external.maxConnections"]);
  assert.equal(findings({ more: `    peak: 300/s\n    ${AZURE}, cpu: '2' } }\n` }), ["warning sizing/database-too-small clusters.c.database.external.cpu"]);
  assert.equal(findings(none(external("host: pg.acme.example, maxConnections: 1000"))), ["error answers/secret-without-source clusters.c.database.external"]);
  assert.equal(findings(none({ more: `    identity: ${ENTRA}\n` })), ["error answers/secret-without-source clusters.c.identity"]);
  assert.equal(findings({ more: "    identity: { entra-id: { tenant: t-1 } }\n" }), ["error answers/missing clusters.c.identity.entra-id.client"]);
  assert.equal(findings({ more: "    identity: { oidc: { url: 'https://issuer.example' } }\n" }), ["error answers/missing clusters.c.identity.oidc.keys"]);
  assert.equal(findings({ more: `    identity: ${ENTRA}\n    tls: { clients: none }\n` }), ["warning answers/token-in-plain-text clusters.c.tls.clients"]);
  // Permissions are compared letter by letter: a namespace in capitals is refused before there is an identity at all.
  assert.equal(findings({ more: `    identity: ${ENTRA}\n`, namespace: "Spine" }), ["error answers/bad-name temporal.namespaces.Spine"]);
  const exposed = "    exposure: { ui: { host: temporal.acme.example, ingress: haproxy } }\n";
  assert.equal(findings(answers({ more: `    identity: ${ENTRA}\n` }).replace(exposed, "")), ["warning answers/ui-without-login clusters.c.exposure.ui"]);
  const frozen = "    database: { external: { host: pg.acme.example, maxConnections: 1000, names: { default: other } } }\n    frozen: { database: { default: temporal } }\n";
  assert.equal(findings({ more: frozen }), ["error answers/permanent-change clusters.c.database.external.names.default"]);
});

test("nodes and priority reach every pod of server and database", () => {
  const generated = made({ more: "    nodeClasses: { server: tier=backend, database: tier=data }\n    priorityClass: critical\n" });
  for (const path of ["server/helmrelease.yaml", "schema/schema-job.yaml", "configuration/namespaces-job.yaml"]) assert.match(text(generated, path), /nodeSelector:\n +tier: backend\n +tolerations:\n +- key: tier/, path);
  assert.match(text(generated, "database/postgres-cluster.yaml"), /nodeSelector:\n +tier: data/);
  assert.match(text(generated, "database/postgres-cluster.yaml"), "priorityClassName: critical");
  assert.match(text(generated, "server/helmrelease.yaml"), /path: \/spec\/template\/spec\/priorityClassName\n +value: critical/);
});

const variants: readonly Said[] = [
  { tier: "small" },
  { tier: "small", more: "    tls: { clients: mutual }\n" },
  { tier: "development", more: `    identity: ${ENTRA}\n    services: { internal-frontend: { replicas: 3, memory: 2Gi } }\n` },
  { tier: "production", more: "    tls: { clients: server, issuer: corporate, internode: false }\n" },
  { tier: "production", more: "    tls: { clients: none }\n    state: stopped\n" },
  { tier: "production", more: "    database: { external: { host: pg.acme.example, ca: pg-ca, maxConnections: 1000 } }\n    nodeClasses: { server: tier= }\n    priorityClass: critical\n" },
  { tier: "production", more: `    ${AZURE} } }\n    identity: { keycloak: { url: 'https://sso.example/realms/acme' } }\n    state: draining\n` },
];

for (const [index, said] of variants.entries()) {
  test(`variant ${index + 1} of ${variants.length} passes its own verification`, async () => {
    const { tree, model } = made(said);
    assert.equal((await verify(tree, expectationsOf(model))).filter(isError).map(({ code, reason }) => `${code}: ${reason}`), []);
  });
}

test("the fixture of the deep checks passes its own verification", async () => {
  const { tree, model } = emitText(readFileSync(join(root, "test/fixtures/deep/production.yaml"), "utf8"));
  assert.equal((await verify(tree, expectationsOf(model))).filter(isError), []);
});

test("a production database without a backup is warned about; a smaller one, one with a backup and one that somebody else keeps are not", () => {
  const of = (said: Said): string[] => allFindings(said).filter((finding) => finding.includes("backup"));
  assert.equal(of({}), ["warning answers/no-backup clusters.c.database.backup"]);
  assert.equal(of({ tier: "development" }), []);
  assert.equal(of({ more: "    database: { backup: { to: s3://backups/c, credentials: keys, retention: 7d } }\n" }), []);
  assert.equal(of({ more: `    ${AZURE} } }\n` }), []);
});

test.run();
