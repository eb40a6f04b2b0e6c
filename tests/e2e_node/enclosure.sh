#!/usr/bin/env bash
# enclosure.sh COMMAND...: runs a command as on a machine of its own: other processes, another
# network, and folders for what runs that nobody else sees. Run by `unshare`, as its first process;
# all that the command started ends with it, and so do its mounts, its addresses and its rules.
set -euo pipefail

for folder in /run /var/lib /var/log; do
  mount -t tmpfs tmpfs "$folder"
done
mkdir /run/netns

ip link set lo up
ip link add node type veth peer name nowhere
ip link set nowhere up
ip address add "$NEXUS_NODE_ADDRESS/24" dev node
ip link set node up
ip route add default dev node
echo 1 > /proc/sys/net/ipv4/ip_forward
# Refused at once, as everywhere: what leads to a Service without a ready pod. kube-router lets it pass
# before kube-proxy's own rule is asked, and it would be waited for in vain.
ip rule add iif "$NEXUS_NODE_BRIDGE" to "$NEXUS_NODE_SERVICES" unreachable
# Without it the rules do not see what goes from pod to pod over the bridge.
bridged=/proc/sys/net/bridge/bridge-nf-call-iptables
[ ! -e "$bridged" ] || echo 1 > "$bridged"

"$@" # a shell, and not the command, is the first process: it waits for orphans
