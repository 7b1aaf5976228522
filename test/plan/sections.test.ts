import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { mineOf, planOf, treeOf } from "./trees.ts";

const test = suite("plan: Markdown that both sides changed");
const RUNS = process.env["CI"] ? 2000 : 400;

const line = fc.constantFrom("Text.", "More text.", "- item", "", "```sh\n# no heading\n```", "| a | b |");
const body = fc.array(line, { maxLength: 4 });
type Section = readonly [heading: string, level: string, body: readonly string[]];
const page: fc.Arbitrary<Section[]> = fc.uniqueArray(fc.constantFrom("Install", "Upgrade", "Remove", "Backups", "Alerts"), { minLength: 2, maxLength: 5 }).chain((headings) => fc.tuple(...headings.map((heading) => fc.tuple(fc.constant(heading), fc.constantFrom("##", "###"), body))));

const write = (sections: readonly Section[]): string => `# Page\n\n${sections.map(([heading, level, lines]) => `${level} ${heading}\n\n${lines.map((each) => `${each}\n`).join("")}`).join("\n")}`.replace(/\n+$/, "\n");

test("changes of different sections never conflict, and all of them arrive", () => {
  fc.assert(
    fc.property(page, fc.infiniteStream(fc.nat(3)), (sections, coins) => {
      // Each section is changed by one side, by none, or gets a line at its very end, where it meets the next one.
      const fates = sections.map(() => coins.next().value as number);
      const changed = (side: number, word: string): Section[] => sections.map((section, index) => (fates[index] === side ? [section[0], section[1], [...section[2], `${word} ${section[0]}.`]] : section));
      const [mine, theirs] = [write(changed(1, "Ours in")), write(changed(2, "Theirs in"))];
      const { steps, findings } = planOf({ base: new Map([["p.md", [write(sections)]]]), mine: mineOf({ "p.md": mine }), theirs: treeOf({ "p.md": theirs }) });
      const text = steps[0]?.text ?? mine;
      assert.equal(findings, []);
      for (const [index, [heading]] of sections.entries()) {
        const own = text.slice(text.indexOf(`# ${heading}\n`)).split(/\n##+ /)[0] ?? "";
        assert.is(own.includes(`Ours in ${heading}.`), fates[index] === 1, text);
        assert.is(own.includes(`Theirs in ${heading}.`), fates[index] === 2, text);
      }
      assert.equal(text.match(/^#+ .*$/gm), write(sections).match(/^#+ .*$/gm), "no heading is lost or there twice");
    }),
    { numRuns: RUNS },
  );
});

test("sections that both sides added stay, each once", () => {
  fc.assert(
    fc.property(page, fc.nat(4), fc.nat(4), (sections, here, there) => {
      const added = (at: number, heading: string): Section[] => [...sections].toSpliced(at % (sections.length + 1), 0, [heading, "##", [`In ${heading}.`]]);
      const { steps, findings } = planOf({ base: new Map([["p.md", [write(sections)]]]), mine: mineOf({ "p.md": write(added(here, "Ours")) }), theirs: treeOf({ "p.md": write(added(there, "Theirs")) }) });
      assert.equal(findings, []);
      const text = steps[0]?.text ?? "";
      for (const heading of ["Ours", "Theirs"]) assert.equal(text.split(`\n## ${heading}\n\nIn ${heading}.\n`).length, 2, text);
    }),
    { numRuns: RUNS },
  );
});

test.run();
