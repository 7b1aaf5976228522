/** What has to hold after a run that came to no good end. */
import * as assert from "uvu/assert";
import { recover } from "../../generators/apply/index.ts";
import { isError } from "../../generators/finding.ts";
import { codes, snapshot } from "../apply/scratch.ts";
import { SITUATIONS, Stage, type Situation } from "./situations.ts";

/** With `SOAK=1` every fault at every call; otherwise they take turns. */
export const SOAK = process.env["SOAK"] === "1";

/** The situations that are tried; `ONLY` picks some by a part of their name. */
export const TRIED = SITUATIONS.filter(({ name }) => name.includes(process.env["ONLY"] ?? ""));

export async function staged(situation: Situation, body: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await Stage.open(situation);
  try {
    await body(stage);
  } finally {
    stage.close();
  }
}

type Found = Readonly<Record<string, string>>;
/** A folder that cannot be removed once it is empty stays: it is no content. */
export const withoutEmptyFolders = (found: Found): Found => Object.fromEntries(Object.entries(found).filter(([path]) => !path.endsWith("/") || Object.keys(found).some((other) => other.startsWith(path) && !other.endsWith("/"))));

/** Says whether the state is the new one; any third state fails. A recovery afterwards finds nothing to do, and the command gets through. */
export async function settled(stage: Stage, folder: string, target: string, where: string, view: (found: Found) => Found = (found) => found): Promise<"old" | "new"> {
  const recovered = await recover(target);
  assert.not.ok(recovered.some(isError), `${where}: ${codes(recovered).join()}`);
  const after = view(snapshot(folder));
  const isNew = JSON.stringify(after) === JSON.stringify(view(stage.now));
  if (!isNew) assert.equal(after, view(stage.old), where);
  assert.equal(await recover(target), [], where);
  if (!isNew) {
    const again = await stage.situation.command(target);
    assert.not.ok(again.some(isError), `${where}: ${codes(again).join()}`);
    assert.equal(view(snapshot(folder)), view(stage.now), where);
  }
  return isNew ? "new" : "old";
}
