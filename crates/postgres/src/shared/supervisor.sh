# Stops a shared test cluster and removes its folder once no process uses it any more.
#
# $1 is the cluster's folder; $2 is for how many seconds nobody must use it; $3 is the folder of its socket, which may lie
# elsewhere. A process uses the cluster while leases/ holds a file with its id and start time, and that process is alive:
# so nobody has to say goodbye, and kill -9 is as good as an exit. This shell has a process group of its own, so that
# Ctrl-C does not reach it. A file `keep` in the folder, with a number of seconds in it, asks for more time than $2.
folder=$1
linger=$2
socket=$3

# Sets $started to what tells process $1 from another of the same id; empty when it is gone or a zombie.
# The same as start_token in process.rs.
look_at() {
    started=
    if [ -r /proc/self/stat ]; then
        { read -r stat < "/proc/$1/stat"; } 2>/dev/null || return 0
        stat=${stat##*) }
        case $stat in [ZX]*) return 0 ;; esac
        set -- $stat
        shift 19
        started=$1
    else
        started=$(ps -o lstart= -p "$1")
        set -- $started
        started=$*
    fi
}

# Whether a live process holds a lease; the leases of dead ones are removed.
is_used() {
    used=1
    for lease in "$folder"/leases/*; do
        [ -f "$lease" ] || continue
        { read -r pid token < "$lease"; } 2>/dev/null || continue
        look_at "$pid"
        if [ -n "$started" ] && [ "$started" = "$token" ]; then
            used=0
        else
            rm -f "$lease"
        fi
    done
    return $used
}

# The command line of process $1.
command_line() {
    if [ -r /proc/self/cmdline ]; then
        tr '\0' ' ' < "/proc/$1/cmdline"
    else
        ps -ww -o command= -p "$1"
    fi
}

idle=0
while :; do
    sleep 1
    [ -d "$folder" ] || exit 0
    if is_used; then
        idle=0
        continue
    fi
    idle=$((idle + 1))
    { read -r kept < "$folder/keep"; } 2>/dev/null || kept=0
    [ "$idle" -ge "$linger" ] && [ "$idle" -ge "$kept" ] || continue
    # From here a new user waits, until this folder is gone. Who wrote a lease before it could see that is seen now.
    mkdir "$folder/closing" || continue
    is_used || break
    rmdir "$folder/closing"
    idle=0
done

# The id may belong to a stranger by now, so it must still be a server on this data folder.
if read -r pid < "$folder/data/postmaster.pid"; then
    case $(command_line "$pid") in
        *"$folder/data"*)
            kill -QUIT "$pid"
            tries=0
            while kill -0 "$pid"; do
                look_at "$pid"
                [ -n "$started" ] || break
                tries=$((tries + 1))
                [ "$tries" -lt 10 ] || kill -KILL "$pid"
                [ "$tries" -lt 15 ] || break
                sleep 1
            done
            ;;
    esac
fi

case $socket in
    "$folder"/*) ;;
    *) rm -rf "$socket" ;;
esac
# First out of the way in one step, so that the next user can begin anew; then away.
mv "$folder" "$folder.gone.$$" || exit 1
tries=0
until rm -rf "$folder.gone.$$"; do
    tries=$((tries + 1))
    [ "$tries" -lt 10 ] || exit 1
    sleep 1
done
