import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { emit, valuesOf } from "../deep/emitted.ts";
import { deep } from "../servers/deep.ts";
import { startPostgres } from "../servers/postgres.ts";
import { startTemporal } from "../servers/temporal.ts";
import { parse } from "../deep/emitted.ts";
import { installStarters } from "./starters.ts";

const test = suite("the starters");
const starters = installStarters();
const key = Buffer.alloc(32, 7).toString("base64");
const commands = { typescript: ["node", "dist/worker.js"], python: [starters.interpreter, "-m", "worker"] } as const;

test("the TypeScript starter passes its own tests", () => {
  const { status, stdout, stderr } = spawnSync("npm", ["test"], { cwd: starters.typescript, encoding: "utf8" });
  assert.is(status, 0, stdout + stderr);
  assert.match(stdout, /^# pass [1-9]/m);
});

test("the Python starter passes its own tests, the codec's vectors among them", () => {
  const { status, stderr } = spawnSync(starters.interpreter, ["-W", "error::ResourceWarning", "-m", "unittest", "--verbose"], { cwd: starters.python, encoding: "utf8" });
  assert.is(status, 0, stderr);
  assert.match(stderr, /test_every_vector_opens .*ok/);
});

const programs = ["postgres", "openssl", "temporal-server", "temporal-sql-tool", "temporal-schema", "temporal"] as const;

deep(test, "both work for a real server, hide what they are given, answer for their health, and end in good order", programs, async () => {
  const release = emit("homelab").tree.get("clusters/um890/server/helmrelease.yaml")!;
  const postgres = await startPostgres();
  const temporal = await startTemporal({ values: valuesOf(parse(release.text)[0]!), postgres, schema: "tool" });
  const children: ChildProcess[] = [];
  let port = 21_000 + (process.pid % 5000) * 2;
  const start = (language: keyof typeof commands, taskQueue: string, more: Record<string, string>): { readonly child: ChildProcess; readonly health: number; readonly metrics: number } => {
    const [health, metrics] = [(port += 1), (port += 1)];
    const env = { PATH: process.env["PATH"] ?? "", TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: "orders", TEMPORAL_TASK_QUEUES: taskQueue, SHUTDOWN_SECONDS: "20", HEALTH_PORT: String(health), METRICS_PORT: String(metrics), ...more };
    const [program, ...args] = commands[language];
    const child = spawn(program, args, { cwd: starters[language], env, stdio: ["ignore", "ignore", "pipe"] });
    children.push(child);
    return { child, health, metrics };
  };
  /** Rows of the history that hold a text in clear. */
  const visible = (text: string): number => Number(postgres.query("temporal", `select count(*) from history_node where position(convert_to('${text}', 'UTF8') in data) > 0`)[0]?.[0]);
  try {
    assert.is(temporal.cli("operator", "namespace", "create", "-n", "orders", "--retention", "24h").code, 0);
    await wait(5000);
    for (const language of ["typescript", "python"] as const) {
      for (const encrypted of [false, true]) {
        const name = `${language}-${encrypted ? "encrypted" : "plain"}`;
        const worker = start(language, name, encrypted ? { CODEC_KEY_PROVIDER: "local", CODEC_LOCAL_KEY: key } : {});
        const id = `order-of-${name}`;
        const { code, stdout, stderr } = temporal.cli("workflow", "execute", "-n", "orders", "--type", "processOrder", "--task-queue", name, "--workflow-id", name, "--input", JSON.stringify({ id, amount: 12.5 }), "--execution-timeout", "60s");
        assert.is(code, 0, stdout + stderr);
        assert.is(stdout.includes('"charged":12.5'), !encrypted, name);
        // What the client gave in clear stands there once; the worker adds activity input, its result and the workflow's.
        assert.is(visible(id) > 1, !encrypted, name);
        assert.equal(await Promise.all(["livez", "readyz"].map(async (path) => (await fetch(`http://127.0.0.1:${worker.health}/${path}`)).status)), [200, 200]);
        assert.match(await (await fetch(`http://127.0.0.1:${worker.metrics}/metrics`)).text(), `temporal_worker_task_slots_available{namespace="orders",service_name="temporal-core-sdk",task_queue="${name}"`);
        const ended = new Promise((resolve) => worker.child.once("exit", (exit) => resolve(exit)));
        worker.child.kill("SIGTERM");
        assert.is(await ended, 0, name);
      }
    }
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await temporal.stop();
    await postgres.stop();
  }
});

test.run();
