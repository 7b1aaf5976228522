import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { run, temporaryFolder, until, type Ran } from "./process.ts";

const test = suite("a deep check");

/** Runs a file with one deep test whose body is given, on a machine where no program has been built. */
function file(body: string, needs: readonly string[], env: Readonly<Record<string, string>> = {}): Ran {
  const folder = temporaryFolder("deep");
  const path = join(folder, "x.mts");
  const imports = [["suite", import.meta.resolve("uvu")], ["deep", new URL("deep.ts", import.meta.url).href], ["start, temporaryFolder", new URL("process.ts", import.meta.url).href]];
  writeFileSync(path, `${imports.map(([names, from]) => `import { ${names} } from ${JSON.stringify(from)};`).join("\n")}\nconst test = suite("x");\ndeep(test, "title", ${JSON.stringify(needs)}, async () => { ${body} });\ntest.run();\n`);
  return run(process.execPath, ["--import", "tsx", path], { cwd: fileURLToPath(new URL("../..", import.meta.url)), env: { CTP_PROGRAMS: join(folder, "none"), ...env } });
}

test("is skipped with its reason where a program is missing", () => {
  const { code, stdout } = file("throw new Error('ran')", ["promtool"]);
  assert.is(code, 0);
  assert.match(stdout, /^# skipped: title: promtool is not built: run `node --import tsx test\/servers\/install\.ts`$/m);
  assert.match(stdout, /Skipped: +1/);
});

test("fails where a program is missing and CI is true", () => {
  const { code, stdout } = file("", ["promtool"], { CI: "true" });
  assert.is(code, 1);
  assert.match(stdout, "This check could not run: promtool is not built");
});

test("shows the last words of its servers when it fails, and leaves none of them behind", async () => {
  const { code, stdout } = file(
    `const folder = temporaryFolder("x"); const server = start("talker", "/bin/sh", ["-c", "echo listening on nothing; echo pid $$; exec sleep 300"], { folder });
     while (!server.tail().includes("pid")) await new Promise((resolve) => setTimeout(resolve, 20));
     throw new Error("wrong");`,
    [],
  );
  assert.is(code, 1);
  assert.match(stdout, /--- talker: .*\nlistening on nothing/);
  const pid = Number(/^pid (\d+)$/m.exec(stdout)?.[1]);
  assert.ok(pid > 0);
  // Dead, or dead and not yet collected by the process that inherited it.
  await until("end of the server", () => !existsSync(`/proc/${pid}/stat`) || /\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8")), [], 10);
});

test.run();
