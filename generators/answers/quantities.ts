export type Unit = "rate" | "duration" | "bytes" | "cpu" | "percent";

/** The number in base units (per second, seconds, bytes, cores, whole percent), or what is wrong with the text. */
export type Parsed = { readonly value: number } | { readonly problem: string };

interface Scale {
  /** What one of each unit is in base units. */
  readonly units: Readonly<Record<string, number>>;
  /** Units that people write and that mean something else, or nothing. */
  readonly confused: Readonly<Record<string, string>>;
  readonly most: number;
  readonly mostText: string;
  /** The smallest part that exists: a thousandth of a core, one percent. */
  readonly grain?: number;
}

const BINARY = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };
const DECIMAL = { k: 1e3, M: 1e6, G: 1e9, T: 1e12 };

const SCALES: Readonly<Record<Unit, Scale>> = {
  rate: {
    units: { "/s": 1, "/min": 1 / 60, "/h": 1 / 3600, "/d": 1 / 86_400 },
    confused: { "": "`/s`", "/m": "`/min`", "/sec": "`/s`", "/hour": "`/h`", "/day": "`/d`", s: "`/s`", "rps": "`/s`" },
    most: 1e6,
    mostText: "1000000/s",
  },
  duration: {
    units: { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 },
    confused: { "": "`s`, `m`, `h` or `d`", min: "`m`", M: "`m`", sec: "`s`", y: "`d`", day: "`d`", days: "`d`", D: "`d`" },
    most: 100 * 365 * 86_400,
    mostText: "36500d",
  },
  bytes: {
    units: withB({ ...BINARY, ...DECIMAL }),
    confused: { "": "`Mi` or `Gi`", m: "`M` or `Mi`", K: "`k` or `Ki`", KB: "`kB` or `Ki`", g: "`G` or `Gi`", gb: "`GB` or `Gi`", mb: "`MB` or `Mi`", gi: "`Gi`", mi: "`Mi`", B: "`k`, `M` or `G`" },
    most: 2 ** 50,
    mostText: "1024Ti",
  },
  cpu: {
    units: { "": 1, m: 0.001 },
    confused: { M: "`m`", c: "no unit", core: "no unit", cores: "no unit", "%": "`m`, a thousandth of a core," },
    most: 1024,
    mostText: "1024",
    grain: 0.001,
  },
  percent: { units: { "%": 1 }, confused: { "": "`%`" }, most: 100, mostText: "100%", grain: 1 },
};

function withB(units: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(units).flatMap(([unit, factor]) => [[unit, factor], [`${unit}B`, factor]]));
}

/**
 * Reads an amount as people write it: `30/min`, `15m`, `20Gi`, `250m`, `70%`.
 * Nothing is guessed: an unknown or missing unit, zero and more than can be meant are problems, each as the end of a sentence that begins with the text.
 */
export function parseQuantity(unit: Unit, text: string): Parsed {
  const scale = SCALES[unit];
  const [, figure, suffix] = /^([0-9]{1,9}(?:\.[0-9]{1,9})?)([^0-9.].*)?$/.exec(text) ?? [];
  if (figure === undefined) return { problem: /^[-+]/.test(text) ? "has a sign: write a number and a unit only" : "is no number followed by a unit" };
  const written = (suffix ?? "").trim();
  const factor = Object.hasOwn(scale.units, written) ? scale.units[written] : undefined;
  if (factor === undefined) {
    const meant = Object.hasOwn(scale.confused, written) ? `; probably ${scale.confused[written]} is meant` : "";
    return { problem: `has ${written === "" ? "no unit" : `the unit \`${written.slice(0, 20)}\`, which does not exist here`}${meant}` };
  }
  if (written !== (suffix ?? "")) return { problem: "has a space in it" };
  const exact = Number(figure) * factor;
  // Twelve digits are more than any figure has and fewer than binary fractions disturb; bytes are whole.
  const value = unit === "bytes" ? Math.ceil(exact) : Number(exact.toPrecision(12));
  if (value === 0) return { problem: "is zero" };
  if (value > scale.most) return { problem: `is more than ${scale.mostText}` };
  const grains = value / (scale.grain ?? value);
  return Math.abs(grains - Math.round(grains)) > 1e-6 ? { problem: "is finer than there is" } : { value };
}

/** An amount that was checked before. Throws a RangeError when it was not. */
export function quantity(unit: Unit, text: string | number): number {
  const parsed = parseQuantity(unit, String(text));
  if ("problem" in parsed) throw new RangeError(`${text} ${parsed.problem}`);
  return parsed.value;
}

const valueOf = (unit: Unit) => (text: string): number | undefined => {
  const parsed = parseQuantity(unit, text);
  return "value" in parsed ? parsed.value : undefined;
};

/** `5/s`, `30/min`: number per second. */
export const parseRate = valueOf("rate");
/** `30s`, `15m`, `3d`: seconds. */
export const parseDuration = valueOf("duration");
/** `500Mi`, `10KiB`, `20G`: bytes. */
export const parseBytes = valueOf("bytes");
/** `250m`, `2`, `0.5`: cores. */
export const parseCpu = valueOf("cpu");
