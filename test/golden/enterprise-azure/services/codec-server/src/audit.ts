import type { Operation, Principal } from "./authorize.js";
import type { Outcome } from "./transform.js";

/** One call: who asked for what in which namespace, and what came of it. Never a payload, encrypted or not. */
export interface AuditEntry {
  readonly requestId: string;
  readonly operation: Operation;
  readonly namespace: string | null;
  readonly principal: Principal | null;
  readonly address: string;
  /** As the proxies before this server said it. */
  readonly forwardedFor: string | undefined;
  readonly status: number;
  readonly reason: string | undefined;
  readonly outcome: Outcome | null;
  readonly milliseconds: number;
}

export interface Audit {
  /** Resolves when the line is handed over. Rejects when it could not be: then nothing may be answered. */
  readonly write: (entry: AuditEntry) => Promise<void>;
}

/** Longest text taken over from a caller. */
const LONGEST = 256;

/** One JSON line for each call. */
export function auditTo(stream: NodeJS.WritableStream): Audit {
  // Each write hears of its own failure; an event that nobody listens to would end the process.
  stream.on("error", () => undefined);
  return {
    write: async (entry) => {
      const { principal, outcome } = entry;
      const line = JSON.stringify({
        log: "audit",
        time: new Date().toISOString(),
        requestId: entry.requestId,
        operation: entry.operation,
        namespace: short(entry.namespace),
        issuer: short(principal?.issuer),
        subject: short(principal?.subject),
        name: short(principal?.name),
        objectId: short(principal?.objectId),
        client: short(principal?.client),
        address: entry.address,
        forwardedFor: short(entry.forwardedFor),
        outcome: entry.status === 200 ? "done" : "refused",
        status: entry.status,
        reason: entry.reason,
        payloads: outcome?.payloads.length,
        encrypted: outcome?.encrypted,
        decrypted: outcome?.decrypted,
        passedOn: outcome?.passedOn,
        failed: outcome?.failed,
        keys: outcome?.keys,
        milliseconds: Math.round(entry.milliseconds),
      });
      await new Promise<void>((resolve, reject) => stream.write(`${line}\n`, (error) => (error ? reject(error) : resolve())));
    },
  };
}

const short = (text: string | null | undefined): string | undefined => text?.slice(0, LONGEST);
