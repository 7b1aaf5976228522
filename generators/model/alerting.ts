import type { AlertsAnswers, ClusterAnswers, ReceiversAnswers } from "../answers/answers.ts";
import type { Finding } from "../finding.ts";
import type { Notebook } from "./derivation.ts";
import { knownTimeZone, utcIntervals, windowText } from "./maintenance.ts";
import type { AlertReceiver, Alerting, AlertRoute, Namespaces, ReceiverConfigs, RequiredSecret } from "./model.ts";

type Severity = "critical" | "warning" | "info";

/** How long Alertmanager waits before it says the same again. */
const REPEAT: Readonly<Record<Severity, string>> = { critical: "4h", warning: "12h", info: "5d" };

/** Names of the Secrets where the answers say none, and what is in them. */
const SECRETS = {
  pagerduty: { name: "temporal-pagerduty", key: "routing-key", purpose: "Routing key of the PagerDuty service (Events API v2)" },
  slack: { name: "temporal-slack", key: "url", purpose: "Address of Slack's incoming webhook" },
  email: { name: "temporal-smtp", key: "password", purpose: "Password of the mail account; its name is the sender's address" },
  teams: { name: "temporal-teams", key: "url", purpose: "Address of the Teams workflow that posts into the channel" },
  webhook: { name: "temporal-webhook", key: "token", purpose: "Bearer token for the webhook" },
} as const;

/** The first alert of a group speaks for all of it; how many there are is told beside it. */
const SUMMARY = "{{ (index .Alerts 0).Annotations.summary }}{{ if gt (len .Alerts) 1 }} (and {{ len (slice .Alerts 1) }} more){{ end }}";
const DETAILS = "{{ range .Alerts }}{{ .Annotations.description }}\n{{ .Annotations.runbook_url }}\n{{ end }}";
const RUNBOOK = "{{ (index .Alerts 0).Annotations.runbook_url }}";

/** Who hears of alerts; null when the answers name nobody. */
export function placeAlerting(cluster: ClusterAnswers, namespaces: Namespaces, notes: Notebook): Alerting | null {
  const { alerts } = cluster;
  const heard = severities(alerts);
  if (heard.length === 0) return null;
  const windows = cluster.maintenance ?? [];
  const intervals = windows.filter(({ timeZone }) => knownTimeZone(timeZone ?? "UTC")).flatMap(utcIntervals);
  const receivers = heard.map(({ severity, said }) => receiver(severity, said, cluster.name));
  const secrets = required(heard.map(({ said }) => said), namespaces.monitoring);
  if (windows.length > 0) {
    notes.note({
      path: "alerting.muteTimeIntervals",
      value: `${intervals.length} intervals in UTC`,
      because: `Alerts are muted on ${windows.map(windowText).join("; ")}. The operator's Alertmanager resource knows no time zone, so each part of the year with an offset of its own has its own interval.`,
      inputs: ["maintenance"],
      source: "AlertmanagerConfig v1alpha1 of Prometheus operator 0.93.1",
    });
  }
  return {
    namespace: namespaces.monitoring,
    receivers,
    routes: heard.map(({ severity }): AlertRoute => ({ severity, receiver: severity, groupWait: severity === "critical" ? "10s" : "1m", repeatInterval: REPEAT[severity] })),
    mute: intervals.length > 0 ? { intervals } : null,
    windows: windows.map(windowText),
    listeners: (["critical", "warning", "info"] as const).map((severity) => ({ severity, who: listener(alerts?.[severity]) })),
    required: secrets,
    needsSecrets: secrets.length > 0,
  };
}

/** What would make Alertmanager refuse the whole configuration, or mute at another time than was meant. */
export function alertingFindings(cluster: ClusterAnswers): Finding[] {
  const mail = severities(cluster.alerts).flatMap(({ severity, said }): Finding[] =>
    said.email && said.email.server === undefined
      ? [{ code: "alerts/mail-server", severity: "error", path: `alerts.${severity}.email`, reason: "No mail server is named. Alertmanager refuses its whole configuration when a mail has no way out.", remedy: "Say `server: host:port`." }]
      : [],
  );
  const zones = (cluster.maintenance ?? []).flatMap(({ timeZone }, index): Finding[] =>
    timeZone === undefined || knownTimeZone(timeZone)
      ? []
      : [{ code: "alerts/time-zone", severity: "error", path: `maintenance[${index}].timeZone`, reason: `${JSON.stringify(timeZone)} is no time zone of the IANA database, so nobody knows when the window is.`, remedy: "Write a name such as `Europe/Amsterdam` or `UTC`." }],
  );
  return [...mail, ...zones];
}

