/** The script for zsh: with descriptions, sourced or as a file of `fpath`. */
import type { CompletedCommand } from "./model.js";
import { POSIX_WALK, posixFunctions } from "./posix.js";

export function renderZsh(model: readonly CompletedCommand[]): string {
  return `#compdef playcamp-gw
# zsh completion for playcamp-gw. To use it, put this into ~/.zshrc, after compinit:
#   source <(playcamp-gw completion zsh)
# or write it to a file _playcamp-gw in a folder of your fpath.

${posixFunctions(model)}

# Lines of a word, a tab and a description.
_playcamp_gw_describe() {
  local line rest
  local -a described
  while IFS=$'\\t' read -r line rest; do
    [[ -n $line ]] && described+=("\${line//:/\\\\:}:$rest")
  done <<<"$2"
  (( \${#described} )) && _describe -t "$1" "$1" described
}

_playcamp_gw_add_source() {
  local kind rest
  while read -r kind rest; do
    case $kind in
      words) compadd -- \${=rest} ;;
      ask) compadd -- \${(f)"$("\${words[1]}" completion values "$rest" -- "\${words[@]}" 2>/dev/null </dev/null)"} ;;
      files)
        case $rest in
          at) if [[ $PREFIX == @* ]]; then compset -P @; _files; else compadd -S '' -- @; fi ;;
          folders) _files -/ ;;
          *) _files ;;
        esac ;;
    esac
  done <<<"$1"
}

_playcamp_gw() {
  local command='' flag='' word next
  local -i operands=0
  local -a before=("\${(@)words[2,CURRENT-1]}")
${POSIX_WALK}
  if [[ -z $flag && $PREFIX == --*=* ]]; then
    flag=\${PREFIX%%=*}
    compset -P '*='
  fi
  if [[ -n $flag ]]; then
    _playcamp_gw_add_source "$(_playcamp_gw_source "$command" "$flag")"
    return
  fi
  if [[ $PREFIX == -* ]]; then
    [[ -n $command ]] && _playcamp_gw_describe flag "$(_playcamp_gw_flags "$command")"
    _playcamp_gw_describe 'global flag' "$(_playcamp_gw_flags '')"
    return
  fi
  next=$(_playcamp_gw_next "$command")
  if [[ -n $next ]]; then
    _playcamp_gw_describe command "$next"
    return
  fi
  _playcamp_gw_add_source "$(_playcamp_gw_source "$command" "#$((operands + 1))")"
}

if [[ $funcstack[1] == _playcamp_gw ]]; then
  _playcamp_gw "$@"
elif (( $+functions[compdef] )); then
  compdef _playcamp_gw playcamp-gw
fi
`;
}
