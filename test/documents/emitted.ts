import { readFileSync } from "node:fs";
import { readAnswers, type Answers } from "../../generators/answers/index.ts";
import { combinations } from "../../generators/catalogue/combinations.ts";
import { buildModel } from "../../generators/model/index.ts";
import type { Model } from "../../generators/model/model.ts";
import { render } from "../../generators/render/index.ts";

/** Emitted repositories whose documents are looked at. */

export interface Emitted {
  readonly name: string;
  readonly model: Model;
  /** Path → text. */
  readonly files: ReadonlyMap<string, string>;
}

const root = new URL("../../", import.meta.url);
const generator = { name: "create-temporal-platform", version: "0.0.0" };
const example = (name: string): string => readFileSync(new URL(`examples/${name}.yaml`, root), "utf8");

export const files = (model: Model): ReadonlyMap<string, string> => new Map([...render(model)].map(([path, { text }]) => [path, text]));

function read(text: string): Answers | undefined {
  const { answers, findings } = readAnswers(text, "platform.yaml");
  const other = findings.filter(({ code }) => code !== "answers/not-yet");
  if (other.length > 0) throw new Error(JSON.stringify(other));
  return answers;
}

function homelab(more = ""): { answers: Answers; model: Model } {
  const answers = read(example("homelab") + more);
  if (answers === undefined) throw new Error("the homelab must be emitted whole");
  return { answers, model: buildModel(answers, combinations[0], generator).model };
}

const DOCUMENTS = `
provider: { name: consulting firm, contact: help@firm.example, support: { p1: 1h, p2: 4h } }
documents:
  include: [nist-ai-rmf, security-pack]
  controls: { C-1: encryption, C-2: key-rotation, C-3: access-control, C-4: audit, C-5: network, C-6: backup, C-7: recovery, C-8: monitoring, C-9: change-management, C-10: vulnerability-management, C-11: data-retention }
`;

const emitted = (name: string, model: Model): Emitted => ({ name, model, files: files(model) });

/** The customer with every part. */
function everything(): Emitted {
  const said = read(example("enterprise-azure"));
  if (said === undefined) throw new Error("the enterprise must be emitted whole");
  return emitted("enterprise", buildModel(said, combinations[0], generator).model);
}

export const repositories: readonly Emitted[] = [emitted("homelab", homelab().model), emitted("homelab with documents", homelab(DOCUMENTS).model), everything()];

export const documentsOf = (repository: Emitted): [string, string][] => [...repository.files].filter(([path]) => path.endsWith(".md"));
