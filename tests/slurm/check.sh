#!/usr/bin/env bash
# A sweep as the job array of `sweep --sbatch`, on a real Slurm of two nodes. One part is told that its time
# runs out, one is cancelled and put back, the daemon of a node is killed: no part ends as FAILED, and the
# outputs have the same bytes as those of one process.
#   check.sh PROGRAM     as root; Debian: slurm-wlm, munge
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "$1")
work=$(mktemp -d)
trap '"$here/stop.sh" "$work/slurm"; sleep 1; rm -rf "$work"' EXIT
chmod 755 "$work"
cd "$work"

fail() {
    echo "FAILED: $*" >&2
    scontrol show job >&2
    tail -n 20 sweetspot-*.log >&2
    exit 1
}
# Waits until a command succeeds.
until_true() {
    for _ in $(seq 600); do
        "$@" && return
        sleep 0.1
    done
    fail "not within a minute: $*"
}
is() { [ "$(squeue --noheader --states=all --jobs="$1" --format=%T)" = "$2" ]; }
at_work() { [ "$(ls study/runs-*.jsonl 2>/dev/null | wc -l)" -ge "$1" ]; }
finished() { [ "$(cat study/runs-*.jsonl 2>/dev/null | wc -l)" -ge "$1" ]; }
# Slurm lets two minutes pass before what was put back may begin.
at_once() { scontrol update jobid="$1" StartTime=now; }

sweep=(sweep --replicates "${REPLICATES:-48}" --quiet)
if ! "$here/start.sh" "$work/slurm" 2; then
    echo "no Slurm can be started here: not run"
    exit
fi
. slurm/env
"$program" "${sweep[@]}" --threads 1 --sbatch=4 --out study >job.sh
said=$(sh job.sh)
echo "$said"
[[ $said =~ parts:\ job\ ([0-9]+),\ outputs:\ job\ ([0-9]+) ]] || fail "what was handed in?"
parts=${BASH_REMATCH[1]} outputs=${BASH_REMATCH[2]}

for part in 0 1 2 3; do until_true is "${parts}_$part" RUNNING; done
until_true at_work 4
node_of() { squeue --noheader --jobs="${parts}_$1" --format=%N; }
on_first=() on_second=()
for part in 0 1 2 3; do
    case $(node_of "$part") in n1) on_first+=("$part") ;; n2) on_second+=("$part") ;; esac
done
[ ${#on_first[@]} = 2 ] && [ ${#on_second[@]} = 2 ] || fail "two parts a node were expected"

# As before the end of its time.
told=${parts}_${on_first[0]} cancelled=${parts}_${on_first[1]}
scancel --batch --signal=TERM "$told"
scancel "$cancelled"
kill -9 "$(cat slurm/slurmd-n2.pid)"
# Which Slurm would find out by itself after its SlurmdTimeout.
scontrol update nodename=n2 state=down reason=killed
until_true is "$told" PENDING
until_true is "$cancelled" CANCELLED
scontrol requeue "$cancelled"
finished 600 && fail "the sweep was over before anything happened to it"
for part in 0 1 2 3; do until_true is "${parts}_$part" PENDING; done
# A node refuses a job in the second in which it has ended it.
sleep 2
for part in 0 1 2 3; do at_once "${parts}_$part"; done
for part in 0 1 2 3; do until_true is "${parts}_$part" COMPLETED; done
until_true is "${outputs}_0" COMPLETED
grep -l "back to the queue" "sweetspot-$told.log" >/dev/null || fail "$told was not told"

"$program" "${sweep[@]}" --out local >/dev/null
for file in curve.csv runs.parquet curve.svg; do cmp "study/$file" "local/$file"; done
echo "the same bytes as from one process, $SECONDS s in all"
