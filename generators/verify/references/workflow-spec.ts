import type { Path } from "../../document/index.ts";
import type { Item } from "../assemble/item.ts";

/** Where kinds of Argo Workflows hold what runs. */
const SPECS: Readonly<Record<string, Path>> = {
  Workflow: ["spec"],
  WorkflowTemplate: ["spec"],
  ClusterWorkflowTemplate: ["spec"],
  CronWorkflow: ["spec", "workflowSpec"],
};

/** Path of the specification of a workflow, for the kinds that have one. */
export const workflowSpecOf = ({ identity }: Pick<Item, "identity">): Path | undefined => (identity.group === "argoproj.io" ? SPECS[identity.kind] : undefined);
