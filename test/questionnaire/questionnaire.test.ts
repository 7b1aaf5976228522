import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parseYaml, valueAt } from "../../generators/document/index.ts";
import { OWNERS, readQuestionnaires, writeQuestionnaire } from "../../generators/questionnaire/index.ts";
import { questions } from "../../generators/questionnaire/questions.ts";
import { inTemporary, root, run } from "../cli/run.ts";
import { filled, fillIn, simple, throughWord } from "./fill.ts";

const test = suite("questionnaire");
const whole = writeQuestionnaire();

const read = (text: string, base?: string) => readQuestionnaires([{ file: "q.md", text }], base === undefined ? undefined : { file: "platform.yaml", text: base });
const told = (text: string, base?: string): string[] => read(text, base).findings.map(({ code, file, line, column, remedy }) => `${file}:${line}:${column} ${code} ${remedy}`);

/** Rows into the table of a question. */
function rows(text: string, key: string, ...lines: readonly string[]): string {
  const at = text.indexOf("|   |", text.indexOf(`*Reference:* \`${key}\``));
  return text.slice(0, at) + lines.map((line) => `${line}\n`).join("") + text.slice(at);
}

const answer = (text: string, key: string, said: string): string => text.replace(new RegExp(`(\\*Reference:\\* \`${key}\`\\n\\n\\*\\*Answer:\\*\\*)`), (_, found: string) => `${found} ${said}`);
const placeOf = (text: string, part: string): string => {
  const before = text.slice(0, text.indexOf(part)).split("\n");
  return `q.md:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
};

test("an unfilled document has no answers and no faults, whatever it went through", () => {
  for (const text of [whole, throughWord(whole), whole.replaceAll("\n", "\r\n"), `\ufeff${whole}`]) {
    const { said, findings, text: yaml } = read(text);
    assert.equal([said, findings, yaml], [[], [], undefined]);
  }
});

test("what is filled in is what is read, in every way of writing it", () => {
  fc.assert(fc.property(filled, fc.constantFrom((text: string) => text, throughWord), (answers, through) => {
    // Alternatives of each other are told by the reader of answers as soon as there is a cluster: here there is none.
    const { text, findings } = read(through(fillIn(whole, answers)));
    assert.equal(findings, [], JSON.stringify(findings));
    const data = text === undefined ? {} : parseYaml(text, "platform.yaml").documents[0]?.data;
    for (const { question, value } of answers) assert.equal(valueAt(data, question.path), value, question.key);
    for (const question of simple) if (!answers.some((one) => one.question === question)) assert.is(valueAt(data, question.path), undefined, question.key);
  }), { numRuns: 60 });
});

test("a document that was translated loses no answer without a word", () => {
  const german = answer(whole, "customer.name", "acme").replaceAll("**Answer:**", "**Antwort:**");
  const at = placeOf(german, "**Antwort:** acme");
  assert.equal(told(german), [`${at} questionnaire/no-answer-line Put **Answer:** back in front of it, in English; the answer itself may be in any language.`]);
  assert.match(read(german).findings[0]?.reason ?? "", new RegExp(`below ${questions().length} questions, of which this is the first`));
  assert.is(read(german).text, undefined);
  assert.equal(read(german.replaceAll("*Reference:*", "*Referenz:*")).findings.map(({ code }) => code), ["questionnaire/no-questions"]);
  assert.is(read(answer(whole, "customer.name", "acme").replace("## Security", "## Sicherheit").replaceAll("### ", "### Frage ")).findings.length, 0);
  assert.equal(read(whole.replace(/(\*Reference:\* `customer\.title`\n\n)\*\*Answer:\*\*\n\n/, "$1")).findings, [], "a question that was struck out is open");
});

test("every question is asked once, with why, what holds otherwise or columns, and a reference", () => {
  const keys = [...whole.matchAll(/\*Reference:\* `([^`]+)`/g)].map(([, key]) => key);
  assert.equal(keys, questions().map(({ key }) => key));
  assert.is(new Set(keys).size, keys.length);
  for (const part of whole.split(/^### /m).slice(1)) {
    assert.match(part, /^- \*Why we ask:\* [A-Z].+\.$/m, part);
    assert.match(part, /^- \*(If left open|Name|Environment|Days):\* .+[.]/m, part);
    assert.match(part, /\*\*Answer:\*\*/);
    assert.not.match(part, /undefined|\[object/);
  }
  for (const owner of OWNERS) assert.match(writeQuestionnaire([owner]), /^## /m);
});

test("what can never be changed later says so", () => {
  const part = whole.split(/^### /m).find((one) => one.includes("`storage.class`")) ?? "";
  assert.match(part, /\*\*This can never be changed later\.\*\*/);
});

test("tables become clusters, Temporal namespaces and workers; one environment may differ", () => {
  let text = rows(whole, "clusters", "| dev | development | azure | westeurope | 10 per second |", "| prod | Production | azure | westeurope | 100/s |");
  text = rows(text, "temporal.namespaces", "| orders | 7 days | team-a | internal |");
  text = rows(text, "workers", "| orders | TypeScript | orders, more | registry.example/acme/orders |");
  text = rows(text, "maintenance", "| sunday, monday | 02:00 | 06:00 | Europe/Amsterdam |");
  text = answer(text, "exposure.ui.host", "temporal-{environment}.acme.example\n\n**Answer for prod:** temporal.acme.example");
  const { text: yaml = "", findings } = read(text);
  assert.equal(findings, []);
  assert.equal(parseYaml(yaml, "platform.yaml").documents[0]?.data, {
    apiVersion: "temporal-platform/v1",
    clusters: {
      "dev-azure-westeurope": { environment: "dev", tier: "development", cloud: "azure", region: "westeurope", peak: "10/s" },
      "prod-azure-westeurope": { environment: "prod", tier: "production", cloud: "azure", region: "westeurope", peak: "100/s", exposure: { ui: { host: "temporal.acme.example" } } },
    },
    defaults: { exposure: { ui: { host: "temporal-{environment}.acme.example" } }, maintenance: [{ days: ["sunday", "monday"], from: "02:00", to: "06:00", timeZone: "Europe/Amsterdam" }] },
    temporal: { namespaces: { orders: { retention: "7d", owner: "team-a", dataClass: "internal" } } },
    workers: { orders: { language: "typescript", taskQueues: ["orders", "more"], image: "registry.example/acme/orders" } },
  });
});

test("columns that somebody has moved are found by their headings", () => {
  const moved = whole.replace("| Name | Retention | Owner | Data class |\n", "| Name | Data class | Owner | Retention |\n");
  const { text = "" } = read(rows(moved, "temporal.namespaces", "| orders | internal | team-a | 7d |"));
  assert.equal(valueAt(parseYaml(text, "f").documents[0]?.data, ["temporal", "namespaces", "orders"]), { retention: "7d", owner: "team-a", dataClass: "internal" });
});

test("a mistake is told where it stands in the document", () => {
  const months = answer(whole, "database.backup.retention", "2 months");
  assert.match(told(months)[0] ?? "", new RegExp(`^${placeOf(months, "2 months")} answers/bad-quantity `));
  const cell = rows(whole, "clusters", "| prod | huge | azure | westeurope | 5/s |");
  assert.match(told(cell)[0] ?? "", new RegExp(`^${placeOf(cell, "huge")} answers/not-allowed `));
  const unsafe = answer(whole, "customer.title", "Acme ${HOME}");
  assert.match(told(unsafe)[0] ?? "", new RegExp(`^${placeOf(unsafe, "Acme $")} answers/unsafe-text `));
  const item = answer(whole, "delivery.registries", "registry.example/acme, not a registry!");
  assert.match(told(item)[0] ?? "", new RegExp(`^${placeOf(item, "registry.example/acme, not")} answers/bad-format `));
});

test("a changed reference, an unknown environment, two marks, a row without a name: each with what to do", () => {
  assert.match(told(whole.replace("*Reference:* `tls.clients`", "*Reference:* `tls.client`")).join(), /questionnaire\/unknown-question Did you mean `tls\.clients`\?/);
  assert.match(told(answer(whole, "exposure.ui.host", "\n\n**Answer for prod:** x.example")).join(), /questionnaire\/unknown-environment Read this document together/);
  const clusters = rows(whole, "clusters", "| prod | production | azure | westeurope | 5/s |");
  assert.match(told(answer(clusters, "exposure.ui.host", "\n\n**Answer for prd:** x.example")).join(), /questionnaire\/unknown-environment Did you mean `prod`\?/);
  assert.match(told(answer(clusters, "customer.title", "\n\n**Answer for prod:** Acme")).join(), /questionnaire\/unknown-environment Write it behind/);
  assert.match(told(whole.replace("- [ ] mutual", "- [x] mutual").replace("- [ ] server\n", "- [x] server\n")).join(), /answers\/contradiction Leave the mark at one/);
  assert.match(told(rows(whole, "workers", "|  | go | orders | |")).join(), /questionnaire\/no-name/);
});

test("documents of several people are read together; what two of them say differently is told, what they say alike is not", () => {
  const [security, network] = [writeQuestionnaire(["security"]).replace("- [ ] mutual", "- [x] mutual"), answer(writeQuestionnaire(["network"]), "exposure.ui.host", "temporal.acme.example")];
  const both = readQuestionnaires([{ file: "security.md", text: security }, { file: "network.md", text: network }]);
  assert.equal(both.findings, []);
  assert.equal([...both.said].sort(), ["defaults.exposure.ui.host", "defaults.tls.clients"]);
  const again = readQuestionnaires([{ file: "a.md", text: network }, { file: "b.md", text: network }]);
  assert.equal(again.findings, []);
  const [fault, ...others] = readQuestionnaires([{ file: "a.md", text: network }, { file: "b.md", text: network.replace("temporal.acme.example", "other.acme.example") }]).findings;
  assert.equal(others, []);
  assert.is(fault?.code, "answers/contradiction");
  assert.match(`${fault?.file} ${fault?.reason}`, /^b\.md This says `other\.acme\.example`, but a\.md:\d+ says `temporal\.acme\.example`\.$/);
});

test("answers go into a file that exists: comments stay, what is inherited is not said again, what can never change is refused", () => {
  const base = readFileSync(join(root, "examples/enterprise-azure.yaml"), "utf8");
  const text = rows(whole, "clusters", "| dev | development | azure | eastus2 | 12/s |");
  const { text: merged = "", changed, findings } = read(text, base);
  assert.equal(findings, []);
  assert.is(merged, base.replace("peak: 10/s", "peak: 12/s"));
  assert.equal(changed, [{ path: "clusters.dev-azure-eastus2.peak", from: "10/s", to: "12/s" }]);
  const moved = rows(whole, "clusters", "| dev | development | azure | westeurope | 12/s |");
  assert.match(told(moved, base).join(), new RegExp(`^${placeOf(moved, "westeurope | 12/s")} answers/permanent-change`));
});

test("any text is read without a throw", () => {
  const pieces = fc.constantFrom("\n", "| ", "- [x] ", "**Answer:**", "**Answer for prod:** ", "*Reference:* `", "`", "clusters", "workers", "tls.clients", "---", "# ", "\\", "{{", "\u2028", "a", " ", "|---|", "__proto__", "🙂", "1. ");
  fc.assert(fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => void read(parts.join(""))), { numRuns: 300 });
  fc.assert(fc.property(fc.nat(whole.length), fc.nat(whole.length), (from, to) => void read(whole.slice(Math.min(from, to), Math.max(from, to)))), { numRuns: 60 });
});

test("the command writes a document once, and reads it back into a file", () => {
  inTemporary((folder) => {
    const file = join(folder, "q.md");
    assert.is(run(["questionnaire", file]).code, 0);
    assert.is(readFileSync(file, "utf8"), whole);
    const again = run(["questionnaire", file]);
    assert.is(again.code, 2);
    assert.match(again.err, /usage\/exists/);
    assert.is(run(["questionnaire", file, "--force"]).code, 0);
    assert.match(run(["questionnaire", "--read", file]).err, /^Nothing is filled in yet in .*\. Write behind \*\*Answer:\*\*/);
    const output = join(folder, "platform.yaml");
    const nothing = run(["questionnaire", "--read", file, "--output", output]);
    assert.is(nothing.code, 2, "a script goes on only with a file");
    assert.match(nothing.err, /Nothing is filled in yet in .*, so .*platform\.yaml is not written/);
    assert.not.ok(existsSync(output));
    writeFileSync(file, answer(whole, "customer.name", "acme"));
    const { code, err } = run(["questionnaire", "--read", file, "--output", output]);
    assert.is(code, 0);
    assert.match(err, /1 answer read from .*\n(?:.*\n)*Still open:\n(?: {2}.*\n)* {2}clusters /);
    assert.match(readFileSync(output, "utf8"), /customer:\n {2}name: acme #/);
    writeFileSync(file, answer(whole, "customer.name", "Acme!"));
    const wrong = run(["questionnaire", "--read", file, "--output", join(folder, "not-made.yaml")]);
    assert.is(wrong.code, 2);
    assert.match(wrong.err, /q\.md:\d+:13\n(?:.*\n)*?.*\*\*Answer:\*\* Acme!\n +\| +\^/);
    assert.not.ok(existsSync(join(folder, "not-made.yaml")));
  });
});

test.run();
