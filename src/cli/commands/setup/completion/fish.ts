/** The script for fish: one `complete` for each word and flag. */
import type { ValueSource } from "../../../options.js";
import type { CompletedCommand, CompletedFlag } from "./model.js";

export function renderFish(model: readonly CompletedCommand[]): string {
  return `# fish completion for playcamp-gw. To use it:
#   playcamp-gw completion fish > ~/.config/fish/completions/playcamp-gw.fish

function __playcamp_gw_takes_value
    switch "$argv[1] $argv[2]"
${valuedFlags(model)}
    end
    return 1
end

# Prints the command on the line so far, and how many operands follow it.
function __playcamp_gw_state
    set -l commands ${model.map(({ name }) => quote(name)).join(" ")}
    set -l command ''
    set -l flag ''
    set -l operands 0
    for word in (commandline -opc)[2..-1]
        if test -n "$flag"
            set flag ''
        else if string match -qr -- '^-.' $word
            if not string match -q -- '*=*' $word; and __playcamp_gw_takes_value "$command" $word
                set flag $word
            end
        else if contains -- (string trim "$command $word") $commands
            set command (string trim "$command $word")
        else
            set operands (math $operands + 1)
        end
    end
    echo $command
    echo $operands
end

function __playcamp_gw_at
    set -l state (__playcamp_gw_state)
    test "$state[1]" = "$argv[1]"; or return 1
    set -q argv[2]; or return 0
    string match -q -- $argv[2] (math $state[2] + 1)
end

function __playcamp_gw_ask
    set -l words (commandline -opc)
    $words[1] completion values $argv[1] -- $words 2>/dev/null </dev/null
end

function __playcamp_gw_at_files
    for file in (__fish_complete_path (string replace -r '^@' '' -- (commandline -ct)))
        echo @$file
    end
end

complete -c playcamp-gw -f
${model.flatMap(commandLines).join("\n")}
`;
}

/** Single quotes; fish takes a backslash within them before a quote and a backslash. */
function quote(text: string): string {
  return `'${text.replaceAll(/[\\']/g, "\\$&")}'`;
}

function valuedFlags(model: readonly CompletedCommand[]): string {
  return [...model]
    .sort((a, b) => Number(a.name === "") - Number(b.name === ""))
    .flatMap(({ name, flags }) =>
      flags.map(
        ({ flag, value }) =>
          `        case ${name === "" ? quote(`* ${flag}`) : quote(`${name} ${flag}`)}\n            return ${value === null ? 1 : 0}`,
      ),
    )
    .join("\n");
}

function commandLines({
  name,
  next,
  flags,
  operands,
  repeats,
}: CompletedCommand): readonly string[] {
  const here = `__playcamp_gw_at ${quote(name)}`;
  return [
    ...next.map(
      ({ word, summary }) =>
        `complete -c playcamp-gw -n ${quote(here)} -a ${word} -d ${quote(summary)}`,
    ),
    ...flags.map((flag) => flagLine(flag, name === "" ? null : here)),
    ...operands.flatMap((source, at) => {
      const isLast = at === operands.length - 1;
      const number = isLast && repeats ? "'*'" : String(at + 1);
      const found = sourceWords(source);
      return found === ""
        ? []
        : [`complete -c playcamp-gw -n ${quote(`${here} ${number}`)}${found}`];
    }),
  ];
}

/** @param where null for a flag that stands anywhere */
function flagLine({ flag, description, value }: CompletedFlag, where: string | null): string {
  const condition = where === null ? "" : ` -n ${quote(where)}`;
  // -x keeps fish from offering files where it knows nothing better.
  const takes =
    value === null ? "" : `${value.files === "plain" ? " -r" : " -x"}${sourceWords(value)}`;
  return `complete -c playcamp-gw${condition} -l ${flag.replace(/^--/, "")}${takes} -d ${quote(description)}`;
}

function sourceWords({ words, ask, files }: ValueSource): string {
  const offered = [
    ...(words ?? []),
    ...(ask === undefined ? [] : [`(__playcamp_gw_ask ${ask})`]),
    ...(files === "at" ? ["(__playcamp_gw_at_files)"] : []),
    ...(files === "folders" ? ["(__fish_complete_directories)"] : []),
  ];
  return `${files === "plain" ? " -F" : ""}${offered.length === 0 ? "" : ` -a ${quote(offered.join(" "))}`}`;
}
