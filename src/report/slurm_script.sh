#!/bin/sh
# A sweep in ~PARTS~ parts as a Slurm job array. Written by
#   ~COMMAND~
#
#   sh job.sh        hands in the parts, and a job that writes the outputs once they have ended
#   sbatch job.sh    hands in the parts alone
#
# A part makes its share of the replicates, then what nobody has made yet. All write into
#   ~FOLDER IN WORDS~
# which every node has to see, each process into files of its own. Whatever is cancelled, requeued or
# killed, finished runs stay, and who comes later makes the rest: `scontrol requeue ID` is always safe,
# and so is handing in this file again. Add what your cluster asks for (account, partition, memory):

#SBATCH --job-name=sweetspot
#SBATCH --array=0-~LAST~
#SBATCH --cpus-per-task=~PROCESSORS~
#SBATCH --time=04:00:00
#SBATCH --output=%x-%A_%a.log
#SBATCH --open-mode=append
# A lost node or a preemption puts a part back into the queue. So does this file where time runs out:
# its shell hears of that two minutes before.
#SBATCH --requeue
#SBATCH --signal=B:TERM@120

program=${SWEETSPOT:-~PROGRAM~}
here=~HERE~
folder=~FOLDER~
# Bounds a part that never gets a run finished within its time.
most_restarts=100

case ${1:-${SLURM_ARRAY_TASK_ID:+part}} in
part)
    share="--shard $SLURM_ARRAY_TASK_ID/~PARTS~ --help-others"
    ;;
outputs)
    # The whole sweep: what the parts have left is made here.
    share=
    ;;
*)
    parts=$(sbatch --parsable "$0") || exit
    parts=${parts%%;*}
    # afterany: whatever has become of them.
    outputs=$(sbatch --parsable --array=0 --dependency="afterany:$parts" "$0" outputs) || exit
    echo "parts: job $parts, outputs: job ${outputs%%;*}, log files: sweetspot-*.log"
    exit
    ;;
esac

# Passed on; the program stops within a second, with code 130.
child=
trap '[ -z "$child" ] || kill -TERM "$child"' TERM
cd "$here" || exit
"$program" sweep --config "$folder/config.toml" --out "$folder" $share \
    ~HOW~ &
child=$!
wait "$child"
code=$?
# A trap ends `wait` early.
while kill -0 "$child" 2>/dev/null; do
    wait "$child"
    code=$?
done

# Stopped by a signal while Slurm has the job as running: its time was about to run out. Back to the
# queue, where it ends up as neither FAILED nor TIMEOUT. In a job that was cancelled or preempted the
# state is another, and stands.
job=${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID
if [ "$code" -gt 128 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt "$most_restarts" ] &&
    [ "$(squeue --noheader --jobs="$job" --format=%T)" = RUNNING ]; then
    echo "stopped by a signal: back to the queue"
    scontrol requeue "$job" && exit 0
fi
exit "$code"
