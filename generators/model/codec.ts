import type { ClusterAnswers } from "../answers/answers.ts";
import type { Notebook } from "./derivation.ts";
import type { Codec, Exposure, Identity, Namespaces } from "./model.ts";

/** Payload encryption; null when payloads stay as they are. */
export function placeCodec(_cluster: ClusterAnswers, _around: { readonly namespaces: Namespaces; readonly exposure: Exposure; readonly identity: Identity | null }, _notes: Notebook): Codec | null {
  return null;
}
