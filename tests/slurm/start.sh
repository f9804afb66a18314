#!/usr/bin/env bash
# A Slurm of some nodes on this machine's loopback, as root, without systemd. Debian: slurm-wlm, munge.
#   start.sh DIR [NODES]     writes DIR/env, to be sourced; stop.sh DIR ends it
# Everything lies under DIR, munged's key and socket too: a Slurm of the machine's own is not touched.
set -euo pipefail
d=$(mkdir -p "$1" && cd "$1" && pwd)
nodes=${2:-1}
host=$(hostname -s)
control=${SLURM_TEST_PORT:-16817}
mkdir -p "$d"/{state,spool,munge,log}
chmod 755 "$d" "$d/spool"
chmod 700 "$d/munge"
[ -s "$d/munge/key" ] || { head -c 128 /dev/urandom >"$d/munge/key" && chmod 600 "$d/munge/key"; }
munged --force --key-file="$d/munge/key" --socket="$d/munge/socket" --log-file="$d/munge/log" \
    --pid-file="$d/munge/pid" --seed-file="$d/munge/seed"
read -r cpus memory < <(slurmd -C | sed -n 's/.* CPUs=\([0-9]*\).*RealMemory=\([0-9]*\).*/\1 \2/p')
cat >"$d/slurm.conf" <<CONF
ClusterName=loopback
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$control
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$d/munge/socket
CredType=cred/munge
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation=$d/state
SlurmdSpoolDir=$d/spool/%n
SlurmctldPidFile=$d/slurmctld.pid
SlurmdPidFile=$d/slurmd-%n.pid
SlurmctldLogFile=$d/log/slurmctld
SlurmdLogFile=$d/log/slurmd-%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
SchedulerType=sched/backfill
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0,bf_interval=1
ReturnToService=2
SlurmdTimeout=30
KillWait=2
MinJobAge=3600
RebootProgram=/bin/true
CONF
names=
for i in $(seq 1 "$nodes"); do
    echo "NodeName=n$i NodeHostname=$host NodeAddr=127.0.0.1 Port=$((control + i)) CPUs=$cpus" \
        "RealMemory=$((memory / nodes)) State=UNKNOWN" >>"$d/slurm.conf"
    names="$names n$i"
done
echo "PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP" >>"$d/slurm.conf"
export SLURM_CONF="$d/slurm.conf"
slurmctld -c
for name in $names; do slurmd -N "$name"; done
echo "export SLURM_CONF=$d/slurm.conf" >"$d/env"
for _ in $(seq 100); do
    [ "$(sinfo -h -o %T 2>/dev/null | sort -u)" = idle ] && exit 0
    sleep 0.1
done
echo "no idle node after 10 s" >&2
tail -5 "$d"/log/* >&2
exit 1