function severities(alerts: AlertsAnswers | undefined): { severity: Severity; said: ReceiversAnswers }[] {
  return (["critical", "warning", "info"] as const).flatMap((severity) => {
    const said = alerts?.[severity];
    return said === undefined || Object.keys(said).length === 0 ? [] : [{ severity, said }];
  });
}

/** One receiver with everything that hears of a severity. The cluster's name comes first: several clusters share channels. */
function receiver(severity: Severity, { pagerduty, slack, email, teams, webhook }: ReceiversAnswers, cluster: string): AlertReceiver {
  const title = `[${cluster}] ${SUMMARY}`;
  const titled = `{{ .Status | toUpper }} ${title}`;
  const bad = { critical: "danger", warning: "warning", info: "#439FE0" }[severity];
  return {
    name: severity,
    pagerduty:
      pagerduty === undefined
        ? null
        : one({
            routingKey: from("pagerduty", pagerduty.credentials),
            severity,
            description: title,
            details: [{ key: "cluster", value: cluster }, { key: "alerts", value: DETAILS }],
            pagerDutyLinkConfigs: [{ href: RUNBOOK, alt: "Runbook" }],
          }),
    slack:
      slack === undefined
        ? null
        : one({
            apiURL: from("slack", slack.credentials),
            channel: slack.channel,
            color: `{{ if eq .Status "resolved" }}good{{ else }}${bad}{{ end }}`,
            title: titled,
            titleLink: RUNBOOK,
            text: DETAILS,
          }),
    email:
      email === undefined
        ? null
        : one({
            to: email.to,
            from: email.from ?? email.to,
            ...(email.server !== undefined && { smarthost: email.server }),
            ...(email.credentials !== undefined && { authUsername: email.from ?? email.to, authPassword: from("email", email.credentials) }),
            requireTLS: true,
            headers: [{ key: "Subject", value: titled }],
          }),
    teams: teams === undefined ? null : one({ webhookURL: from("teams", teams.credentials), title: titled, text: DETAILS }),
    webhook:
      webhook === undefined
        ? null
        : one({
            url: webhook.url,
            ...(webhook.credentials !== undefined && { httpConfig: { authorization: { type: "Bearer", credentials: from("webhook", webhook.credentials) } } }),
          }),
  };
}

/** What was said is taken back when it is over. */
const one = (config: Readonly<Record<string, unknown>>): ReceiverConfigs => ({ configs: [{ ...config, sendResolved: true }] });

const from = (kind: keyof typeof SECRETS, said: string | undefined): { name: string; key: string } => ({ name: said ?? SECRETS[kind].name, key: SECRETS[kind].key });

/** Each Secret once, though several severities may use it. Mail and webhooks need none unless the answers name one. */
function required(all: readonly ReceiversAnswers[], namespace: string): RequiredSecret[] {
  const found = new Map<string, RequiredSecret>();
  for (const said of all) {
    for (const kind of Object.keys(SECRETS) as (keyof typeof SECRETS)[]) {
      const one = said[kind];
      if (one === undefined || ((kind === "email" || kind === "webhook") && one.credentials === undefined)) continue;
      const { name, key } = from(kind, one.credentials);
      found.set(`${name} ${key}`, { name, namespace, keys: [key], purpose: SECRETS[kind].purpose, type: null });
    }
  }
  return [...found.values()];
}

/** For people: `PagerDuty; Slack #temporal`. */
function listener(said: ReceiversAnswers | undefined): string {
  const { pagerduty, slack, email, teams, webhook } = said ?? {};
  const names = [pagerduty && "PagerDuty", slack && `Slack ${slack.channel}`, email && `mail to ${email.to}`, teams && "Teams", webhook && webhook.url];
  return names.filter((name) => typeof name === "string").join("; ") || "nobody";
}
