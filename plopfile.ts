import type { NodePlopAPI } from "plop";
import { doors, Dialogue, Silent } from "./generators/cli/plop.ts";

/** The questions of `create-temporal-platform new` and `add`, as generators of plop: `npx plop platform`, `cluster`, `worker`, `namespace`. */
export default function (plop: NodePlopAPI): void {
  plop.setPrompt("flag", Silent);
  plop.setPrompt("dialogue", Dialogue);
  plop.setActionType("finish", (answers) => doors.finish(answers));
  for (const { name, description, prompts } of doors.all) plop.setGenerator(name, { description, prompts: [...prompts], actions: [{ type: "finish" }] });
}
