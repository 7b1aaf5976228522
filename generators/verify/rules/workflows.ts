import { valueAt, type Path } from "../../document/index.ts";
import type { Finding, Severity } from "../../finding.ts";
import { nearest } from "../../nearest.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { placeOf } from "../assemble/item.ts";
import { found, type Code } from "../codes.ts";
import { asMap, asText, listAt, mapAt, mapsAt, textAt, type Fields } from "../read/shape.ts";
import { workflowSpecOf } from "../references/workflow-spec.ts";
import type { ClusterWorld } from "../world.ts";

/**
 * What the controller of Argo Workflows checks only when a workflow is submitted: templates that are called exist, and parameters are
 * declared where they are used and given where they are needed.
 */
export function workflows(world: ClusterWorld): Finding[] {
  return world.resources.flatMap((resource) => {
    const at = workflowSpecOf(resource);
    return at === undefined ? [] : ofWorkflow({ world, resource, at, findings: [] });
  });
}

interface Run {
  readonly world: ClusterWorld;
  readonly resource: Resource;
  readonly at: Path;
  readonly findings: Finding[];
}

function report({ resource, findings }: Run, code: Code, path: Path, reason: string, remedy: string, severity?: Severity): void {
  findings.push(found(code, placeOf(resource, path), path, reason, remedy, severity));
}

function ofWorkflow(run: Run): Finding[] {
  const { resource, at } = run;
  const spec = mapAt(resource.data, at);
  const given = declared(spec, ["arguments", "parameters"]);
  for (const [field, passes] of [["entrypoint", true], ["onExit", false]] as const) {
    const name = asText(spec[field]);
    if (name === undefined || name.includes("{{") || spec["workflowTemplateRef"] !== undefined) continue;
    const template = ownTemplate(resource, at, name);
    if (template === undefined) noTemplate(run, [...at, field], name, namesOf(resource, at), "this resource");
    // Of a template the arguments come with each submission.
    else if (passes && !resource.identity.kind.endsWith("WorkflowTemplate")) for (const need of needed(template)) if (!given.has(need)) report(run, "verify/no-such-parameter", [...at, field], `The template \`${name}\` needs the parameter \`${need}\`, and the arguments of this ${resource.identity.kind} have none of that name.`, "Declare it under `arguments.parameters`, or give the input a value.");
  }
  mapsAt(resource.data, [...at, "templates"]).forEach((template, index) => ofTemplate(run, template, [...at, "templates", index]));
  return run.findings;
}

/** Every call that a template makes, and the names by which it uses what calls return. */
function ofTemplate(run: Run, template: Fields, path: Path): void {
  const calls = [...listAt(template, ["steps"]).flatMap((group, at) => (Array.isArray(group) ? group.map((call, index) => ({ call: asMap(call), path: [...path, "steps", at, index] })) : [])), ...mapsAt(template, ["dag", "tasks"]).map((call, at) => ({ call, path: [...path, "dag", "tasks", at] }))];
  const returned = new Map<string, Fields | undefined>();
  for (const { call, path: here } of calls) {
    const target = calledBy(run, call, here);
    const name = asText(call["name"]);
    if (name !== undefined) returned.set(name, target);
    if (target !== undefined) handOver(run, call, target, here);
    for (const dependency of mapAt(template, ["dag"])["tasks"] === undefined ? [] : listAt(call, ["dependencies"])) {
      if (typeof dependency === "string" && !calls.some(({ call: other }) => other["name"] === dependency)) report(run, "verify/no-such-template", [...here, "dependencies"], `There is no task \`${dependency}\` to wait for.`, "Correct the name.");
    }
  }
  uses(run, template, path, declared(template, ["inputs", "parameters"]), returned, calls.length > 0);
}

/** The template that a step or task calls: undefined when it is not known, or does not exist, which is reported. */
function calledBy(run: Run, call: Fields, path: Path): Fields | undefined {
  const { resource, at, world } = run;
  const name = asText(call["template"]);
  if (name !== undefined) {
    if (name.includes("{{")) return undefined;
    const own = ownTemplate(resource, at, name);
    if (own === undefined) noTemplate(run, [...path, "template"], name, namesOf(resource, at), "this resource");
    return own;
  }
  const { name: holder, template, clusterScope } = mapAt(call, ["templateRef"]);
  if (typeof holder !== "string" || typeof template !== "string" || template.includes("{{")) return undefined;
  const kind = clusterScope === true ? "ClusterWorkflowTemplate" : "WorkflowTemplate";
  const other = world.surroundings.find(kind, clusterScope === true ? "" : namespaceOf(resource), holder);
  if (other === undefined) return undefined;
  const theirs = ownTemplate(other, ["spec"], template);
  if (theirs === undefined) noTemplate(run, [...path, "templateRef", "template"], template, namesOf(other, ["spec"]), `${kind} ${holder}`);
  return theirs;
}

