import type { CodeRow } from "../finding.ts";

/** What other programs find, and what can be wrong with them. Each program has one code, so that its findings can be accepted as such. */
export const codes = {
  "verify/tool-missing": ["error", "a program that was asked for is not here",
    "`--with` names a program, or `all` includes it because it applies to this repository, and it is not on this machine; what it would find stays unknown. Install it as the remedy says, name its place in the variable, or leave it out."],
  "verify/tool-too-old": ["error", "a program that was asked for is too old",
    "Its answers are not understood, or lack checks that are expected of it. Install a newer version, or name one by the variable."],
  "verify/tool-failed": ["error", "a program that was asked for did not answer",
    "It crashed, hung, or answered in a form that is not understood, so nothing is known of what it would find. Run it by hand to see what it says; the reason has its first words."],
  "verify/tool-kubeconform": ["error", "what kubeconform refuses",
    "kubeconform holds manifests against the same schemas that `verify` uses, in an implementation of its own. What it alone finds is worth a look on both sides. Correct the field that it names."],
  "verify/tool-helm": ["error", "a chart that Helm cannot render",
    "Helm stops at templates that fail and at values that the chart's `values.schema.json` refuses; Flux then reports the release as failed and installs nothing. Render it by hand: `helm template CHART`. A missing dependency needs `helm dependency build`."],
  "verify/tool-kustomize": ["error", "a folder that kustomize cannot build",
    "Flux builds the folder as kustomize does, and applies nothing of it when that fails. Build it by hand: `kustomize build FOLDER`."],
  "verify/tool-promtool": ["error", "rules that Prometheus refuses, or whose tests fail",
    "Prometheus drops a whole file of rules for one expression that it cannot parse, so its alerts never fire. A failing unit test says that a rule does not do what its author meant. Try the expression in Prometheus, and run `promtool check rules`."],
  "verify/tool-amtool": ["error", "a configuration that Alertmanager refuses",
    "Alertmanager does not start with it, or keeps the former one, so alerts go nowhere or to the wrong people. Check it by hand: `amtool check-config FILE`."],
  "verify/tool-shellcheck": ["warning", "what ShellCheck warns about",
    "Most of its warnings are about words that split at spaces, and about errors that go unnoticed. Its wiki has a page for each of its codes: `https://www.shellcheck.net/wiki/SC2086`. Where it is wrong, say so in the script: `# shellcheck disable=SC2086`."],
  "verify/tool-actionlint": ["error", "a workflow of GitHub that will not do what it says",
    "GitHub finds wrong keys, expressions and types only when the workflow runs, and some never. Correct the line; `actionlint` explains each of its checks."],
} as const satisfies { readonly [code: `verify/tool-${string}`]: CodeRow };
