import type { Interface } from "node:readline";
import { clusterPart } from "../cluster.ts";
import { namespacePart } from "../namespace.ts";
import { workerPart } from "../worker.ts";
import type { Part } from "../ask/index.ts";
import { edit, prepare, type Edit } from "./add.ts";
import { makeContext, type Context } from "./context.ts";
import { answersFor, make, type Input } from "./new.ts";

/** What a generator of plop asks, and what its one action gets. */
interface Door {
  readonly name: string;
  readonly description: string;
  readonly prompts: readonly { readonly type: string; readonly name: string; readonly message: string; readonly bypass?: (value: string) => string; readonly ask?: () => Promise<Finish> }[];
}

/** Carries out what was asked; the exit code. */
type Finish = (context: Context) => Promise<number>;

/** The platform lies beside the clone that plop runs in, not inside. */
const PLATFORM_FOLDER = "../my-platform";

/** A prompt that asks nothing by itself: what `plop NAME -- --flag value` passes by it counts, the dialogue asks for the rest. */
export class Silent {
  readonly status = "pending";

  run(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

/** The line that plop's own prompts read from: what types do not say is that its output can be muted. */
type Line = Interface & { readonly output?: { readonly mute?: () => void } };

/** The whole dialogue as one prompt. Plop's own line stays silent meanwhile, and leaves Ctrl-C to it. */
export class Dialogue {
  readonly status = "pending";
  readonly #question: { readonly ask?: () => Promise<Finish> };
  readonly #line: Line;

  constructor(question: object, line: Interface) {
    this.#question = question;
    this.#line = line;
  }

  async run(): Promise<Finish | undefined> {
    this.#line.output?.mute?.();
    this.#line.removeAllListeners("SIGINT");
    this.#line.on("SIGINT", () => undefined);
    return this.#question.ask?.();
  }
}

const platform = door("platform", "a new repository of a platform: FOLDER, by questions or with --answers FILE", ["folder", "answers"], async (values) => {
  const context = contextOf([values.get("folder") ?? PLATFORM_FOLDER], values, ["answers"]);
  const input: Input | number = await answersFor(context);
  return typeof input === "number" ? refused : (quiet) => make({ ...context, say: quiet.say, data: quiet.data }, input);
});

const partDoor = (part: Part, description: string): Door =>
  door(part.kind, description, [...part.questions.map(({ id }) => id), "folder"], async (values) => {
    const name = values.get("name");
    const context = contextOf(name === undefined ? [] : [name], values, [...values.keys()].filter((id) => id !== "name" && id !== "folder"));
    const prepared: Edit | number = await prepare(context, part, values.get("folder"));
    return typeof prepared === "number" ? refused : (quiet) => edit({ ...context, say: quiet.say, data: quiet.data }, prepared);
  });

/** Everything that plop is told: four generators and how their answers are carried out. */
export const doors = {
  all: [platform, partDoor(clusterPart, "one more cluster in platform.yaml"), partDoor(workerPart, "one more worker service in platform.yaml"), partDoor(namespacePart, "one more Temporal namespace in platform.yaml")] as readonly Door[],
  /** @throws Error with what there is to say, which is how plop hears of failures */
  finish: async (answers: object): Promise<string> => {
    const { finish } = answers as { readonly finish?: Finish };
    const said: string[] = [];
    const keep = (text: string): void => void said.push(text.trimEnd());
    const exitCode = await (finish ?? refused)({ ...makeContext({}, []), say: keep, data: keep });
    const text = said.join("\n");
    if (exitCode !== 0) throw new Error(text === "" ? "Nothing was written." : text);
    return `\n${text}`;
  },
};

const refused: Finish = () => Promise.resolve(2);

function contextOf(positionals: readonly string[], values: ReadonlyMap<string, string>, flags: readonly string[]): Context {
  return makeContext(Object.fromEntries(flags.flatMap((id) => (values.has(id) ? [[id, [values.get(id) ?? ""]]] : []))), positionals);
}

function door(name: string, description: string, flags: readonly string[], ask: (values: ReadonlyMap<string, string>) => Promise<Finish>): Door {
  const values = new Map<string, string>();
  const bypass = (id: string) => (value: string): string => {
    values.set(id, value);
    return value;
  };
  return {
    name,
    description,
    prompts: [...flags.map((id) => ({ type: "flag", name: id, message: id, bypass: bypass(id) })), { type: "dialogue", name: "finish", message: "finish", ask: () => ask(values) }],
  };
}
