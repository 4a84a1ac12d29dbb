/** The script for bash, 3.2 (macOS) or newer; needs no other package. */
import type { CompletedCommand } from "./model.js";
import { POSIX_WALK, posixFunctions } from "./posix.js";

export function renderBash(model: readonly CompletedCommand[]): string {
  return `# bash completion for playcamp-gw. To use it, put this into ~/.bashrc:
#   source <(playcamp-gw completion bash)
# With macOS's own bash 3.2: eval "$(playcamp-gw completion bash)"

${posixFunctions(model)}

_playcamp_gw_add() {
  local line
  while IFS= read -r line; do
    COMPREPLY[\${#COMPREPLY[@]}]=$line
  done < <("$@")
}

_playcamp_gw_add_source() {
  local kind rest
  while read -r kind rest; do
    case $kind in
      words) _playcamp_gw_add compgen -W "$rest" -- "$2" ;;
      ask) _playcamp_gw_add compgen -W "$("\${COMP_WORDS[0]}" completion values "$rest" -- "\${COMP_WORDS[@]}" 2>/dev/null </dev/null)" -- "$2" ;;
      files)
        compopt -o filenames 2>/dev/null
        case $rest in
          at) if [[ $2 == @* ]]; then _playcamp_gw_add compgen -P @ -f -- "\${2#@}"; else COMPREPLY+=(@); compopt -o nospace 2>/dev/null; fi ;;
          folders) _playcamp_gw_add compgen -d -- "$2" ;;
          *) _playcamp_gw_add compgen -f -- "$2" ;;
        esac ;;
    esac
  done <<<"$1"
}

_playcamp_gw() {
  local current=\${COMP_WORDS[COMP_CWORD]} command='' flag='' operands=0 word names
  local before=("\${COMP_WORDS[@]:1:COMP_CWORD-1}")
  COMPREPLY=()
${POSIX_WALK}
  # bash takes the = of --flag=value for a word of its own.
  if [[ $current == '=' ]]; then
    flag=\${before[\${#before[@]}-1]}
    current=''
  fi
  if [[ -n $flag ]]; then
    _playcamp_gw_add_source "$(_playcamp_gw_source "$command" "$flag")" "$current"
    return
  fi
  if [[ $current == -* ]]; then
    names=$({ _playcamp_gw_flags "$command"; [[ -z $command ]] || _playcamp_gw_flags ''; } | cut -f1)
    _playcamp_gw_add compgen -W "$names" -- "$current"
    return
  fi
  names=$(_playcamp_gw_next "$command" | cut -f1)
  if [[ -n $names ]]; then
    _playcamp_gw_add compgen -W "$names" -- "$current"
    return
  fi
  _playcamp_gw_add_source "$(_playcamp_gw_source "$command" "#$((operands + 1))")" "$current"
}

complete -F _playcamp_gw playcamp-gw
`;
}
