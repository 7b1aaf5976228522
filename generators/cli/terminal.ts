import type { Look } from "../ask/look.ts";
import type { Context } from "./context.ts";
import { showsUnicode } from "./locale.ts";

/** A person sits there: what they type arrives, and what is said to them is seen. */
export const isTerminal = (context: Context): boolean => process.stdin.isTTY && process.stderr.isTTY && !context.json;

/** How this terminal wants to be spoken to. */
export function lookOf(context: Context): Look {
  return { color: context.color, unicode: showsUnicode(process.env), columns: () => process.stderr.columns || 80, rows: () => process.stderr.rows || 24 };
}

/** Line by line: asked for, or because the terminal cannot move its cursor, or says nothing of itself. Windows says nothing ever. */
export const wantsPlain = (context: Context): boolean => context.on("plain") || (process.env["TERM"] || (process.platform === "win32" ? "windows" : "dumb")) === "dumb";
