import { firstWords, groups, type Described, type Values } from "./completion-table.ts";
import { NAME } from "./version.ts";

const FUNCTION = `_${NAME.replaceAll("-", "_")}`;

/** A script for bash from 3.2 on, without the package bash-completion. */
export function bashScript(commands: readonly Described[]): string {
  const two = groups(commands);
  return `# Completion of ${NAME} for bash. To use it now: source <(${NAME} completion bash)
${FUNCTION}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" first=2 IFS=$' \\t\\n'
  COMPREPLY=()
  # Bash parts --option=value into three words.
  if [[ $cur == "=" ]]; then cur=""; elif [[ $prev == "=" ]]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  if ((COMP_CWORD == 1)); then
    ${words(["--help", "--version", ...firstWords(commands).map(({ word }) => word)])}
    return
  fi
${two.length === 0 ? "" : `  case "$command" in
${two.map(({ word, members }) => `    ${word})
      if ((COMP_CWORD == 2)); then ${words(members.map((member) => member.words[1] ?? ""))}; return; fi
      case "\${COMP_WORDS[2]}" in ${members.map((member) => member.words[1]).join("|")}) command="$command \${COMP_WORDS[2]}"; first=3 ;; esac
      ;;
`).join("")}  esac
`}  case "$command" in
${commands.map(commandCase).join("")}  esac
}
complete -F ${FUNCTION} ${NAME}
`;
}

function commandCase({ words: name, options, values }: Described): string {
  const valued = options.filter((option) => option.values.kind !== "none");
  const flags = options.flatMap((option) => [`--${option.name}`, ...(option.short === undefined ? [] : [`-${option.short}`])]);
  return `    "${name.join(" ")}")
${valued.length === 0 ? "" : `      case "$prev" in
${valued.map((option) => `        --${option.name}${option.short === undefined ? "" : ` | -${option.short}`}) ${offer(option.values)}; return ;;\n`).join("")}      esac
`}      if [[ $cur == -* ]]; then ${words(flags)}; else ${offer(values)}; fi
      ;;
`;
}

const words = (list: readonly string[]): string => `COMPREPLY=($(compgen -W "${list.join(" ")}" -- "$cur"))`;

/** Names of files may hold spaces, and bash escapes them when it knows that they are names. */
const paths = (flag: string): string => `IFS=$'\\n'; COMPREPLY=($(compgen ${flag} -- "$cur")); compopt -o filenames 2>/dev/null`;

function offer(values: Values): string {
  if (values.kind === "words") return words(values.words);
  return values.kind === "files" ? paths("-f") : values.kind === "folders" ? paths("-d") : ":";
}
