# Completion of movierec-tui in bash: eval "$(movierec-tui completion bash)" in ~/.bashrc
_movierec_tui_database='DATABASE'
_movierec_tui() {
    local answer word
    COMPREPLY=()
    answer=$(MOVIEREC_DB=${MOVIEREC_DB:-$_movierec_tui_database} _MOVIEREC_TUI_COMPLETE=bash "$1" "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
    if [[ $? -eq 3 ]]; then
        compopt -o default 2>/dev/null
        return
    fi
    while IFS= read -r word; do
        [[ -n $word ]] && COMPREPLY+=("$word")
    done <<<"$answer"
}
complete -F _movierec_tui movierec-tui