function handOver(run: Run, call: Fields, target: Fields, path: Path): void {
  const inputs = declared(target, ["inputs", "parameters"]);
  const given = declared(call, ["arguments", "parameters"]);
  const name = asText(target["name"]) ?? "";
  for (const need of needed(target)) if (!given.has(need)) report(run, "verify/no-such-parameter", [...path, "name"], `The template \`${name}\` needs the parameter \`${need}\`, which is not given here.`, "Give it under `arguments.parameters`.");
  mapsAt(call, ["arguments", "parameters"]).forEach(({ name: parameter }, at) => {
    if (typeof parameter !== "string" || inputs.has(parameter)) return;
    const near = nearest(parameter, [...inputs]);
    report(run, "verify/no-such-parameter", [...path, "arguments", "parameters", at, "name"], `The template \`${name}\` declares no parameter \`${parameter}\`, so what is given has no effect.`, near === undefined ? "Remove it, or declare it among the inputs." : `Did you mean \`${near}\`?`, "warning");
  });
}

const INPUT = /\{\{\s*inputs\.parameters\.([\w-]+)\s*\}\}/g;
const OUTPUT = /\{\{\s*(?:steps|tasks)\.([\w-]+)\.outputs\.parameters\.([\w-]+)\s*\}\}/g;

/** Placeholders for inputs of the template and for what its steps return. */
function uses(run: Run, template: Fields, path: Path, inputs: ReadonlySet<string>, returned: ReadonlyMap<string, Fields | undefined>, calls: boolean): void {
  const walk = (value: unknown, here: Path): void => {
    if (typeof value === "string") {
      if (!value.includes("{{")) return;
      for (const [, name = ""] of value.matchAll(INPUT)) if (!inputs.has(name)) report(run, "verify/no-such-parameter", here, `This template has no input parameter \`${name}\`.`, nearest(name, [...inputs]) === undefined ? "Declare it under `inputs.parameters`." : `Did you mean \`${nearest(name, [...inputs])}\`?`);
      for (const [, step = "", name = ""] of calls ? value.matchAll(OUTPUT) : []) returns(run, here, step, name, returned);
    } else if (Array.isArray(value)) value.forEach((item, at) => walk(item, [...here, at]));
    else if (typeof value === "object" && value !== null) for (const [key, child] of Object.entries(value)) if (key !== "inline") walk(child, [...here, key]);
  };
  walk(template, path);
}

function returns(run: Run, path: Path, step: string, name: string, returned: ReadonlyMap<string, Fields | undefined>): void {
  if (!returned.has(step)) return report(run, "verify/no-such-parameter", path, `This template has no step \`${step}\`, so there is nothing that it could return.`, nearest(step, [...returned.keys()]) === undefined ? "Correct the name." : `Did you mean \`${nearest(step, [...returned.keys()])}\`?`);
  const target = returned.get(step);
  if (target === undefined) return;
  const outputs = declared(target, ["outputs", "parameters"]);
  if (!outputs.has(name)) report(run, "verify/no-such-parameter", path, `The template \`${asText(target["name"]) ?? ""}\` that the step \`${step}\` calls returns no parameter \`${name}\`.`, nearest(name, [...outputs]) === undefined ? "Declare it among its outputs." : `Did you mean \`${nearest(name, [...outputs])}\`?`);
}

function noTemplate(run: Run, path: Path, name: string, names: readonly string[], where: string): void {
  const near = nearest(name, names);
  report(run, "verify/no-such-template", path, `There is no template \`${name}\` in ${where}.`, near === undefined ? "Correct the name, or add the template." : `Did you mean \`${near}\`?`);
}

const ownTemplate = (resource: Resource, at: Path, name: string): Fields | undefined => mapsAt(resource.data, [...at, "templates"]).find((template) => template["name"] === name);
const namesOf = (resource: Resource, at: Path): string[] => mapsAt(resource.data, [...at, "templates"]).flatMap((template) => textAt(template, ["name"]) ?? []);
const declared = (data: unknown, path: Path): Set<string> => new Set(mapsAt(data, path).flatMap(({ name }) => asText(name) ?? []));
/** Inputs that have no value of their own. */
const needed = (template: Fields): string[] => mapsAt(template, ["inputs", "parameters"]).flatMap((input) => (input["value"] === undefined && input["default"] === undefined && valueAt(input, ["valueFrom"]) === undefined ? (asText(input["name"]) ?? []) : []));
