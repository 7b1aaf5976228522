import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal.js";

/** What Temporal's UI sends: its namespace, the access token, and the ID token beside it. */
const REQUEST_HEADERS = "content-type, x-namespace, authorization, authorization-extras";

/**
 * Headers by which a browser lets the page of a listed origin read the answer: needed on refusals too, or the page would not see them.
 * Without credentials: the UI sends its token in a header, not in a cookie. A browser's request from another origin is refused.
 */
export function corsHeaders(request: IncomingMessage, origins: readonly string[]): Record<string, string> {
  const origin = request.headers.origin;
  if (origin === undefined) return { vary: "Origin" };
  if (!origins.includes(origin)) throw new Refusal(403, "This origin may not call the codec server.", { vary: "Origin" });
  return { vary: "Origin", "access-control-allow-origin": origin };
}

export const PREFLIGHT_HEADERS: Readonly<Record<string, string>> = {
  "access-control-allow-methods": "POST, OPTIONS",
  "access-control-allow-headers": REQUEST_HEADERS,
  // One preflight for all payloads of a page.
  "access-control-max-age": "600",
};
