import { isVisible } from "../document/characters.ts";
import { formatPath, type Path } from "../document/index.ts";
import { nearest } from "../nearest.ts";
import { listed, show, type Fault } from "./codes.ts";
import { LAYERED_BLOCKS, PLACEHOLDERS } from "./layers.ts";

/** What later engines would interpret, in the order in which it is reported. */
const INTERPRETED: readonly { readonly found: { readonly test: (text: string) => boolean }; readonly what: string; readonly remedy: string }[] = [
  { found: /\{\{/, what: "`{{`, which Helm, Argo and Prometheus interpret", remedy: "Leave out one of the braces." },
  { found: /\$\{/, what: "`${`, which Flux and shells interpret", remedy: "Leave out the dollar sign." },
  { found: /\$\(/, what: "`$(`, which Kubernetes and shells interpret", remedy: "Leave out the dollar sign." },
  { found: /[\n\r\u0085\u2028\u2029]/, what: "a line break", remedy: "Write it on one line; with `>-` behind the key it may span several lines of the file." },
  { found: /[\u0000-\u001f\u007f-\u009f]|\p{Cs}/u, what: "a control character", remedy: "Remove it; most editors show it when asked to show invisible characters." },
  { found: { test: (text) => [...text].some((character) => !isVisible(character.codePointAt(0) ?? 0)) }, what: "a character that cannot be seen, such as a special space or a direction mark", remedy: "Remove it, or type the text anew." },
];

/**
 * Free text may not hold what Helm, Flux, Kubernetes or a shell would interpret later, and only known words may stand in braces.
 * Keys are texts too.
 */
export function checkText(data: unknown): Fault[] {
  const faults: Fault[] = [];
  const walk = (value: unknown, path: Path): void => {
    if (typeof value === "string") faults.push(...unsafe(value, path, "value").slice(0, 1), ...placeholders(value, path));
    if (Array.isArray(value)) value.forEach((item, index) => walk(item, [...path, index]));
    else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        faults.push(...unsafe(key, [...path, key], "key").slice(0, 1));
        walk(inner, [...path, key]);
      }
    }
  };
  walk(data, []);
  return faults;
}

function unsafe(text: string, path: Path, at: "key" | "value"): Fault[] {
  return INTERPRETED.filter(({ found }) => found.test(text)).map(({ what, remedy }) => ({
    code: "answers/unsafe-text",
    path,
    at,
    reason: `${at === "key" ? "The key" : `\`${formatPath(path.slice(typeof path.at(-1) === "number" ? -2 : -1))}\` is`} ${show(text)}${at === "key" ? " has" : ", with"} ${what}.`,
    remedy,
  }));
}

function placeholders(text: string, path: Path): Fault[] {
  const filled = path[0] === "defaults" || path[0] === "tiers" || path[0] === "clusters" || LAYERED_BLOCKS.includes(String(path[0]));
  const words = [...text.matchAll(/(?<!\{)\{([A-Za-z]+)\}/g)].map(([, word]) => word ?? "");
  const [wrong] = words.filter((word) => !filled || !PLACEHOLDERS.includes(word));
  if (wrong === undefined) return [];
  const meant = nearest(wrong, PLACEHOLDERS);
  return [{
    code: "answers/unknown-placeholder",
    path,
    at: "value",
    reason: filled ? `\`{${wrong}}\` in ${show(text)} is not filled in: only ${listed(PLACEHOLDERS.map((word) => `{${word}}`))} are.` : `\`{${wrong}}\` in ${show(text)} is not filled in here: this is said once for all clusters.`,
    remedy: filled && meant !== undefined && wrong.length < 40 ? `Did you mean \`{${meant}}\`?` : "Write the value out.",
  }];
}
