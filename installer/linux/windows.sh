# Ends running programs of this package whose files are about to vanish, or have: their draft is kept, their store is
# closed. Sourced into prerm and postinst by the build. $1 is a folder whose programs stay.
running() {
    for link in /proc/[0-9]*/exe; do
        case $(readlink "$link" 2>/dev/null) in
            "$1"/*) ;;
            /usr/lib/motcua/*) link=${link%/exe}; echo "${link#/proc/}" ;;
        esac
    done
}
end_programs() {
    asked=$(running "$1")
    [ -n "$asked" ] || return 0
    echo "Đang đóng Một Cửa để thay tệp chương trình; bản nháp được giữ."
    kill -TERM $asked 2>/dev/null || true
    tries=0
    while [ -n "$(running "$1")" ] && [ "$tries" -lt 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    left=$(running "$1")
    [ -z "$left" ] || echo "Một Cửa chưa đóng sau 10 giây (tiến trình $(echo $left)). Đóng cửa sổ rồi mở lại chương trình."
}
