import type { TimeInterval } from "../maintenance.ts";
import type { RequiredSecret } from "./secrets.ts";

/** Words of templates: what is watched, and who hears of it. */

export interface Observability {
  /** Value of the label `release` on monitors and rules. */
  readonly release: string;
  /** True when Grafana's dashboards are applied. */
  readonly dashboards: boolean;
  readonly expectations: readonly Expectation[];
}

/** One recorded series that verbatim alert rules compare with. */
export interface Expectation {
  readonly record: string;
  readonly expression: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly because: string;
}

/** Who hears of alerts, and when nobody does. */
export interface Alerting {
  readonly namespace: string;
  readonly receivers: readonly AlertReceiver[];
  /** One per severity that somebody hears of. */
  readonly routes: readonly AlertRoute[];
  /** Maintenance windows in UTC; null when there are none. */
  readonly mute: { readonly intervals: readonly TimeInterval[] } | null;
  /** The windows as they were said, for people. */
  readonly windows: readonly string[];
  readonly listeners: readonly { readonly severity: string; readonly who: string }[];
  readonly required: readonly RequiredSecret[];
  readonly needsSecrets: boolean;
}

/** One receiver of an AlertmanagerConfig: a list of each kind, in Kubernetes' own shape. */
export interface AlertReceiver {
  readonly name: string;
  readonly pagerduty: ReceiverConfigs | null;
  readonly slack: ReceiverConfigs | null;
  readonly email: ReceiverConfigs | null;
  readonly teams: ReceiverConfigs | null;
  readonly webhook: ReceiverConfigs | null;
}

export interface ReceiverConfigs {
  readonly configs: readonly Readonly<Record<string, unknown>>[];
}

export interface AlertRoute {
  readonly severity: string;
  readonly receiver: string;
  readonly groupWait: string;
  readonly repeatInterval: string;
}
