import * as fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readAnswers, writeAnswers } from "../../generators/answers/index.ts";
import { active, firstOpen, MOST, saidBefore, shownOf, type Given } from "../../generators/ask/dialogue.ts";
import { platformAnswers } from "../../generators/ask/platform-answers.ts";
import type { Known, Value } from "../../generators/ask/question.ts";
import { wordingOf } from "../../generators/ask/wording.ts";
import { clusterPart, environmentPart } from "../../generators/cluster.ts";
import { commands } from "../../generators/cli/commands.ts";
import { previewOf } from "../../generators/cli/preview.ts";
import { namespacePart } from "../../generators/namespace.ts";
import { platformQuestions } from "../../generators/platform.ts";
import { workerPart } from "../../generators/worker.ts";

const test = suite("questions");

/** What a person may say where a text is asked: nothing, what is offered, or something that fits. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  customer: ["acme", "a-very-long-name-of-a-customer"],
  repository: ["https://git.example/acme/p", "ssh://git@github.com/acme/p"],
  region: ["westeurope"],
  peak: ["5/s", "2000/s", "30/min"],
  reason: ["load test planned"],
  memory: ["", "4Gi", "8Gi"],
  storage: ["", "longhorn"],
  server: ["pg-{environment}.acme.example"],
  backup: ["", "s3://backups/{cluster}"],
  endpoint: ["", "http://minio.minio:9000"],
  host: ["", "temporal-{environment}.acme.example", "temporal-{environment}.acme.local"],
  route: ["nginx", "gateways/public", "haproxy"],
  certificate: ["private-ca", "letsencrypt-prod"],
  address: ["", "10.0.0.241"],
  tenant: ["11111111-1111-1111-1111-111111111111"],
  vault: ["kv-{environment}"],
  namespaces: ["orders: 30d", "orders: 7d, billing: 3d", "orders"],
  workers: ["", "orders: python, billing: go", "orders"],
  connections: ["400", "200"],
  registry: ["registry.example/acme"],
  clusters: ["{environment}", "c-{environment}"],
};

interface Walk {
  readonly answers: ReadonlyMap<string, Given>;
  readonly known: Known;
  readonly asked: number;
}

/** One way through the questions: at each, what is offered or one of what may be said; after the end the preview may ask for more. */
function walk(choose: (count: number) => number): Walk {
  let answers: ReadonlyMap<string, Given> = new Map();
  let known: Known = {};
  for (let round = 0; ; round += 1) {
    for (let question = firstOpen(platformQuestions, answers, known); question !== undefined; question = firstOpen(platformQuestions, answers, known)) {
      const before = saidBefore(platformQuestions, question, active(platformQuestions, answers, known).said);
      const { choices, initial, check, open } = shownOf(question, before, known, undefined, "", false);
      const values = choices.map(({ value }) => value);
      const several = values.filter(() => choose(2) === 1);
      const candidates: Value[] = question.kind === "text" ? [...(TEXTS[question.id] ?? [])] : question.kind === "one" ? values : [several, ...(open ? [[...several, "staging"]] : [])];
      const fitting = [...candidates, ...(initial === undefined ? [] : [initial])].filter((value) => check(value) === undefined);
      assert.ok(fitting.length > 0, `${question.id} can be answered: ${candidates.map((value) => check(value)).join(" ")}`);
      answers = new Map([...answers, [question.id, { value: fitting[choose(fitting.length)] ?? "", accepted: false }]]);
    }
    const { questions, said } = active(platformQuestions, answers, known);
    const { codes } = previewOf(writeAnswers(platformAnswers(said)), "platform.yaml");
    known = { found: new Set([...(known.found ?? []), ...codes]) };
    if (round > 1 || firstOpen(platformQuestions, answers, known) === undefined) return { answers, known, asked: questions.length };
  }
}

const ways = fc.array(fc.nat(1_000_000), { minLength: 60, maxLength: 60 }).map((numbers) => {
  let at = 0;
  return (count: number) => (numbers[at++ % numbers.length] ?? 0) % count;
});

test("are at most twenty, whatever is answered", () => {
  fc.assert(
    fc.property(ways, (choose) => {
      const { asked } = walk(choose);
      assert.ok(asked <= MOST, `${asked} questions`);
    }),
    { numRuns: 60 },
  );
});

test("lead only to answers that can be emitted, or to a problem that another answer to one of them solves", () => {
  fc.assert(
    fc.property(ways, (choose) => {
      const { answers, known } = walk(choose);
      const text = writeAnswers(platformAnswers(active(platformQuestions, answers, known).said));
      const { findings } = readAnswers(text, "platform.yaml");
      assert.equal(findings, [], text);
      // Whoever allows too little memory, or connections, can say more of it; everything else is no fault of theirs.
      const dead = previewOf(text, "platform.yaml").problems.filter((problem) => !/more than the budget|connections/.test(problem));
      assert.equal(dead, [], text);
    }),
    { numRuns: 60 },
  );
});

test("have a title, half a line of reason, and an example or an offer, in words of ASCII", () => {
  for (const question of [...platformQuestions, ...[clusterPart, environmentPart, workerPart, namespacePart].flatMap(({ questions }) => questions)]) {
    const { title, description, why, example } = wordingOf(question);
    assert.ok(title.length > 2 && title.length <= 32, `${question.id}: ${title}`);
    assert.ok(why.length > 4 && why.length <= 90, `${question.id}: ${why}`);
    assert.match(`${title}${description}${why}`, /^[\u0020-\u007e]*$/, question.id);
    const offered = question.fallback !== undefined || question.choices !== undefined || example !== undefined || description !== "";
    assert.ok(offered, question.id);
  }
});

test("are the flags of the commands: one for each, and no other", () => {
  const usual = ["update", "plain", "dry-run", "json"];
  for (const part of [clusterPart, environmentPart, workerPart, namespacePart]) {
    const command = commands.find(({ name }) => name === `add ${part.kind}`);
    assert.equal(command?.options.map(({ name }) => name).filter((name) => !usual.includes(name)).sort(), part.questions.map(({ id }) => id).filter((id) => id !== "name").sort(), part.kind);
  }
});

test.run();
