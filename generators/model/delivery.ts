import type { ClusterAnswers } from "../answers/answers.ts";
import type { Notebook } from "./derivation.ts";
import type { Codec, Delivery, Namespaces, Workers } from "./model.ts";

/** How images are built and deployed; null when somebody else does. */
export function placeDelivery(_cluster: ClusterAnswers, _around: { readonly path: string; readonly namespaces: Namespaces; readonly codec: Codec | null; readonly workers: Workers | null }, _notes: Notebook): Delivery | null {
  return null;
}
