import { copyFileSync, readFileSync } from "node:fs";
import { get } from "node:https";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Cluster } from "../../generators/model/index.ts";
import type { Certificate } from "../servers/certificates.ts";
import type { Values } from "../servers/chart-values.ts";
import { deep } from "../servers/deep.ts";
import { run, until, type Ran } from "../servers/process.ts";
import { pathOf } from "../servers/programs.ts";
import { runAdminScript } from "../servers/temporal.ts";
import { root } from "../cli/run.ts";
import { bearer, boot, call, environment, managedPostgres, programs, schemaStep, scriptOf, serverValues, show, type Platform } from "./boot.ts";
import { builtByFlux, emitText, find } from "./emitted.ts";
import { platformChecks } from "./platform.ts";

const test = suite("a production platform on real servers");
const answers = readFileSync(join(root, "test/fixtures/deep/production.yaml"), "utf8");
const generated = emitText(answers);
const cluster = (name: string, from = generated): Cluster => from.model.clusters.find((each) => each.name === name)!;

platformChecks(test, generated, ["flux-system", "monitoring"]);

const script = (path: string): string => scriptOf(generated, path);
/** The emitted production cluster. */
const platform = (check: (platform: Platform) => Promise<void> | void, change: Values = {}, from = generated): Promise<void> => boot(from, cluster("prod", from), check, change);

deep(test, "roles.sql makes databases and roles without superuser, twice; the schema's role makes the tables, the server's role can change none of them", programs, async () => {
  const { postgres, roles } = await managedPostgres(generated);
  try {
    for (const round of [1, 2]) {
      const { code, stderr, stdout } = roles(round === 1);
      assert.is(code, 0, `round ${round}: ${stderr}`);
      assert.is(stderr, "");
      assert.match(stdout, "are as they should be");
      const step = schemaStep(generated, builtByFlux(generated, cluster("prod")), postgres);
      assert.is(step.code, 0, step.stderr);
    }
    assert.equal(postgres.query("temporal", "select distinct tableowner from pg_tables where schemaname = 'public'"), [["temporal_schema"]]);
    assert.equal(postgres.query("temporal_visibility", "select extname from pg_extension order by 1"), [["btree_gin"], ["plpgsql"]]);
    for (const [database, version] of [["temporal", "1.19"], ["temporal_visibility", "1.14"]] as const) {
      assert.is(postgres.connect(database, "temporal", "select curr_version from schema_version").stdout.trim(), version);
      for (const statement of ["create table mine (i int)", "create schema mine", "drop table schema_version", "alter table schema_version add column mine int", "truncate schema_version", "create temporary table mine (i int)"]) {
        assert.match(postgres.connect(database, "temporal", statement).stderr, /permission denied|must be owner/, statement);
      }
    }
    postgres.query("postgres", `create role stranger login password '${postgres.password.replaceAll("'", "''")}'`);
    assert.match(postgres.connect("temporal", "stranger", "select 1").stderr, "permission denied for database");
  } finally {
    await postgres.stop();
  }
});

deep(test, "a second run of roles.sql grants what a schema step before it made, and keeps passwords that it is not given", programs, async () => {
  const { postgres, roles } = await managedPostgres(generated);
  try {
    assert.is(roles().code, 0);
    assert.is(schemaStep(generated, builtByFlux(generated, cluster("prod")), postgres).code, 0);
    postgres.query("temporal", "revoke all on all tables in schema public from temporal");
    assert.match(postgres.connect("temporal", "temporal", "select 1 from executions").stderr, "permission denied");
    assert.is(roles(false).code, 0);
    assert.is(postgres.connect("temporal", "temporal", "select 1 from executions").code, 0);
  } finally {
    await postgres.stop();
  }
});

/** One GET to the HTTP API of the frontend, which asks for the same as its gRPC. */
const httpApi = (address: string, path: string, { caFile, certFile, keyFile, serverName, token }: Certificate & { readonly serverName: string; readonly token: string }): Promise<string> =>
  new Promise((resolve, reject) => {
    const options = { ca: readFileSync(caFile), cert: readFileSync(certFile), key: readFileSync(keyFile), servername: serverName, headers: { authorization: `Bearer ${token}` } };
    const request = get(`https://${address}${path}`, options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part)).on("end", () => resolve(text));
    });
    request.on("error", reject);
  });
