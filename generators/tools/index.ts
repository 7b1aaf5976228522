/** Programs that check a repository beside us, through one interface. */
export { TOOL_NAMES, type Tool, type ToolName } from "./tool.ts";
export { tools, useTools, type Outcome, type Request, type ToolRun } from "./use.ts";
