import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deep } from "../servers/deep.ts";
import { checkRules, rulesOf, testRules } from "../servers/promtool.ts";
import { expectationFiles, ruleFiles, rulesFor, testFiles } from "./rules.ts";

const test = suite("The alert rules in Prometheus' own hands");

for (const { file, manifest } of [...ruleFiles, ...expectationFiles]) {
  deep(test, `${file} is right PromQL with right templates`, ["promtool"], () => {
    const { code, stdout, stderr } = checkRules(rulesOf(manifest));
    assert.is(code, 0, `${stdout}${stderr}`);
  });
}

for (const file of testFiles) {
  deep(test, `${file.file} holds`, ["promtool"], () => {
    const { evaluation_interval = "1m", tests } = file;
    const { code, stdout, stderr } = testRules(rulesFor(file), { evaluation_interval, tests });
    assert.is(code, 0, `${stdout}${stderr}`);
  });
}

test.run();
