import type { ClusterAnswers } from "../answers/answers.ts";
import type { Notebook } from "./derivation.ts";
import type { Database } from "./model.ts";
import type { PostgresSize } from "./sizing/postgres.ts";

/** A PostgreSQL of the customer; null when the answers name none. */
export function placeExternalDatabase(_cluster: ClusterAnswers, _size: PostgresSize, _notes: Notebook): Database | null {
  return null;
}
