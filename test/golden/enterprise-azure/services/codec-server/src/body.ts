import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal.js";

/** Bounds what all request bodies together may occupy, and what those of one principal may: nobody locks out the others by slow or many ones. */
export class BodyBudget {
  readonly #used = new Map<string, number>();
  #all = 0;

  constructor(readonly most: number) {}

  /** Runs `work` with room for `bytes`, or refuses when other requests take it. A single body always has room. */
  async hold<T>(principal: string, bytes: number, work: () => Promise<T>): Promise<T> {
    const own = this.#used.get(principal) ?? 0;
    if (own > 0 && own + bytes > this.most / 2) throw new Refusal(503, "Too many large requests of one principal at once.", { "retry-after": "1" });
    if (this.#all > 0 && this.#all + bytes > this.most) throw new Refusal(503, "Too many large requests at once.", { "retry-after": "1" });
    this.#add(principal, bytes);
    try {
      return await work();
    } finally {
      this.#add(principal, -bytes);
    }
  }

  #add(principal: string, bytes: number): void {
    const own = (this.#used.get(principal) ?? 0) + bytes;
    if (own > 0) this.#used.set(principal, own);
    else this.#used.delete(principal);
    this.#all += bytes;
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
