import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal.js";

/** Bounds what all request bodies together may occupy. */
export class BodyBudget {
  #used = 0;

  constructor(readonly most: number) {}

  /** Runs `work` with room for `bytes`, or refuses when other requests take it. */
  async hold<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    if (this.#used > 0 && this.#used + bytes > this.most) throw new Refusal(503, "Too many large requests at once.", { "retry-after": "1" });
    this.#used += bytes;
    try {
      return await work();
    } finally {
      this.#used -= bytes;
    }
  }
}

/** Bytes that a body may have by what its headers say: its length, or the limit when it says none. */
export function announcedLength(request: IncomingMessage, limit: number): number {
  const said = request.headers["content-length"];
  if (said === undefined) return limit;
  if (Number(said) > limit) throw tooLarge(limit);
  return Number(said);
}

/** The body as JSON, up to `limit` bytes. */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  const bytes = await collect(request, limit);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal(400, "The body is not JSON.");
  }
}

/** Reading on by hand: leaving a loop over the request would tear down the connection before the refusal is sent. */
function collect(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else {
        request.pause();
        request.removeAllListeners("data");
        reject(tooLarge(limit));
      }
    });
    request.once("end", () => resolve(Buffer.concat(chunks)));
    request.once("error", () => reject(new Refusal(400, "The body did not arrive.")));
    request.once("close", () => reject(new Refusal(400, "The body did not arrive.")));
  });
}

/** The rest of the body is not read: the connection ends with the answer. */
const tooLarge = (limit: number): Refusal => new Refusal(413, `The body is larger than ${limit} bytes.`, { connection: "close" });
