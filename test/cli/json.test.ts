import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { commands } from "../../generators/cli/commands.ts";
import { temporaryFolder } from "../servers/process.ts";
import { root, run } from "./run.ts";

/** Programs read standard output: under `--json` it is one JSON document, whatever happens. */
const test = suite("--json");
const folder = temporaryFolder("json");
const platform = join(folder, "platform");
const homelab = join(root, "examples/homelab.yaml");
const broken = join(folder, "broken.yaml");
writeFileSync(broken, "customer: [\n");
const faulty = join(folder, "faulty");
mkdirSync(join(faulty, ".temporal-platform"), { recursive: true });
writeFileSync(join(faulty, "platform.yaml"), "clusters: 3\n");
writeFileSync(join(faulty, ".temporal-platform/lock"), "<<<<<<< mine\n");
const binary = join(folder, "binary.yaml");
writeFileSync(binary, Buffer.from([0xff, 0xfe, 0, 0]));
assert.is(run(["new", platform, "--answers", homelab]).code, 0);
assert.is(run(["questionnaire", join(folder, "q.md")]).code, 0);

/** Arguments by command, where it ends well and where it does not; those of every command come on top. */
const lines: Readonly<Record<string, readonly (readonly string[])[]>> = {
  new: [[join(folder, "fresh"), "--answers", homelab, "--dry-run"], [join(folder, "fresh"), "--answers", broken], [join(folder, "fresh"), "--answers", binary], [join(folder, "fresh")], [platform, "--answers", homelab], [join(folder, "fresh"), "--answers", join(folder, "nowhere.yaml")]],
  update: [[platform, "--dry-run"], [faulty], [join(folder, "nowhere")], [platform, "--dry-run", "--take", "nowhere.yaml"], [platform, "--dry-run", "--answers", broken]],
  check: [[platform], [faulty], [join(folder, "nowhere")]],
  verify: [[platform], [faulty], [join(folder, "nowhere")], [homelab], ["--explain", "verify/no-creator"], ["--explain", "nothing"], [platform, "--format", "json"], [platform, "--format", "nothing"]],
  size: [["--peak-workflows-per-second", "20"], [], ["--peak-workflows-per-second", "many"], ["--peak-workflows-per-second", "2", "--tier", "huge"], ["--peak-workflows-per-second", "2", "--output", folder]],
  schema: [[], ["--output", join(folder, "schema.json")], ["--output", folder]],
  completion: [["bash"], ["zhs"], []],
  questionnaire: [[], ["--owner", "nobody"], [join(folder, "q.md")], ["--read", join(folder, "q.md")], ["--read", join(folder, "nowhere.md")], [broken, "--read", join(folder, "q.md")], ["--read", binary]],
  "add worker": [["fresh", platform, "--dry-run"], ["My Worker", platform, "--dry-run"], ["fresh", faulty], ["fresh", platform, "--language", "cobol", "--dry-run"], []],
  "add namespace": [["fresh", platform, "--dry-run"], ["home", platform], ["fresh", platform, "--retention", "soon", "--dry-run"]],
  "add environment": [["fresh", platform, "--dry-run"], ["fresh", join(folder, "nowhere")]],
  explain: [[], ["nothing", platform], [join(platform, "platform.yaml")]],
  "upgrade plan": [[platform], [platform, "--to", "9"], [join(folder, "nowhere"), "--to", "1"]],
  "upgrade next": [[platform], [join(folder, "nowhere")]],
  adopt: [[join(folder, "nowhere")], [platform]],
  "add cluster": [["fresh", platform, "--environment", "fresh", "--dry-run"], ["um890", platform, "--environment", "x"]],
};

const everywhere: readonly (readonly string[])[] = [["--no-such-option"], ["a", "b", "c", "d"]];

for (const { name } of commands) {
  test(`${name} prints exactly one JSON document, well or ill`, () => {
    for (const line of [...(lines[name] ?? []), ...everywhere]) {
      const args = [...name.split(" "), ...line, "--json"];
      const { code, out, err } = run(args, { cwd: folder });
      let document: unknown;
      try {
        document = JSON.parse(out);
      } catch (error) {
        assert.unreachable(`${args.join(" ")}: ${String(error)}: ${out.slice(0, 300)} ${err.slice(0, 300)}`);
      }
      assert.type(document, "object", args.join(" "));
      assert.is.not(code, 1, `${args.join(" ")}: ${err}`);
      const { exitCode, findings } = document as { exitCode?: number; findings?: readonly unknown[] };
      // These two print a document that was asked for: there it is the whole output.
      if (code === 0 && ((name === "schema" && line.length === 0) || line.includes("--explain"))) continue;
      assert.is(exitCode, code, `${args.join(" ")}: ${out.slice(0, 300)}`);
      assert.ok(Array.isArray(findings), args.join(" "));
      if (code === 2) assert.ok((findings ?? []).length > 0, `${args.join(" ")}: ${out.slice(0, 300)}`);
    }
  });
}

test("a command line without a command, or with one that does not exist, does so too", () => {
  for (const args of [["verfy", "--json"], ["add", "--json"], ["add", "nothing", "--json"]]) {
    const { code, out } = run(args);
    assert.is((JSON.parse(out) as { exitCode: number }).exitCode, code);
    assert.is(code, 2);
  }
});

test.run();