deep(test, "the frontend asks for a certificate and a token: each missing or wrong one is refused, and a permission opens its namespace only", programs, () =>
  platform(async ({ temporal, issuer, steps, issued, authorities }) => {
    assert.equal([...temporal.running].sort(), ["frontend", "history", "internal-frontend", "matching", "worker"]);
    const job = environment(find(steps, "Job", "temporal-namespaces"));
    const jobs = issued.get("temporal-jobs")!;
    const paths = { "tls.crt": jobs.certFile, "tls.key": jobs.keyFile, "ca.crt": jobs.caFile };
    const env = Object.fromEntries(Object.entries(job).map(([name, value]) => [name, paths[value.split("/").at(-1) as keyof typeof paths] ?? value]));
    const reconcile = (): Ran => runAdminScript(script("apps/temporal/configuration/namespaces.sh"), { ...env, TEMPORAL_ADDRESS: temporal.internalAddress! });
    const first = reconcile();
    assert.is(first.code, 0, first.stderr);
    assert.match(first.stdout, /namespace spine: created/);
    const second = reconcile();
    assert.is(second.code, 0, second.stderr);
    assert.match(second.stdout, "namespace spine: unchanged");
    assert.not.match(second.stdout, /created|updated/);

    const { serverName } = cluster("prod").tls;
    const { audience, permissionsClaim } = cluster("prod").identity!;
    const worker = authorities["temporal-clients"]!.issue("worker-spine", ["worker-spine"], ["clientAuth"]);
    const list = (namespace: string, ...args: readonly string[]): Ran => call(temporal.address, "workflow", "list", "-n", namespace, ...args);
    const certified = show(worker, serverName);
    const token = (permissions: readonly string[], claims: Readonly<Record<string, unknown>> = {}): string => issuer.token({ aud: audience, [permissionsClaim]: permissions, ...claims });
    const writer = bearer(token(["spine:write"], { sub: "the-writer" }));

    const isRefused = ({ code, stderr }: Ran, why: RegExp, what: string): void => {
      assert.is.not(code, 0, what);
      assert.ok(why.test(stderr), `${what}: ${stderr}`);
    };
    // How a connection ends that the other side does not want depends on who speaks first.
    const closed = /preface|certificate|connection|deadline exceeded|EOF|reset by peer|broken pipe|transport/i;
    isRefused(list("spine", ...writer), closed, "without TLS");
    isRefused(list("spine", "--tls-ca-path", worker.caFile, "--tls-server-name", serverName, ...writer), closed, "without a client certificate");
    isRefused(list("spine", ...show({ ...jobs, caFile: worker.caFile }, serverName), ...writer), closed, "a certificate of the services' authority");
    isRefused(list("spine", ...show(worker, "temporal-internode"), ...writer), /temporal-internode/, "another server than the one that is meant");

    const denied = /Request unauthorized/;
    isRefused(list("spine", ...certified), denied, "without a token");
    for (const [what, wrong] of [
      ["signed by somebody else", issuer.token({ aud: audience, [permissionsClaim]: ["spine:admin"] }, "stranger")],
      ["for another audience", token(["spine:write"], { aud: "another-program" })],
      ["without an audience", token(["spine:write"], { aud: undefined })],
      ["that has ended", token(["spine:write"], { exp: 1_000_000_000 })],
      ["without the claim", issuer.token({ aud: audience })],
      ["with the claim under another name", issuer.token({ aud: audience, permissions: ["spine:write"], groups: ["spine:write"] })],
      ["that is no token", "nonsense"],
      ["for another namespace", token(["orders:write"])],
      ["with the role worker alone", token(["spine:worker"])],
    ] as const) {
      isRefused(list("spine", ...certified, ...bearer(wrong)), denied, `a token ${what}`);
    }

    const good = list("spine", ...certified, ...writer);
    assert.is(good.code, 0, good.stderr);
    const started = call(temporal.address, "workflow", "start", "-n", "spine", "--type", "Check", "--task-queue", "checks", "--workflow-id", "check", ...certified, ...writer);
    assert.is(started.code, 0, started.stderr);
    const history = await httpApi(temporal.httpAddress, "/api/v1/namespaces/spine/workflows/check/history", { ...worker, serverName, token: token(["spine:read"]) });
    assert.match(history, /"principal":\s*\{\s*"type":\s*"jwt",\s*"name":\s*"the-writer"/);
    assert.is(list("spine", ...certified, ...bearer(token(["spine:read"]))).code, 0, "a reader may list");
    isRefused(call(temporal.address, "workflow", "start", "-n", "spine", "--type", "Check", "--task-queue", "checks", ...certified, ...bearer(token(["spine:read"]))), denied, "a reader may not start");
    isRefused(list("temporal-system", ...certified, ...writer), denied, "another namespace");
    isRefused(call(temporal.address, "operator", "namespace", "list", ...certified, ...writer), denied, "all namespaces");
    isRefused(call(temporal.address, "operator", "namespace", "create", "-n", "mine", ...certified, ...writer), denied, "a namespace of one's own");

    const admin = bearer(token(["temporal-system:admin"]));
    assert.is(list("spine", ...certified, ...admin).code, 0);
    assert.match(call(temporal.address, "operator", "namespace", "list", ...certified, ...admin).stdout, "spine");
  }),
);

deep(test, "the internal frontend asks for no token, and takes certificates of the services' authority only", programs, () =>
  platform(({ temporal, issued, authorities }) => {
    const address = temporal.internalAddress!;
    const jobs = issued.get("temporal-jobs")!;
    const health = (...args: readonly string[]): Ran => call(address, "operator", "namespace", "list", ...args);
    assert.is(health(...show(jobs, "temporal-internode")).code, 0);
    assert.is(run(pathOf("tdbg"), ["--address", address, "--tls-ca-path", jobs.caFile, "--tls-cert-path", jobs.certFile, "--tls-key-path", jobs.keyFile, "--tls-server-name", "temporal-internode", "shard", "describe", "--shard-id", "1"]).code, 0);
    assert.is.not(health().code, 0);
    assert.is.not(health("--tls-ca-path", jobs.caFile, "--tls-server-name", "temporal-internode").code, 0);
    const worker = authorities["temporal-clients"]!.issue("worker-spine", ["worker-spine"], ["clientAuth"]);
    assert.is.not(health(...show({ ...worker, caFile: jobs.caFile }, "temporal-internode")).code, 0);
    assert.is(temporal.cli("operator", "cluster", "health").code, 0);
  }),
);

const serial = (address: string, caller: Certificate): string => {
  const { stdout } = run(pathOf("openssl"), ["s_client", "-connect", address, "-alpn", "h2", "-CAfile", caller.caFile, "-cert", caller.certFile, "-key", caller.keyFile], { input: "" });
  return run(pathOf("openssl"), ["x509", "-noout", "-serial"], { input: stdout }).stdout.trim();
};

deep(test, "a renewed certificate is served without a restart", programs, () =>
  platform(
    async ({ temporal, issued, authorities, mounts }) => {
      const clients = authorities["temporal-clients"]!;
      const caller = clients.issue("caller", ["caller"], ["clientAuth"]);
      const before = serial(temporal.address, caller);
      assert.match(before, /^serial=/);
      const renewed = clients.issue("temporal-frontend", cluster("prod").tls.frontendDnsNames, ["serverAuth"]);
      assert.is(renewed.certFile, issued.get("temporal-frontend")!.certFile);
      // Secrets are swapped as a whole; here the key comes first, and a pair that does not fit is read again later.
      copyFileSync(renewed.keyFile, mounts["/etc/temporal/certs/frontend/tls.key"]!);
      copyFileSync(renewed.certFile, mounts["/etc/temporal/certs/frontend/tls.crt"]!);
      await until("renewed certificate", () => serial(temporal.address, caller) !== before, [], 30);
    },
    { server: { config: { tls: { refreshInterval: "1s" } } } },
  ),
);

deep(test, "clients that only check the server, and plain services: a workflow starts without a certificate, and the system worker has a frontend without TLS", programs, () => {
  const plain = emitText(answers.replace(/ {2}identity:\n.*\n/, "  tls: { clients: server, internode: false }\n"));
  return platform(
    async ({ temporal, issued }) => {
      const { caFile } = issued.get("temporal-frontend")!;
      const { serverName } = cluster("prod", plain).tls;
      assert.is(temporal.cli("operator", "namespace", "create", "-n", "spine").code, 0);
      const start = (...args: readonly string[]): Ran => call(temporal.address, "workflow", "start", "-n", "spine", "--type", "Check", "--task-queue", "checks", ...args);
      assert.is.not(start().code, 0);
      const started = start("--tls-ca-path", caFile, "--tls-server-name", serverName);
      assert.is(started.code, 0, started.stderr);
      // Started, and run, by the system worker.
      await until("workflow of the system worker", () => temporal.cli("workflow", "list", "-n", "temporal-system").stdout.includes("temporal-sys-"), [], 60);
    },
    {},
    plain,
  );
});

deep(test, "settings of the answers win over ours, however they are written, and stand beside them", ["flux-build"], () => {
  for (const name of ["prod", "test"]) {
    const { dynamicConfig } = serverValues(builtByFlux(generated, cluster(name)))["server"] as { dynamicConfig: Values };
    assert.equal(dynamicConfig["limit.maxIDLength"], [{ value: 200 }]);
    assert.equal(dynamicConfig["frontend.namespaceCount"], [{ value: 500 }]);
    assert.is(dynamicConfig["limit.maxidlength"], undefined);
  }
});

test.run();
