import { readFileSync } from "node:fs";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parseBytes, parseCpu, parseDuration, parseRate } from "../../generators/answers/index.ts";

const test = suite("answers/quantities");

test("rates are numbers per second", () => {
  assert.equal(["5/s", "30/min", "1000/s", "0.5/s", "36/h", "86400/d"].map(parseRate), [5, 0.5, 1000, 0.5, 0.01, 1]);
});

test("durations are seconds", () => {
  assert.equal(["500ms", "30s", "15m", "36h", "3d", "2w", "1.5h"].map(parseDuration), [0.5, 30, 900, 129_600, 259_200, 1_209_600, 5400]);
});

test("memory and storage are bytes, in powers of 1024 and of 1000, with and without B", () => {
  assert.equal(["500Mi", "20Gi", "10KiB", "4kB", "1T", "1.5Gi", "1024Ti"].map(parseBytes), [524_288_000, 21_474_836_480, 10_240, 4000, 1e12, 1_610_612_736, 2 ** 50]);
});

test("CPU is cores", () => {
  assert.equal(["250m", "2", "0.5", "1500m"].map(parseCpu), [0.25, 2, 0.5, 1.5]);
});

test("what could mean two things, or nothing, is no amount", () => {
  for (const text of ["", "5", "/s", "5/m", "5 /s", "-5/s", "+5/s", "1e3/s", "5/s/s", "٥/s", "5//s", "0/s", "1,000/s", "9999999999/s", "2000000/s"]) assert.is(parseRate(text), undefined, text);
  for (const text of ["", "3", "3 d", "3D", "1h30m", "3days", "0s", "PT3S", "1y", "36501d"]) assert.is(parseDuration(text), undefined, text);
  for (const text of ["", "512", "512K", "512m", "20gb", "20GI", "0Gi", "Gi", "1025Ti", "0x10Mi", "constructor", "5constructor", "5__proto__"]) assert.is(parseBytes(text), undefined, text);
  for (const text of ["", "0", "250M", "1025", "50%", "2 cores", "0.0001m", "1.5m", "0.0005"]) assert.is(parseCpu(text), undefined, text);
});

const units = { rate: parseRate, duration: parseDuration, bytes: parseBytes, cpu: parseCpu };
const suffixes = { rate: ["/s", "/min", "/h", "/d"], duration: ["ms", "s", "m", "h", "d", "w"], bytes: ["Ki", "Mi", "Gi", "Ti", "k", "M", "G", "T", "KiB", "MB"], cpu: ["", "m"] };
const schema = JSON.parse(readFileSync(new URL("../../schemas/answers.schema.json", import.meta.url), "utf8")) as { $defs: Record<string, { pattern: string }> };

for (const [unit, parse] of Object.entries(units)) {
  const pattern = new RegExp(schema.$defs[unit]?.pattern ?? "^$", "u");
  const endings = suffixes[unit as keyof typeof suffixes];
  const amount = fc.tuple(fc.integer({ min: 1, max: 999 }), fc.constantFrom("", ".5", ".25"), fc.constantFrom(...endings)).map((parts) => parts.join(""));

  test(`the editor and the reader agree on what a ${unit} is`, () => {
    fc.assert(fc.property(amount, (text) => assert.is(pattern.test(text), parse(text) !== undefined, text)));
    const noise = fc.tuple(fc.constantFrom("5", "0", "", "-1", "1.", ".5", "1e3", "007"), fc.constantFrom(...endings, "x", " ", "s", "Mi ", "%")).map((parts) => parts.join(""));
    fc.assert(fc.property(fc.oneof(noise, fc.string({ maxLength: 8 })), (text) => assert.ok(pattern.test(text) || parse(text) === undefined, text)));
  });

  test(`twice the figure is twice the ${unit}`, () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.constantFrom(...endings), (figure, ending) => {
        const [once, twice] = [parse(`${figure}${ending}`), parse(`${2 * figure}${ending}`)];
        if (once === undefined || twice === undefined) return assert.ok(/^Ti|^T/.test(ending) || ending === "/s", ending);
        assert.ok(Math.abs(twice - 2 * once) <= 1e-6 * once);
      }),
    );
  });
}

test.run();
