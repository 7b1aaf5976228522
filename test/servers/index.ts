/**
 * Real servers for deep checks, each on loopback, each from what this project emits.
 *
 * `node --import tsx test/servers/install.ts` brings the programs (the first time: 25 minutes of building on two cores); tests never build.
 * A test says what it needs and is skipped, or fails in CI, where that is missing:
 *
 *     import { suite } from "uvu";
 *     import { deep, startApiServer, buildKustomization, writeRepository } from "../servers/index.ts";
 *     const test = suite("the emitted repository");
 *     deep(test, "is taken by a real API server", ["kube-apiserver", "etcd", "crds", "flux-build"], async () => {
 *       const repository = writeRepository(tree);                                        // Tree, Map or entries of path → text
 *       const { code, stdout, stderr } = buildKustomization({ repository, kustomization }); // kustomization: parsed manifest of the Flux Kustomization
 *       const server = await startApiServer();                                           // 4 s; half a minute the first time
 *       try {
 *         await server.apply([{ apiVersion: "v1", kind: "Namespace", metadata: { name: "flux-system" } }]);
 *         const refused = (await server.dryRun(stdout)).filter((verdict) => !verdict.accepted);
 *         assert.equal(refused.map(({ object, messages }) => [object, ...messages]), []);
 *       } finally {
 *         await server.stop();
 *       }
 *     });
 *     test.run();
 *
 * | what | needs | call |
 * |---|---|---|
 * | what Flux would apply | flux-build | `buildKustomization({ repository, kustomization, configMaps, secrets, strict })` → code, stdout (YAML), stderr |
 * | what a health expression says | flux-build | `healthOf({ current, failed, inProgress }, object)` → `Current`, `InProgress`, `Failed` |
 * | API server | kube-apiserver, etcd, crds | `startApiServer()` → `dryRun(manifests)`, `apply(manifests)`, `api`, `kubeconfig` (for kubectl), `stop()` |
 * | PostgreSQL with CloudNativePG's parameters | postgres, openssl | `startPostgres({ parameters, names, plain, databases })` → `query`, `connect`, `runFile`, `port`, `password`, `caFile`, `ignored()`, `stop()` |
 * | server configuration of chart values | | `serverConfig(values)` → `configTemplate`, `dynamicConfig`, `environment`; `writeTemplate`, `mergeValues` |
 * | Temporal | postgres, openssl, temporal-server, temporal-sql-tool, temporal-schema, temporal | `startTemporal({ values, postgres, files, secrets, env, schema, cli })` → `cli(…)`, `address`, `metrics(service)`, `stop()` |
 * | issuer of tokens | | `startIssuer()` → `keysUrl`, `token(claims)`, `stop()` |
 * | certificates | openssl | `authority(folder)` → `issue(name, names, usages)`, `caFile` |
 * | dynamic configuration | temporal-server | `dynamicConfigFaults(dynamicConfig)` → lines |
 * | emitted admin scripts | temporal, tdbg, temporal-sql-tool, temporal-schema | `runAdminScript(text, env)` → code, stdout, stderr; env of a schema script: SQL_*, of a namespace script: TEMPORAL_ADDRESS |
 * | what a chart of ours becomes | helm | `renderChart({ chart, values, release, namespace })` → manifests; `lintChart(…)`; `tryChart(…)` → code, stdout, stderr |
 * | alert routes | alertmanager-ask | `askAlertmanager({ config, secrets, strategy, namespace, questions })` → receivers, muted, inhibited |
 * | alert rules | promtool | `checkRules(rulesOf(manifest))`, `testRules([rulesOf(manifest), …], { evaluation_interval, tests })` → code, stdout, stderr |
 * | any program | its name | `run(pathOf("shellcheck"), [file])` → code, stdout, stderr |
 *
 * Schema before server, by the emitted script: `runAdminScript(script, { SQL_HOST: postgres.host, SQL_PORT: String(postgres.port), SQL_PASSWORD: postgres.password, … })`, then `startTemporal({ …, schema: "none" })`.
 * Environment: CTP_PROGRAMS (where built programs are), CTP_CRDS (folder of the definitions), CTP_KEEP (leave the temporary folders with configurations and logs).
 */
export { startApiServer, type ApiServer, type Manifests } from "./apiserver.ts";
export { mergeValues, serverConfig, writeTemplate, type ServerConfig, type Service, type Values } from "./chart-values.ts";
export { authority, serverCertificate, type Authority, type Certificate } from "./certificates.ts";
export { deep } from "./deep.ts";
export { buildKustomization, healthOf, writeRepository, type BuildRequest, type Files, type HealthExpressions } from "./flux.ts";
export { startIssuer, type Issuer } from "./issuer.ts";
export { lintChart, renderChart, tryChart, type ChartRequest } from "./helm.ts";
export { type Verdict } from "./kube-api.ts";
export { startPostgres, type Database, type Postgres, type PostgresOptions } from "./postgres.ts";
export { mustRun, run, temporaryFolder, type Ran } from "./process.ts";
export { pathOf, program, type ProgramName } from "./programs.ts";
export { askAlertmanager, type AlertAnswer, type AlertQuestion, type AlertmanagerRequest } from "./alertmanager.ts";
export { checkRules, rulesOf, testRules, type RuleGroups, type RuleTests } from "./promtool.ts";
export { dynamicConfigFaults, runAdminScript, startTemporal, type Temporal, type TemporalOptions } from "./temporal.ts";
