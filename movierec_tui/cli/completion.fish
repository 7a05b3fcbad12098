# Completion of movierec-tui in fish: movierec-tui completion fish | source, in ~/.config/fish/config.fish
function __movierec_tui
    set -q MOVIEREC_DB; or set -lx MOVIEREC_DB 'DATABASE'
    set -l answer (_MOVIEREC_TUI_COMPLETE=fish movierec-tui (commandline -cp | string collect) 2>/dev/null)
    if test $status -eq 3
        __fish_complete_path (commandline -ct)
    else
        printf '%s\n' $answer
    end
end
complete -c movierec-tui -f -a '(__movierec_tui)'
