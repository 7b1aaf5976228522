import fc from "fast-check";

/** Characters that YAML, Markdown, shells and their escapes give a meaning to. */
const meaningful = [..."0123456789_.:+-eExXoObBTZtznNyY~#'\"`[](){}&*!|<>%@$\\/,?= \n\t\r=abfl"];

/** Words and texts that one reader or another takes for something else than a string. */
export const treacherous = [
  "", " ", "a ", " a", "~", "null", "Null", "NULL", "true", "True", "TRUE", "yes", "Yes", "no", "NO", "on", "off", "Off", "y", "Y", "n", "N",
  "0", "-0", "1", "+1", "-1", "1_000", "0o17", "017", "0x1F", "0b101", "-0x1f", "12:30", "12:30:45", "190:20:30.15", "1.5", ".5", "5.", "1e3", "1E+3", "6.02e23", "1.5e-7",
  ".inf", "-.inf", "+.INF", ".nan", ".NaN", "2026-11-21", "2026-11-21T10:00:00Z", "2001-12-14t21:59:43.10-05:00", "2026-11-21 10:00:00",
  "=", "<<", "- a", "-", "--", "---", "--- a", "...", "... a", "? a", "?", ": a", ":", "a: b", "a:", "a:b", "a #b", "a#b", "#", "[a]", "{a: b}", "[]", "{}", "&a", "*a", "!a", "!!str", "|", ">", "%a", "@a", "`a`",
  '"', "'", '"a"', "'a'", "it's", `it's "so"`, "a\nb", "a\n", "\n", "\ta", "a\tb", "a\r\nb", "\u0085", "a\u0085b", "\u00a0", "\u2028", "\u2029", "\ufeff", "\ufeffa", "\u200b", "\u202eabc", "\0", "\x07", "\x1b[0m", "\x7f",
  "é", "Müller", "日本語", "😀", "a😀b", "\ud800", "\udc00a", "\ufffe", "\u{e0041}", "10.0.0.241", "10.0.0.0/8", "1.31.2", "v1.31.2", "30d", "500m", "500Mi", "1e", "10E", "0 0 2 * * *",
  "--flag=x", "-c", "../a", "./a", "/a", "~/a", "$HOME", "$(id)", "http://a.b:80/c?d=e&f#g", "a\\b", "C:\\x", "\\n", "a\\", "postgres-backups/temporal", "key=value", "__proto__",
];

/** Strings of every kind: treacherous ones, random meaningful characters, any UTF-16 units, lone surrogates among them. */
export const anyString = fc.oneof(
  fc.constantFrom(...treacherous),
  fc.string({ unit: fc.constantFrom(...meaningful), maxLength: 12 }),
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 }).map((units) => String.fromCharCode(...units)),
);

/** Strings that can be encoded as UTF-8. */
export const wellFormed = anyString.filter((text) => !/[\ud800-\udfff]/u.test(text));
