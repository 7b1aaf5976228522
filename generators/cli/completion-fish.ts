import { firstWords, groups, type Described, type Values } from "./completion-table.ts";
import { NAME } from "./version.ts";

const STEM = `__${NAME.replaceAll("-", "_")}`;

/** A script for fish. */
export function fishScript(commands: readonly Described[]): string {
  const line = (condition: string, rest: string): string => `complete -c ${NAME} -n '${STEM}_${condition}' ${rest}\n`;
  return `# Completion of ${NAME} for fish. To use it now: ${NAME} completion fish | source
function ${STEM}_words
  set -l words (commandline -opc)
  set -e words[1]
  string match -v -- '-*' $words
end
function ${STEM}_at
  test "$(${STEM}_words | string join ' ')" = "$argv"
end
function ${STEM}_in
  string match -q -- "$argv *" "$(${STEM}_words | string join ' ') "
end
complete -c ${NAME} -f
${line("at", `-l help -d 'show help'`)}${line("at", `-l version -d 'show the version'`)}${firstWords(commands).map(({ word, summary }) => line("at", `-a ${word} -d ${quoted(summary)}`)).join("")}${groups(commands).flatMap(({ word, members }) => members.map((member) => line(`at ${word}`, `-a ${member.words[1] ?? ""} -d ${quoted(member.summary)}`))).join("")}${commands.map(({ words, options, values }) => [
    ...options.map((option) => line(`in ${words.join(" ")}`, `-l ${option.name}${option.short === undefined ? "" : ` -s ${option.short}`}${offered(option.values)} -d ${quoted(option.summary)}`)),
    ...(values.kind === "none" || values.kind === "text" ? [] : [line(`in ${words.join(" ")}`, offered(values).replace(/^ -[rx] /, ""))]),
  ].join("")).join("")}`;
}

const quoted = (text: string): string => `'${text.replace(/['\\]/g, "\\$&")}'`;

function offered(values: Values): string {
  if (values.kind === "none") return "";
  if (values.kind === "words") return ` -x -a '${values.words.join(" ")}'`;
  return values.kind === "files" ? " -r -F" : values.kind === "folders" ? ` -x -a '(__fish_complete_directories)'` : " -x";
}
