/** The command table: what help, dispatch and the reference page read. */

export interface Option {
  readonly name: string;
  readonly value?: string;
  readonly short?: string;
  readonly summary: string;
  /** The only values that it takes, where there are only some: for completion in shells. */
  readonly choices?: readonly string[];
}

export interface Command {
  readonly name: string;
  /** As help prints it: DIR and FILE stand for paths, `a|b` for words to choose from. */
  readonly arguments: string;
  readonly summary: string;
  readonly options: readonly Option[];
  readonly examples: readonly string[];
  /** How many positional arguments it takes at most. */
  readonly positionals: number;
}

const JSON_OPTION: Option = { name: "json", summary: "print the result as JSON on standard output" };
const DRY_RUN: Option = { name: "dry-run", summary: "show what would happen, write nothing" };
const OUTPUT: Option = { name: "output", value: "FILE", short: "o", summary: "write it to this file instead of standard output" };
const DIFF: Option = { name: "diff", summary: "print a unified diff of every change" };
const PLAIN: Option = { name: "plain", summary: "ask line by line without redrawing, for screen readers" };
const CLUSTER_OPTION: Option = { name: "cluster", value: "NAME", summary: "the one cluster that gets it (default: all)" };
const CLUSTER_OPTIONS: readonly Option[] = [
  { name: "tier", value: "TIER", summary: "small, development or production" },
  { name: "cloud", value: "CLOUD", summary: "azure or on-premises (default: as the others)" },
  { name: "region", value: "REGION", summary: "the cloud's name of it (default: as the others)" },
  { name: "peak", value: "RATE", summary: "workflow starts at the busiest time: 100/s, 30/min" },
];
const ADD_OPTIONS: readonly Option[] = [{ name: "update", summary: "run update right after" }, PLAIN, DRY_RUN, JSON_OPTION];
export const HELP: Option = { name: "help", short: "h", summary: "show this text" };

