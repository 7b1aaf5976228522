import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readAnswers } from "../../generators/answers/index.ts";
import { run } from "../cli/run.ts";
import { answer, azure, confirm, dialogue, homelab, pick, press, type, waiting } from "./drive.ts";
import { KEY, onTerminal } from "./terminal.ts";

const test = suite("the dialogue");

onTerminal(test, "leads to a verified homelab", () =>
  dialogue(["new", "my-platform"], async (terminal, folder) => {
    await answer(terminal, homelab);
    const summary = await terminal.until(waiting(/^Is this right\?/m));
    for (const shown of [/shards +128/, /connections +\d+/, /storage +1 × \d+Gi/, /What it costs follows from/, /um890: 5 server pods/]) assert.match(terminal.screen.text(), shown, summary);
    assert.not(existsSync(join(folder, "my-platform")), "nothing is written before the confirmation");
    await press(terminal, pick(1));
    await confirm(terminal);
    assert.equal(await terminal.end(), { exit: 0, echo: true });
    assert.match(terminal.screen.text(), /files written to my-platform, all verified/);
    assert.equal(readdirSync(join(folder, ".state/create-temporal-platform")), [], "answers are kept only as long as they are needed");
    const { answers } = readAnswers(readFileSync(join(folder, "my-platform/platform.yaml"), "utf8"), "platform.yaml");
    const [cluster] = answers?.clusters ?? [];
    assert.equal([cluster?.name, cluster?.tier, cluster?.storage?.class, cluster?.exposure?.loadBalancer?.address, cluster?.operators?.metallb?.from], ["um890", "small", "longhorn", "10.0.0.241", "existing"]);
    const verified = run(["verify", "my-platform"], { cwd: folder });
    assert.is(verified.code, 0, verified.err);
  }),
);

onTerminal(test, "leads to four environments on Azure, and asks for the reason that a large load needs", () =>
  dialogue(["new", "acme"], async (terminal, folder) => {
    await answer(terminal, azure);
    await terminal.until(waiting(/^Is this right\?/m));
    await press(terminal, pick(1));
    await confirm(terminal);
    assert.is((await terminal.end()).exit, 0, terminal.screen.text());
    const text = readFileSync(join(folder, "acme/platform.yaml"), "utf8");
    const { answers, findings } = readAnswers(text, "platform.yaml");
    assert.equal(findings, []);
    assert.equal(
      answers?.clusters.map(({ name, tier, region, workload, database }) => [name, tier, region, workload?.peak, database?.external?.host ?? database?.backup?.to]),
      [
        ["dev-azure-eastus2", "development", "eastus2", 10, "https://acmebackups.blob.core.windows.net/dev"],
        ["test-azure-eastus2", "development", "eastus2", 50, "https://acmebackups.blob.core.windows.net/test"],
        ["uat-azure-eastus2", "production", "eastus2", 200, "pg-acme-uat.postgres.database.azure.com"],
        ["prod-azure-westeurope", "production", "westeurope", 1000, "pg-acme-prod.postgres.database.azure.com"],
      ],
    );
    assert.match(text, /acceptedBecause: load test planned/);
    const verified = run(["verify", "acme"], { cwd: folder });
    assert.is(verified.code, 0, verified.err);
  }),
);

onTerminal(test, "goes back with what was said as an offer, and forward again", () =>
  dialogue(["new", "p"], async (terminal) => {
    await answer(terminal, homelab, 3);
    await terminal.until(waiting(/^Environments/m));
    await press(terminal, [KEY.escape]);
    await terminal.until(waiting(/^Where it runs/m));
    await press(terminal, [KEY.escape]);
    assert.match(await terminal.until(waiting(/^Repository/m)), /> ?https:\/\/git\.example\/homelab|❯ https:\/\/git\.example\/homelab\/foundations/);
    await press(terminal, type("https://git.example/other/place"));
    await terminal.until(waiting(/^Where it runs/m));
    await press(terminal, pick(2));
    await terminal.until(waiting(/^Environments/m));
    await press(terminal, [KEY.ctrlC]);
    await terminal.end();
  }),
);

onTerminal(test, "changes an answer from the summary, and what was computed from it follows", () =>
  dialogue(["new", "p"], async (terminal, folder) => {
    await answer(terminal, azure);
    await terminal.until(waiting(/^Is this right\?/m));
    await press(terminal, pick(2));
    await terminal.until(waiting(/^Which answer\?/m));
    await press(terminal, [KEY.enter]);
    await terminal.until(waiting(/^Customer/m));
    await press(terminal, type("globex"));
    await terminal.until((screen) => /^Is this right/m.test(screen.visible()) && /pg-globex-\{environment\}/.test(screen.text()));
    assert.match(terminal.screen.text(), /Key vault +kv-globex-\{environment\}/);
    await press(terminal, pick(1));
    await terminal.until(waiting(/^Names and places/m));
    await press(terminal, [KEY.enter]);
    await terminal.until(waiting(/^Is this right\?/m));
    await press(terminal, pick(3));
    assert.is((await terminal.end()).exit, 0);
    assert.not(existsSync(join(folder, "p")), "Enter alone confirms nothing that can never change");
  }),
);

test.run();
