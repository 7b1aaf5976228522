import { spawn, type ChildProcess } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { emit, parse, valuesOf } from "../deep/emitted.ts";
import { deep } from "../servers/deep.ts";
import { startIssuer } from "../servers/issuer.ts";
import { startPostgres } from "../servers/postgres.ts";
import { freePorts } from "../servers/process.ts";
import { startTemporal } from "../servers/temporal.ts";
import { installCodecServer, installStarters } from "./starters.ts";

/** From a worker through a real server's history to the screen of somebody: what is encrypted on the way, and who may see it at its end. */
const test = suite("payloads, from a worker to a person");
const starters = installStarters();
const codecServer = installCodecServer(starters);
const UI = "https://temporal.acme.example";
const ISSUER = "https://issuer.example/v2.0";
const AUDIENCE = "24444444-4444-4444-4444-444444444444";
const SECRET = "4111-1111-1111-1111";
const programs = ["postgres", "openssl", "temporal-server", "temporal-sql-tool", "temporal-schema", "temporal"] as const;

interface Payload {
  readonly metadata: Readonly<Record<string, string>>;
  readonly data: string;
}

/** Every payload of a history, however deep it lies. */
const payloadsOf = (value: unknown): Payload[] =>
  typeof value !== "object" || value === null ? [] : Object.entries(value).flatMap(([key, inner]) => (key === "payloads" && Array.isArray(inner) ? (inner as Payload[]) : payloadsOf(inner)));
const text = (base64: string | undefined): string => Buffer.from(base64 ?? "", "base64").toString();

async function answers(url: string): Promise<void> {
  for (let tries = 0; (await fetch(url).then(({ status }) => status, () => 0)) !== 200; tries++) {
    if (tries > 300) throw new Error(`${url} does not answer with 200`);
    await wait(100);
  }
}

