/* The one wait that Debian 12's faketime (0.9.10) leaves out, and the one Python waits with: preloaded beside it.

   faketime moves the monotonic clock too, but sem_clockwait passes it by: the end of a wait is reckoned by the moved
   clock and waited for by the true one, and never comes. Here it is moved back by as much. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <semaphore.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const long SECOND = 1000000000L;

int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *end)
{
    int (*wait)(sem_t *, clockid_t, const struct timespec *) = dlsym(RTLD_NEXT, "sem_clockwait");
    struct timespec moved, real;
    clock_gettime(clock, &moved);
    syscall(SYS_clock_gettime, clock, &real);
    real.tv_sec += end->tv_sec - moved.tv_sec;
    real.tv_nsec += end->tv_nsec - moved.tv_nsec;
    while (real.tv_nsec < 0) {
        real.tv_nsec += SECOND;
        real.tv_sec--;
    }
    while (real.tv_nsec >= SECOND) {
        real.tv_nsec -= SECOND;
        real.tv_sec++;
    }
    return wait(semaphore, clock, &real);
}
