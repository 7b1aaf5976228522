import { run } from "./process.ts";
import { pathOf } from "./programs.ts";

/** An alert, the time of its notification (RFC 3339), and the labels of others that fire as well. */
export interface AlertQuestion {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly at?: string;
  readonly firing?: readonly Readonly<Record<string, string>>[];
}

export interface AlertAnswer {
  /** Receivers that it reaches, in order; the operator puts namespace and name of the resource before each. */
  readonly receivers: readonly string[];
  readonly groupBy: readonly (readonly string[])[];
  readonly muted: boolean;
  readonly inhibited: boolean;
}

export interface AlertmanagerRequest {
  readonly config: unknown;
  readonly secrets: readonly unknown[];
  /** `alertmanagerConfigMatcherStrategy.type` of the Alertmanager, and its Kubernetes namespace. */
  readonly strategy: "None" | "OnNamespace" | "OnNamespaceExceptForAlertmanagerNamespace";
  readonly namespace: string;
  readonly questions: readonly AlertQuestion[];
  /** Templates of notifications, to be filled in for one notification of all these alerts. */
  readonly texts?: readonly string[];
}

/** What kube-prometheus-stack gives Alertmanager before any AlertmanagerConfig. */
const BASE = "route:\n  receiver: 'null'\n  group_by: [namespace]\nreceivers:\n  - name: 'null'\n";

/**
 * What the Prometheus operator 0.93 makes of an AlertmanagerConfig, and what Alertmanager 0.34 does with alerts then, by their own libraries.
 * A configuration that either would refuse is an error with its words. Needs the program `alertmanager-ask`.
 */
export function askAlertmanager(request: AlertmanagerRequest): { readonly config: string; readonly answers: readonly AlertAnswer[]; readonly texts: readonly string[] } {
  const questions = request.questions.map(({ labels, annotations = {}, at = "", firing = [] }) => ({ labels, annotations, at, firing }));
  const { code, stdout, stderr } = run(pathOf("alertmanager-ask"), [], { input: JSON.stringify({ version: "0.34.0", base: BASE, texts: [], ...request, questions }) });
  if (code !== 0) throw new Error(stderr.trim());
  return JSON.parse(stdout) as { config: string; answers: AlertAnswer[]; texts: string[] };
}