export const commands: readonly Command[] = [
  {
    name: "new",
    arguments: "[DIR]",
    summary: "generate a repository, by questions at a terminal or from an answers file",
    positionals: 1,
    options: [
      { name: "answers", value: "FILE", short: "a", summary: "the answers, in YAML; nothing is asked then" },
      { name: "resume", summary: "go on with the answers of a dialogue that was stopped" },
      PLAIN,
      { name: "kubectl", summary: "let the dialogue read the names of your kubectl contexts" },
      DRY_RUN,
      DIFF,
      JSON_OPTION,
    ],
    examples: ["new my-platform", "new my-platform --resume", "new my-platform --answers platform.yaml", "new . --answers ../answers.yaml --dry-run"],
  },
  {
    name: "add cluster",
    arguments: "[NAME] [DIR]",
    summary: "add a cluster to platform.yaml, by questions or by flags",
    positionals: 2,
    options: [{ name: "environment", value: "NAME", summary: "what it is for" }, ...CLUSTER_OPTIONS, ...ADD_OPTIONS],
    examples: ["add cluster", "add cluster prod-azure-northeurope --environment prod-north --region northeurope --peak 100/s"],
  },
  {
    name: "add environment",
    arguments: "[NAME] [DIR]",
    summary: "add an environment: a cluster like its siblings",
    positionals: 2,
    options: [...CLUSTER_OPTIONS, ...ADD_OPTIONS],
    examples: ["add environment", "add environment staging --tier production --dry-run"],
  },
  {
    name: "add worker",
    arguments: "[NAME] [DIR]",
    summary: "add a worker service to platform.yaml",
    positionals: 2,
    options: [
      { name: "language", value: "LANGUAGE", summary: "typescript, python or go" },
      { name: "task-queue", value: "NAMES", summary: "what it takes work from, with commas between (default: its name)" },
      { name: "namespace", value: "NAME", summary: "Temporal namespace, where there are several" },
      { name: "image", value: "IMAGE", summary: "registry, path and name of its image" },
      CLUSTER_OPTION,
      ...ADD_OPTIONS,
    ],
    examples: ["add worker", "add worker billing --language typescript --update"],
  },
  {
    name: "add namespace",
    arguments: "[NAME] [DIR]",
    summary: "add a Temporal namespace to platform.yaml",
    positionals: 2,
    options: [
      { name: "retention", value: "TIME", summary: "how long closed workflows stay readable (default 7d)" },
      { name: "description", value: "TEXT", summary: "what the UI says about it" },
      CLUSTER_OPTION,
      ...ADD_OPTIONS,
    ],
    examples: ["add namespace", "add namespace orders --retention 30d"],
  },
  {
    name: "update",
    arguments: "[DIR]",
    summary: "regenerate after a change of answers or of this tool, keeping every edit",
    positionals: 1,
    options: [
      { name: "answers", value: "FILE", short: "a", summary: "replace platform.yaml by this file first" },
      { name: "take", value: "FILE[:PATH]", summary: "take the platform's text of a file, or its value at one path, instead of yours (may be repeated)" },
      { name: "only", value: "PATH", summary: "apply only what is at this file or below this folder; the rest waits for the next update (may be repeated)" },
      { name: "check", summary: "write nothing; exit 3 when there is something to do" },
      { name: "accept-permanent-change", value: "PATH", summary: "let one choice change that is otherwise permanent (may be repeated)" },
      DRY_RUN,
      DIFF,
      JSON_OPTION,
    ],
    examples: ["update --diff", "update --take clusters/prod/server/helmrelease.yaml:spec.timeout", "update my-platform --dry-run --json"],
  },
  {
    name: "check",
    arguments: "[DIR]",
    summary: "is the repository up to date? for CI",
    positionals: 1,
    options: [{ name: "strict", summary: "edited files count as a difference too" }, JSON_OPTION],
    examples: ["check", "check --strict --json"],
  },
  {
    name: "verify",
    arguments: "[DIR]",
    summary: "find what a cluster or Flux would reject, in any repository",
    positionals: 1,
    options: [
      { name: "format", value: "FORMAT", summary: "text, json, sarif, github (annotations) or junit; all but text on standard output", choices: ["text", "json", "sarif", "github", "junit"] },
      { name: "with", value: "NAME,…", summary: "ask other programs too, or all that apply: kubeconform, helm, kustomize, promtool, amtool, shellcheck, actionlint" },
      { name: "verbose", summary: "show every finding, notes too: otherwise five of a code and their number" },
      { name: "explain", value: "CODE", summary: "print the page of a finding's code: why it matters and what to do" },
      { name: "allow-unknown-kinds", summary: "mention kinds that nobody here knows, for repositories with operators of their own" },
      { name: "no-cache", summary: "look at everything again, and remember nothing" },
      JSON_OPTION,
    ],
    examples: ["verify", "verify my-platform --json", "verify --format sarif > verify.sarif", "verify --with helm,promtool", "verify --explain verify/no-creator"],
  },
  {
    name: "adopt",
    arguments: "[DIR]",
    summary: "rebuild a lost record from the answers and from what is there",
    positionals: 1,
    options: [{ name: "accept-permanent-change", value: "PATH", summary: "take platform.yaml's value where a manifest says another one (may be repeated)" }, DRY_RUN, JSON_OPTION],
    examples: ["adopt --dry-run", "adopt my-platform --json"],
  },
  {
    name: "explain",
    arguments: "FILE[:LINE] | ANSWER.PATH | CODE [DIR]",
    summary: "where a line comes from, what an answer changes, or what a finding means",
    positionals: 2,
    options: [{ name: "with", value: "VALUE", summary: "compare an answer with this value (default: another valid one, or none)" }, JSON_OPTION],
    examples: ["explain clusters/prod/server/helmrelease.yaml:105", "explain clusters.prod.workload.peak --with 500/s", "explain README.md my-platform --json"],
  },
  {
    name: "upgrade plan",
    arguments: "[DIR] [--to VERSION]",
    summary: "the way to a version of Temporal, step by step, with what to see in between",
    positionals: 1,
    options: [{ name: "to", value: "VERSION", summary: "version of the server (1.32.1), a minor of it (1.32), or the name of a set (default: the newest)" }, JSON_OPTION],
    examples: ["upgrade plan --to 1.32", "upgrade plan my-platform --to temporal-1.6.0 --json"],
  },
  {
    name: "upgrade next",
    arguments: "[DIR]",
    summary: "take the next step of the way to the newest version of Temporal: one update",
    positionals: 1,
    options: [{ name: "to", value: "VERSION", summary: "where the way leads, as for upgrade plan" }, DRY_RUN, DIFF, JSON_OPTION],
    examples: ["upgrade next --diff", "upgrade next my-platform --to 1.32"],
  },
  {
    name: "size",
    arguments: "",
    summary: "from a workload to shards, replicas, connections and storage, with every figure's source",
    positionals: 0,
    options: [
      { name: "peak-workflows-per-second", value: "N", summary: "workflow starts per second at the peak" },
      { name: "average-workflows-per-second", value: "N", summary: "average starts per second (default: a fifth of the peak)" },
      { name: "activities", value: "N", summary: "activities per workflow (default 1)" },
      { name: "timers", value: "N", summary: "timers per workflow (default 0)" },
      { name: "signals", value: "N", summary: "signals per workflow (default 0)" },
      { name: "average-duration", value: "TIME", summary: "run time of a workflow: 30s, 15m, 2h" },
      { name: "peak-concurrent-workflows", value: "N", summary: "workflows open at the same time" },
      { name: "payload", value: "SIZE", summary: "payload per workflow: 4KiB, 1MiB" },
      { name: "retention", value: "TIME", summary: "how long closed workflows stay readable (default 3d)" },
      { name: "growth-factor", value: "N", summary: "how much more than today's peak (default 2)" },
      { name: "tier", value: "TIER", summary: "small, development or production (default production)", choices: ["small", "development", "production"] },
      { name: "output", value: "FILE", short: "o", summary: "write the recommendation as YAML" },
      JSON_OPTION,
    ],
    examples: ["size --peak-workflows-per-second 200 --activities 3 --average-duration 30s --growth-factor 2 --output shard-recommendation.yaml"],
  },
  {
    name: "questionnaire",
    arguments: "[FILE]",
    summary: "the questions as a document to send ahead, by who can answer them; filled in, read back as answers",
    positionals: 1,
    options: [
      { name: "read", value: "FILE", summary: "read a filled-in document (may be repeated: one per owner)" },
      { name: "owner", value: "OWNER", summary: "only the questions for these people (may be repeated)", choices: ["platform", "security", "network", "database", "application"] },
      { name: "output", value: "FILE", short: "o", summary: "write the document, or the answers read, to this file" },
      { name: "force", summary: "replace a document that is there already" },
      JSON_OPTION,
    ],
    examples: ["questionnaire questions.md", "questionnaire security.md --owner security", "questionnaire platform.yaml --read security.md --read network.md --output platform.yaml"],
  },
  {
    name: "schema",
    arguments: "",
    summary: "the JSON schema of the answers, for editors",
    positionals: 0,
    options: [OUTPUT, JSON_OPTION],
    examples: ["schema --output answers.schema.json"],
  },
  {
    name: "completion",
    arguments: "bash|zsh|fish",
    summary: "a script that completes commands, options and files in a shell",
    positionals: 1,
    options: [JSON_OPTION],
    examples: ["completion bash > ~/.local/share/bash-completion/completions/create-temporal-platform", "completion zsh > ~/.zfunc/_create-temporal-platform", "completion fish > ~/.config/fish/completions/create-temporal-platform.fish"],
  },
];
