#compdef movierec-tui
# Completion of movierec-tui in zsh: eval "$(movierec-tui completion zsh)" in ~/.zshrc, after compinit
_movierec_tui_database='DATABASE'
_movierec_tui() {
    local answer line
    local -a offered shown
    answer=$(MOVIEREC_DB=${MOVIEREC_DB:-$_movierec_tui_database} _MOVIEREC_TUI_COMPLETE=zsh ${(Q)words[1]} "${(j: :)words[1,CURRENT]}" 2>/dev/null)
    if (( $? == 3 )); then
        _files
        return
    fi
    for line in ${(f)answer}; do
        offered+=("${line%%$'\t'*}")
        shown+=("${line%%$'\t'*}${${line#*$'\t'}:+  -- ${line#*$'\t'}}")
    done
    compadd -U -l -d shown -a offered
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _movierec_tui "$@"
else
    compdef _movierec_tui movierec-tui
fi
