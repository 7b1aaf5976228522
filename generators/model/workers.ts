import type { ClusterAnswers } from "../answers/answers.ts";
import type { Notebook } from "./derivation.ts";
import type { Codec, Identity, Namespaces, Temporal, Tls, Workers } from "./model.ts";

/** The customer's workers; null when there are none. */
export function placeWorkers(_cluster: ClusterAnswers, _around: { readonly namespaces: Namespaces; readonly tls: Tls; readonly identity: Identity | null; readonly codec: Codec | null; readonly temporal: Temporal }, _notes: Notebook): Workers | null {
  return null;
}
