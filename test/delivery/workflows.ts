/** The parts of a WorkflowTemplate that refer to one another. */

export interface WorkflowTemplate {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: { readonly entrypoint: string; readonly serviceAccountName: string; readonly arguments?: { readonly parameters?: readonly Parameter[] }; readonly templates: readonly Template[] } & Readonly<Record<string, unknown>>;
}

export interface Parameter {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly path?: string; readonly parameter?: string; readonly jsonPath?: string; readonly configMapKeyRef?: { readonly name: string; readonly key: string } };
}

export interface Template {
  readonly name: string;
  readonly serviceAccountName?: string;
  readonly activeDeadlineSeconds?: number;
  readonly inputs?: { readonly parameters?: readonly Parameter[] };
  readonly outputs?: { readonly parameters?: readonly Parameter[] };
  readonly steps?: readonly (readonly Step[])[];
  readonly container?: Container;
  readonly initContainers?: readonly Container[];
  readonly resource?: { readonly manifest: string };
  readonly volumes?: readonly { readonly name: string; readonly configMap?: { readonly name: string }; readonly secret?: { readonly secretName: string } }[];
}

export interface Step {
  readonly name: string;
  readonly template?: string;
  readonly templateRef?: { readonly name: string; readonly template: string };
  readonly when?: string;
  readonly withParam?: string;
  readonly arguments?: { readonly parameters?: readonly Parameter[] };
}

export interface Container {
  readonly name?: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } } }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

/** Everything that two templates of the same Kubernetes namespace say about each other and that does not hold, in words. */
export function danglingReferences(templates: readonly WorkflowTemplate[], settings: Readonly<Record<string, string>>): string[] {
  const byName = new Map(templates.map((template) => [template.metadata.name, template]));
  return templates.flatMap((owner) => [
    ...entry(owner),
    ...owner.spec.templates.flatMap((template) => ofTemplate(owner, template, byName, settings).map((fault) => `${owner.metadata.name}/${template.name}: ${fault}`)),
  ]);
}

const inputsOf = (template: Template): readonly Parameter[] => template.inputs?.parameters ?? [];
const namesOf = (parameters: readonly Parameter[] | undefined): string[] => (parameters ?? []).map(({ name }) => name);
const needs = (template: Template): string[] => inputsOf(template).filter(({ value, valueFrom }) => value === undefined && valueFrom === undefined).map(({ name }) => name);

function entry({ metadata, spec }: WorkflowTemplate): string[] {
  const first = spec.templates.find(({ name }) => name === spec.entrypoint);
  if (!first) return [`${metadata.name}: no template ${spec.entrypoint}`];
  const given = namesOf(spec.arguments?.parameters);
  return [
    ...needs(first).filter((name) => !given.includes(name)).map((name) => `${metadata.name}: nobody gives ${name}`),
    ...given.filter((name) => !namesOf(inputsOf(first)).includes(name)).map((name) => `${metadata.name}: nobody takes ${name}`),
  ];
}

function ofTemplate(owner: WorkflowTemplate, template: Template, byName: ReadonlyMap<string, WorkflowTemplate>, settings: Readonly<Record<string, string>>): string[] {
  const faults: string[] = [];
  const done = new Map<string, Template>();
  for (const group of template.steps ?? []) {
    for (const step of group) {
      const called = step.templateRef ? byName.get(step.templateRef.name)?.spec.templates.find(({ name }) => name === step.templateRef?.template) : owner.spec.templates.find(({ name }) => name === step.template);
      if (!called) {
        faults.push(`step ${step.name} calls nothing`);
        continue;
      }
      const given = namesOf(step.arguments?.parameters);
      faults.push(...needs(called).filter((name) => !given.includes(name)).map((name) => `step ${step.name} does not give ${name}`));
      faults.push(...given.filter((name) => !namesOf(inputsOf(called)).includes(name)).map((name) => `step ${step.name} gives ${name}, which nobody takes`));
      faults.push(...unknownVariables(JSON.stringify(step), template, done, step.withParam !== undefined));
      done.set(step.name, called);
    }
  }
  for (const { valueFrom } of template.outputs?.parameters ?? []) if (valueFrom?.parameter) faults.push(...unknownVariables(valueFrom.parameter, template, done, false));
  const { steps: _steps, outputs: _outputs, ...pod } = template;
  faults.push(...unknownVariables(JSON.stringify(pod), template, new Map(), false));
  for (const { name, valueFrom } of inputsOf(template)) {
    const reference = valueFrom?.configMapKeyRef;
    if (reference && (reference.name !== "delivery-settings" || settings[reference.key] === undefined)) faults.push(`the settings have no ${reference.key} for ${name}`);
  }
  const volumes = (template.volumes ?? []).map(({ name }) => name);
  const containers = [...(template.container ? [template.container] : []), ...(template.initContainers ?? [])];
  const mounted = containers.flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name));
  faults.push(...mounted.filter((name) => !volumes.includes(name)).map((name) => `no volume ${name}`), ...volumes.filter((name) => !mounted.includes(name)).map((name) => `nobody mounts ${name}`));
  return faults;
}

/** Argo's own variables that templates here may use. */
const GLOBAL = ["workflow.name", "workflow.namespace"];

function unknownVariables(text: string, template: Template, done: ReadonlyMap<string, Template>, looped: boolean): string[] {
  return [...text.matchAll(/\{\{([^}]*)\}\}/g)].map(([, variable = ""]) => variable).filter((variable) => {
    const [kind, ...rest] = variable.split(".");
    if (kind === "inputs") return !namesOf(inputsOf(template)).includes(rest[1] ?? "");
    if (kind === "item") return !looped;
    if (kind === "steps") {
      const called = done.get(rest[0] ?? "");
      return rest[1] === "status" ? !called : rest[1] !== "outputs" || !namesOf(called?.outputs?.parameters).includes(rest[3] ?? "");
    }
    return !GLOBAL.includes(variable);
  }).map((variable) => `{{${variable}}} is nothing`);
}
