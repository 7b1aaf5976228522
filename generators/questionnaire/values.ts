import { closest } from "../answers/explain.ts";
import type { Field } from "./questions.ts";

const YES = /^(?:yes|y|true|x|ja|oui|si|sí)$/i;
const NO = /^(?:no|n|false|nein|non)$/i;

/**
 * What somebody wrote as the value that the file has for it. What cannot be one stays a text, for the reader of answers to explain.
 * @param texts lines of an answer, or the one text of a cell
 */
export function valueOf(texts: readonly string[], { node, choices, several }: Field): unknown {
  if (several) return texts.flatMap((text) => text.split(/[,;]/)).map((text) => text.trim()).filter((text) => text !== "").map((text) => chosen(text, choices));
  const text = texts.join(" ").replace(/\s+/g, " ");
  const kinds = [node.type ?? []].flat();
  if (kinds.includes("boolean")) return YES.test(text) ? true : NO.test(text) ? false : text;
  if ((kinds.includes("integer") || kinds.includes("number")) && /^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  return node["x-unit"] === undefined ? chosen(text, choices) : inUnits(text);
}

/** `30 days` and `100 per second` as the file has them. */
function inUnits(text: string): string {
  const short = (word: string): string => word.charAt(0).toLowerCase();
  return text
    .replace(/^(\d[\d.]*)\s*(?:\/|per)\s*(s|second|sec|min|minute|h|hour|d|day)$/i, (_, amount: string, unit: string) => `${amount}/${/^m/i.test(unit) ? "min" : short(unit)}`)
    .replace(/^(\d[\d.]*)\s*(?:(second|minute|hour|day|week)s?)$/i, (_, amount: string, unit: string) => `${amount}${short(unit)}`)
    .replace(/^(\d[\d.]*)\s+(?=[A-Za-z]+$)/, "$1");
}

/** Case and slips of the hand in a word to choose do not matter where only one can be meant. */
function chosen(text: string, choices: readonly string[] | undefined): string {
  const bare = text.toLowerCase().replace(/[\s_-]+/g, "-");
  return choices?.find((choice) => choice.toLowerCase() === bare) ?? (choices && bare.length > 3 ? closest(bare, choices) : undefined) ?? text;
}
