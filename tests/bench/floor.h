#ifndef PEAPOD_TESTS_BENCH_FLOOR_H
#define PEAPOD_TESTS_BENCH_FLOOR_H

/* The floor: the least system calls that do the same work, in C, without checks for anything a pod promises
   (capabilities, masked paths, device nodes, logs). A bound, not an equivalent. Each returns 0, or -1 after
   printing the reason. */

#ifdef __cplusplus
extern "C" {
#endif

struct floor_places {
  const char* overlay; /* Mount options: "lowerdir=...,upperdir=...,workdir=..." */
  const char* target;  /* Where the root is put together. */
  const char* groups;  /* Name below each v1 hierarchy for the container's group; null: none. */
};

enum { FLOOR_SAME_NETWORK = 0, FLOOR_NEW_NETWORK = 1 };

/* Groups with limits, clone with new namespaces, overlay root, proc, two tmpfs, pivot, exec of /payload,
 * wait, groups removed. */
int floor_container(const struct floor_places* places, int network);

/* The same process tree as an exec probe: into the namespaces of `pidfd`, exec /payload, wait. */
int floor_exec(int pidfd, int own_pid_ns);

/* A GET in the network namespace `net_ns` (-1: here), blocking, until the server closes. */
int floor_http(int net_ns, int own_net_ns, unsigned short port);

#ifdef __cplusplus
}
#endif

#endif
