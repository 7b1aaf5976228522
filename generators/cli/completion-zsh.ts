import { firstWords, groups, type Described, type DescribedOption, type Values } from "./completion-table.ts";
import { NAME } from "./version.ts";

/** A script for zsh, to lie in a folder of \`fpath\` or to be sourced. */
export function zshScript(commands: readonly Described[]): string {
  const two = groups(commands);
  return `#compdef ${NAME}
# Completion of ${NAME} for zsh: a file named _${NAME} in a folder of fpath. To use it now: source <(${NAME} completion zsh)
_${NAME}() {
  local -a offered
  local command="$words[2]"
  if (( CURRENT == 2 )); then
    offered=(${described(firstWords(commands))})
    _describe -t commands command offered
    _arguments '--help[show help]' '--version[show the version]'
    return
  fi
${two.length === 0 ? "" : `  case "$command" in
${two.map(({ word, members }) => `    ${word})
      if (( CURRENT == 3 )); then
        offered=(${described(members.map((member) => ({ word: member.words[1] ?? "", summary: member.summary })))})
        _describe -t commands command offered
        return
      fi
      command="$command $words[3]"
      shift words; (( CURRENT-- ))
      ;;
`).join("")}  esac
`}  shift words; (( CURRENT-- ))
  case "$command" in
${commands.map((command) => `    ${quoted(command.words.join(" "))}) _arguments -s ${[...command.options.map(option), argument(command.values)].filter((one) => one !== "").join(" ")} ;;\n`).join("")}  esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _${NAME} "$@"; else compdef _${NAME} ${NAME}; fi
`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const described = (words: readonly { readonly word: string; readonly summary: string }[]): string => words.map(({ word, summary }) => quoted(`${word}:${summary.replaceAll(":", "\\:")}`)).join(" ");

/** Each may be repeated; long options take their value behind a space or an equals sign. */
function option({ name, short, summary, values }: DescribedOption): string {
  const text = `[${summary.replace(/[[\]]/g, "\\$&")}]${action(values)}`;
  const valued = values.kind !== "none";
  return [quoted(`*--${name}${valued ? "=" : ""}${text}`), ...(short === undefined ? [] : [quoted(`*-${short}${valued ? "+" : ""}${text}`)])].join(" ");
}

const argument = (values: Values): string => (values.kind === "none" ? "" : quoted(`*${action(values)}`));

function action(values: Values): string {
  if (values.kind === "none") return "";
  if (values.kind === "words") return `:value:(${values.words.join(" ")})`;
  return values.kind === "files" ? ":file:_files" : values.kind === "folders" ? ":folder:_files -/" : ":value: ";
}
