import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inTemporary, root, run } from "../cli/run.ts";
import { emit, parse, valuesOf } from "../deep/emitted.ts";
import { deep } from "../servers/deep.ts";
import { startPostgres } from "../servers/postgres.ts";
import { startTemporal } from "../servers/temporal.ts";
import { installStarters } from "./starters.ts";

const test = suite("the tutorial");
const tutorial = readFileSync(join(root, "docs/tutorial.md"), "utf8");
/** The code below the sentence that names its file. */
const codeOf = (file: string): string => new RegExp(`in \`${file.replace(".", "\\.")}\`:\\n\\n\`\`\`js\\n([\\s\\S]*?)\`\`\``).exec(tutorial)?.[1] ?? "";

test("its second part happens as it says: the retention arrives, and the comment is still there", () =>
  inTemporary((folder) => {
    const platform = join(folder, "my-platform");
    assert.is(run(["new", platform, "--answers", join(root, "examples/homelab.yaml")]).code, 0);
    const release = join(platform, "clusters/um890/server/helmrelease.yaml");
    const answers = join(platform, "platform.yaml");
    writeFileSync(release, readFileSync(release, "utf8").replace(/^spec:$/m, "# ours\nspec:"));
    writeFileSync(answers, readFileSync(answers, "utf8").replace("retention: 3d", "retention: 7d"));
    const { code, out } = run(["update", "--diff"], { cwd: platform });
    assert.is(code, 0);
    assert.match(out, /^\+.*168h/m);
    assert.match(readFileSync(release, "utf8"), /^# ours$/m);
    assert.is(run(["explain", "clusters/um890/server/helmrelease.yaml:20"], { cwd: platform }).code, 0);
  }));

deep(test, "its worker runs its workflow on a real server with the emitted configuration", ["postgres", "openssl", "temporal-server", "temporal-sql-tool", "temporal-schema", "temporal"], async () => {
  const { typescript } = installStarters();
  const release = emit("homelab").tree.get("clusters/um890/server/helmrelease.yaml")!;
  const postgres = await startPostgres();
  const temporal = await startTemporal({ values: valuesOf(parse(release.text)[0]!), postgres, schema: "tool" });
  // Beside the starter, whose packages are the same.
  for (const file of ["workflows.js", "worker.js"]) writeFileSync(join(typescript, `tutorial-${file.replace(".js", ".cjs")}`), codeOf(file).replace("./workflows.js", "./tutorial-workflows.cjs"));
  assert.is(temporal.cli("operator", "namespace", "create", "-n", "home", "--retention", "72h").code, 0);
  let log = "";
  const start = () => {
    const child = spawn("node", ["tutorial-worker.cjs"], { cwd: typescript, env: { PATH: process.env["PATH"] ?? "", TEMPORAL_ADDRESS: temporal.address }, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (log += chunk.toString()));
    return child;
  };
  let worker = start();
  const again = (): void => void worker.once("exit", (code) => code !== null && code !== 0 && setTimeout(() => ((worker = start()), again()), 1000));
  again();
  try {
    const command = /temporal (workflow execute .*)/.exec(tutorial)?.[1] ?? "";
    const words = command.replace(/--address \S+ /, "").replace(`'"world"'`, `"world"`).split(" ");
    const { code, stdout, stderr } = temporal.cli(...words, "--execution-timeout", "60s");
    assert.is(code, 0, stdout + stderr + log);
    assert.match(stdout, "Hello, world!");
  } finally {
    worker.removeAllListeners("exit");
    worker.kill("SIGKILL");
    temporal.stop();
    postgres.stop();
  }
});

test.run();
