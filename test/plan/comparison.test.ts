import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { comparisonTable, compareMerges, type Comparison } from "../bench/merge.ts";

const test = suite("plan: the merge beside that of Git");

const PAGE = join(import.meta.dirname, "../../docs/reference/comparison-merge.md");
const comparisons = compareMerges();

test("no conflict where there is none, none untold, nothing broken, no comment lost", () => {
  for (const { set, own } of comparisons) {
    const { falseConflicts, missed, unparsable, lostComments, wrong } = own;
    assert.equal({ set, falseConflicts, missed, unparsable, lostComments, wrong }, { set, falseConflicts: 0, missed: 0, unparsable: 0, lostComments: 0, wrong: 0 });
  }
});

test("the page of the comparison is what was counted (UPDATE_DOCS=1 writes it)", () => {
  const page = pageOf(comparisons);
  if (process.env["UPDATE_DOCS"] === "1") {
    mkdirSync(dirname(PAGE), { recursive: true });
    writeFileSync(PAGE, page);
  }
  assert.fixture(readFileSync(PAGE, "utf8"), page);
});

function pageOf(compared: readonly Comparison[]): string {
  return `# How updates merge, beside Git

An update has three texts of a file: what the generator emitted last time, what you made of it, and what it emits now. Git merges such texts by lines: two changes on neighbouring lines are a conflict, whatever they say, and the file is left with markers that neither Flux nor kubectl reads. This generator merges YAML and JSON by keys and by the identity of items, Markdown by sections, lists of patterns by pattern, scripts and everything else by lines. It never writes a marker: where both sides changed one value, yours stays, and the report names the place, the three values and the command that takes the platform's.

The table is counted by \`npm run bench -- 1 merge\`.

${comparisonTable(compared)}

- **corpus**: every file in \`test/fixtures/merge\` that both sides changed at one path. The cases were chosen because they are hard, so the shares say nothing about ordinary updates; files that were renamed or split are not among them, since \`git merge-file\` is not asked about those.
- **30 edited files**: emitted files of the enterprise example. 20 were changed by both sides in different fields, 14 of them within three lines (9 on neighbouring lines); 10 only by a person.
- **in dispute**: both sides changed one value, each to something else. Every merge has to name these; only the others can be false conflicts.
- **unparsable results**: the three texts can be parsed and the result cannot. For Git these are its markers.
- **merged to something else**: nothing was said, and the data differ from what was expected.

## A conflict later

A conflict is named by the update that meets it, in its report and with exit code 4, and not again: your value is a decision from then on, like every other edit. \`check\` lists the file as edited. The platform's value can be taken at any later time: \`update --take FILE:PATH\`, or \`update --take FILE\` for the whole file. \`update --dry-run\` names a conflict as often as you ask.

## What neither knows

What lines cannot know and structure does: a key that both added in different places is there twice for Git; a container that one side moved is another one. What neither knows: whether two changes of different values make sense together. That is what verification after the merge is for.
`;
}

test.run();
