import type { ClusterAnswers } from "../answers/answers.ts";
import type { NodePlacement, Nodes } from "./model.ts";

/** Nodes that server and database are kept to. */
export function placeNodes({ nodeClasses }: ClusterAnswers): Nodes {
  return { server: placement(nodeClasses?.server), database: placement(nodeClasses?.database) };
}

/** `tier=backend` as selector and toleration. */
export function placement(label: string | undefined): NodePlacement | null {
  if (label === undefined) return null;
  const at = label.indexOf("=");
  const [key, value] = [label.slice(0, at), label.slice(at + 1)];
  return { nodeSelector: { [key]: value }, tolerations: [{ key, operator: "Equal", value }] };
}
