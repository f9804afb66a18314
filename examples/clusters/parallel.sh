#!/bin/sh
# GNU parallel: parts on the machines of a list, here on this one; --sshloginfile hosts.txt names others.
# A part that fails is tried once more, and the last line makes what is missing in any case.
parts=4
seq 0 $((parts - 1)) |
    parallel --jobs 2 --retries 2 --line-buffer --tag \
        sweetspot sweep --config sweep.toml --out study --threads 1 --shard {}/$parts
sweetspot sweep --config sweep.toml --out study
