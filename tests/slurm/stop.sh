#!/usr/bin/env bash
# Ends what start.sh DIR has started.
d=$(cd "$1" && pwd) || exit
export SLURM_CONF="$d/slurm.conf"
scancel --user=root 2>/dev/null
sleep 0.5
for file in "$d"/slurmd*.pid "$d/slurmctld.pid" "$d/munge/pid"; do
    [ -s "$file" ] && kill "$(cat "$file")" 2>/dev/null
done
exit 0
