# take_over FROM INTO: every whole line of the list of erasures FROM that INTO lacks, whatever INTO has.
# A machine's own list and the one beside the backups may each know erasures that the other does not.
take_over() {
    new=$(dirname "$2")/.erasures.new
    touch "$2"
    cat "$2" "$1" | awk 'NF == 3 && $3 == "." && !seen[$0]++' >"$new"
    sync "$new"
    mv "$new" "$2"
}
