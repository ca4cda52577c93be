/* Running a program: how long, how much memory. */
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "tests/bench/bench.h"

static double seconds(struct timeval t) {
    return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

run_result run_program(const char *const argv[]) {
    run_result result = {0};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    static char *const no_environment[] = {NULL};
    pid_t pid;
    int status = 0;
    struct rusage usage;
    double start = clock_now();
    if (posix_spawn(&pid, argv[0], &actions, NULL, (char *const *)argv, no_environment) == 0 &&
        wait4(pid, &status, 0, &usage) == pid) {
        result.seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
        result.elapsed = clock_now() - start;
        result.is_ok = WIFEXITED(status) && WEXITSTATUS(status) <= 1;
        result.peak = (uint64_t)usage.ru_maxrss * 1024;
    }
    posix_spawn_file_actions_destroy(&actions);
    return result;
}
