const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** Smallest and largest value of each field, and the names that stand for values. */
const FIELDS: readonly { readonly least: number; readonly most: number; readonly names?: readonly string[] }[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: MONTHS },
  { least: 0, most: 6, names: DAYS },
];

/** Whether a text is a schedule as Kubernetes reads one: five fields, or one of the words that stand for them. */
export function isCron(text: string): boolean {
  if (/^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly|every \S+)$/.test(text)) return true;
  const fields = text.trim().replace(/^(?:CRON_)?TZ=\S+\s+/, "").split(/\s+/);
  return fields.length === FIELDS.length && fields.every((field, at) => field.split(",").every((part) => isPart(part, FIELDS[at] as (typeof FIELDS)[number])));
}

function isPart(part: string, { least, most, names = [] }: (typeof FIELDS)[number]): boolean {
  const [, from = "", to, step] = /^(\*|\?|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
  const numberOf = (text: string): number => (names.includes(text.toLowerCase()) ? names.indexOf(text.toLowerCase()) + least : /^\d+$/.test(text) ? Number(text) : Number.NaN);
  const isIn = (value: number): boolean => value >= least && value <= most;
  if (from === "" || step === "0") return false;
  if (from === "*" || from === "?") return to === undefined;
  return isIn(numberOf(from)) && (to === undefined || (isIn(numberOf(to)) && numberOf(from) <= numberOf(to)));
}
