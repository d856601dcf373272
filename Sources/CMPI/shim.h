#pragma once

#include <mpi.h>
#include <time.h>

// The names of MPI's communicators and types are macros, which Swift does not see. An error of MPI
// ends the run on all ranks, as its default handler does.

/// Starts MPI for calls of any one thread at a time; 0 where it offers that.
static inline int tessera_mpi_start(void) {
  int provided = 0;
  if (MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &provided) != MPI_SUCCESS) return 1;
  return provided < MPI_THREAD_SERIALIZED;
}

static inline int tessera_mpi_count(void) {
  int count = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &count);
  return count;
}

static inline int tessera_mpi_index(void) {
  int index = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &index);
  return index;
}

/// Waits for a request: busily for a moment, then with sleeps that grow to a fifth of a millisecond.
/// MPI's own waiting takes a core from the ranks that it waits for where these have none of their own.
static inline void tessera_mpi_wait(MPI_Request *request) {
  const double begin = MPI_Wtime();
  long pause = 20000;
  int done = 0;
  for (;;) {
    MPI_Test(request, &done, MPI_STATUS_IGNORE);
    if (done) return;
    if (MPI_Wtime() - begin < 50e-6) continue;
    nanosleep(&(struct timespec){.tv_nsec = pause}, NULL);
    if (pause < 200000) pause += pause / 4;
  }
}

/// Gathers `bytes` of every rank, in order.
static inline void tessera_mpi_gather(const void *own, int bytes, void *all) {
  MPI_Request request;
  MPI_Iallgather(own, bytes, MPI_BYTE, all, bytes, MPI_BYTE, MPI_COMM_WORLD, &request);
  tessera_mpi_wait(&request);
}

/// Gathers counts[r] bytes of rank r at starts[r].
static inline void tessera_mpi_gather_all(
    const void *own, int bytes, void *all, const int *counts, const int *starts) {
  MPI_Request request;
  MPI_Iallgatherv(
      own, bytes, MPI_BYTE, all, counts, starts, MPI_BYTE, MPI_COMM_WORLD, &request);
  tessera_mpi_wait(&request);
}

/// Waits until all ranks are here, at most so many seconds; 0 where they are. It does not mix with
/// what ranks gather, and is called once.
static inline int tessera_mpi_meet(MPI_Comm meeting, double seconds) {
  MPI_Request request;
  if (MPI_Ibarrier(meeting, &request) != MPI_SUCCESS) return 1;
  const double end = MPI_Wtime() + seconds;
  int done = 0;
  do {
    MPI_Test(&request, &done, MPI_STATUS_IGNORE);
    if (!done) nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  } while (!done && MPI_Wtime() < end);
  return !done;
}

/// A communicator of its own for `tessera_mpi_meet`.
static inline MPI_Comm tessera_mpi_meeting(void) {
  MPI_Comm meeting;
  MPI_Comm_dup(MPI_COMM_WORLD, &meeting);
  return meeting;
}

static inline void tessera_mpi_end(void) { MPI_Finalize(); }

/// Ends the run on all ranks.
static inline void tessera_mpi_abort(int code) { MPI_Abort(MPI_COMM_WORLD, code); }