deep(test, "a history of a real server is decoded for whoever may read its namespace, and for nobody else", programs, async () => {
  const release = emit("homelab").tree.get("clusters/um890/server/helmrelease.yaml")!;
  const postgres = await startPostgres();
  const temporal = await startTemporal({ values: valuesOf(parse(release.text)[0]!), postgres, schema: "tool" });
  const issuer = await startIssuer();
  const children: ChildProcess[] = [];
  const logs = { codec: "", worker: "" };
  const start = (name: keyof typeof logs, cwd: string, program: string, env: Readonly<Record<string, string>>): ChildProcess => {
    const child = spawn("node", [program], { cwd, env: { PATH: process.env["PATH"] ?? "", CODEC_KEY_PROVIDER: "local", CODEC_LOCAL_KEY: Buffer.alloc(32, 9).toString("base64"), ...env }, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (logs[name] += chunk.toString()));
    children.push(child);
    return child;
  };
  const [port = 0, management = 0, health = 0, metrics = 0] = await freePorts(4);
  const endpoint = `http://127.0.0.1:${port}`;
  const token = (roles: readonly string[], more: Readonly<Record<string, unknown>> = {}, by: "issuer" | "stranger" = "issuer"): string => `Bearer ${issuer.token({ iss: ISSUER, aud: AUDIENCE, sub: "ada", preferred_username: "ada@acme.example", roles, ...more }, by)}`;
  try {
    for (const namespace of ["orders", "billing"]) assert.is(temporal.cli("operator", "namespace", "create", "-n", namespace, "--retention", "24h").code, 0);
    const server = start("codec", codecServer, "dist/main.js", {
      CODEC_PORT: String(port), CODEC_MANAGEMENT_PORT: String(management), CODEC_HOST: "127.0.0.1", CODEC_DRAIN_SECONDS: "0",
      CODEC_NAMESPACES: "orders,billing", CODEC_CORS_ORIGINS: UI,
      CODEC_JWT_JWKS_URL: issuer.keysUrl, CODEC_JWT_ISSUER: ISSUER, CODEC_JWT_AUDIENCE: AUDIENCE, CODEC_JWT_PERMISSIONS_CLAIM: "roles",
    });
    await answers(`http://127.0.0.1:${management}/readyz`);
    await wait(5000);
    // As Kubernetes does: a worker that comes before the server knows its namespace ends, and starts again.
    const work = (): void => void start("worker", starters.typescript, "dist/worker.js", { TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: "orders", TEMPORAL_TASK_QUEUES: "orders", HEALTH_PORT: String(health), METRICS_PORT: String(metrics) }).once("exit", (code) => code === 0 || code === null || setTimeout(work, 1000));
    work();
    await answers(`http://127.0.0.1:${health}/readyz`);

    // The command line encodes and decodes by the codec server, as one who may write the namespace.
    const cli = (authorization: string, ...args: string[]) => temporal.cli("workflow", ...args, "-n", "orders", "--workflow-id", "paid", "--codec-endpoint", endpoint, "--codec-auth", authorization);
    const order = ["--type", "processOrder", "--task-queue", "orders", "--input", JSON.stringify({ id: SECRET, amount: 12.5 })];
    const executed = cli(token(["orders:write"]), "execute", ...order, "--execution-timeout", "60s");
    assert.is(executed.code, 0, executed.stdout + executed.stderr);
    assert.match(executed.stdout, SECRET);
    assert.is.not(cli(token(["orders:read"]), "start", ...order).code, 0, "who may only read starts nothing");

    // Nothing of it is in the database in clear, input and result of workflow and activity included.
    assert.equal(postgres.query("temporal", `select count(*) from history_node where position(convert_to('${SECRET}', 'UTF8') in data) > 0`)[0]?.[0], "0");

    // What the UI reads from the server…
    const history = await (await fetch(`http://${temporal.httpAddress}/api/v1/namespaces/orders/workflows/paid/history`, { headers: { accept: "application/json+no-payload-shorthand" } })).json();
    const payloads = payloadsOf(history);
    assert.is(payloads.length, 4);
    for (const { metadata } of payloads) assert.equal([text(metadata["encoding"]), text(metadata["encryption-namespace"])], ["binary/encrypted", "orders"]);

    // …and what it asks the codec server, one block after the other, the browser's preflight before it.
    const ask = (headers: Readonly<Record<string, string>>) =>
      fetch(`${endpoint}/decode?preserveStorageRefs=true`, { method: "POST", headers: { "content-type": "application/json", "x-namespace": "orders", origin: UI, ...headers }, body: JSON.stringify({ payloads }) });
    const preflight = await fetch(`${endpoint}/decode?preserveStorageRefs=true`, { method: "OPTIONS", headers: { origin: UI, "access-control-request-method": "POST", "access-control-request-headers": "authorization,authorization-extras,content-type,x-namespace" } });
    assert.equal([preflight.status, preflight.headers.get("access-control-allow-origin")], [204, UI]);
    const decoded = async (response: Response): Promise<unknown[]> => ((await response.json()) as { payloads: Payload[] }).payloads.map(({ metadata, data }) => (text(metadata["encoding"]) === "json/plain" ? JSON.parse(text(data)) : text(metadata["encoding"])));
    const given = { id: SECRET, amount: 12.5 };
    const receipt = { orderId: SECRET, charged: 12.5 };
    for (const roles of [["orders:read"], ["billing:read", "orders:write"], ["temporal-system:read"]]) {
      const response = await ask({ authorization: token(roles), "authorization-extras": "an.id.token" });
      assert.equal([response.status, response.headers.get("access-control-allow-origin")], [200, UI]);
      assert.equal(await decoded(response), [given, given, receipt, receipt], roles.join());
    }

    const refused: [string, number, Readonly<Record<string, string>>][] = [
      ["no token", 401, {}],
      ["a token signed by somebody else", 401, { authorization: token(["orders:admin"], {}, "stranger") }],
      ["a token for another application", 401, { authorization: token(["orders:admin"], { aud: "00000003-0000-0000-c000-000000000000" }) }],
      ["a token of another issuer", 401, { authorization: token(["orders:admin"], { iss: "https://sts.windows.net/other/" }) }],
      ["a token that has expired", 401, { authorization: token(["orders:admin"], { exp: Math.floor(Date.now() / 1000) - 120 }) }],
      ["rights in another namespace", 403, { authorization: token(["billing:admin"]) }],
      ["the right to work, which is none to read", 403, { authorization: token(["orders:worker"]) }],
      ["no rights", 403, { authorization: token([]) }],
      ["a page of another origin", 403, { authorization: token(["orders:admin"]), origin: "https://evil.example" }],
    ];
    for (const [name, status, headers] of refused) {
      const response = await ask(headers);
      assert.is(response.status, status, name);
      assert.not.match(await response.text(), SECRET, name);
    }
    // Rights in one namespace open no payload of another, whatever the header says.
    const spoofed = await ask({ authorization: token(["billing:admin"]), "x-namespace": "billing" });
    assert.equal(await decoded(spoofed), payloads.map(() => "binary/encrypted"));

    const shown = cli(token(["orders:read"]), "show");
    assert.match(shown.stdout, SECRET);
    const unseen = cli(token(["billing:admin"]), "show");
    assert.not.match(unseen.stdout + unseen.stderr, SECRET);

    // Who saw what is written down; what they saw is not, by nobody.
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGTERM");
    assert.is(await ended, 0);
    const audit = logs.codec.split("\n").filter((line) => line.startsWith('{"log":"audit"')).map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.ok(audit.some(({ operation, namespace, subject, name, decrypted, status }) => operation === "decode" && namespace === "orders" && subject === "ada" && name === "ada@acme.example" && decrypted === 4 && status === 200));
    assert.is(audit.filter(({ status }) => status === 401).length, 5);
    assert.ok(audit.some(({ failed }) => JSON.stringify(failed) === JSON.stringify({ "wrong-namespace": 4 })));
    assert.not.match(logs.codec, SECRET);
  } catch (error) {
    console.log(`codec server:\n${logs.codec}\nworker:\n${logs.worker}`);
    throw error;
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await issuer.stop();
    await temporal.stop();
    await postgres.stop();
  }
});

test.run();
