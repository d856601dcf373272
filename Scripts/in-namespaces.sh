#!/bin/sh
# tessera-mpi on ranks of two machines: network namespaces with an address and a host name each, which
# reach one another over TCP alone. As root.
# usage: Scripts/in-namespaces.sh COUNT ARGUMENT...
set -eu
count=$1
shift
tool=$(realpath "${TESSERA_MPI_TOOL:-$(dirname "$0")/../.build/release/tessera-mpi}")
left=tessera-left-$$
right=tessera-right-$$
folder=$(mktemp -d)
cleanup() {
  ip netns del "$left" 2>/dev/null || true
  ip netns del "$right" 2>/dev/null || true
  rm -rf "$folder"
}
trap cleanup EXIT
trap 'exit 143' TERM
trap 'exit 130' INT
ip netns add "$left"
ip netns add "$right"
ip -n "$left" link add wire type veth peer name wire netns "$right"
ip -n "$left" addr add 10.77.0.1/24 dev wire
ip -n "$right" addr add 10.77.0.2/24 dev wire
for name in "$left" "$right"; do
  ip -n "$name" link set lo up
  ip -n "$name" link set wire up
done
# What ssh is between machines.
cat > "$folder/agent" <<EOF
#!/bin/sh
[ "\$1" = 10.77.0.2 ] || exit 1
shift
exec ip netns exec $right unshare --uts sh -c "hostname right; \$*"
EOF
chmod +x "$folder/agent"
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_mpi_yield_when_idle=1
ip netns exec "$left" unshare --uts sh -c 'hostname left; exec "$@"' sh \
  mpirun --oversubscribe -n "$count" --host "10.77.0.1:$(((count + 1) / 2)),10.77.0.2:$((count / 2))" \
  --mca plm_rsh_agent "$folder/agent" --mca btl tcp,self --mca btl_tcp_if_include wire \
  --mca oob_tcp_if_include wire --wdir "$PWD" "$tool" "$@"
