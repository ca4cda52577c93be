/* Ends a program before its N-th step to the outside, as a power cut would:
 *
 *   stop_at N PROGRAM ARGUMENTS…
 *
 * A step is a system call that changes a disk or says something to a peer (the table below); what
 * goes to standard output and error does not count. N 0: it is let run. The number of its steps is
 * written into the file that STOP_AT_COUNT names. Exit: the program's own code, 137 when it was
 * ended, 77 where the kernel does not let us watch. STOP_AT_SIGNAL=15 sends that signal instead,
 * and the step is done.
 *
 * seccomp hands each such call to us before it is done; unlike a debugger this leaves the program
 * its leak checks, and it needs nothing of the program: any build can be stopped. */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SKIPPED = 77, MOST = 128 };

/* Always a step. */
static const int changes[] = {
    __NR_fsync,     __NR_fdatasync,       __NR_ftruncate, __NR_truncate,  __NR_fallocate,
    __NR_renameat2, __NR_unlinkat,        __NR_linkat,    __NR_symlinkat, __NR_mkdirat,
    __NR_fchmod,    __NR_fchmodat,        __NR_utimensat, __NR_pwrite64,  __NR_pwritev,
    __NR_sendfile,  __NR_sendto,          __NR_sendmsg,   __NR_sendmmsg,  __NR_connect,
    __NR_shutdown,  __NR_copy_file_range,
#ifdef __NR_rename /* the older calls, which newer machines do not have */
    __NR_rename,    __NR_unlink,          __NR_link,      __NR_symlink,   __NR_mkdir,
    __NR_rmdir,     __NR_chmod,           __NR_creat,
#endif
#ifdef __NR_renameat
    __NR_renameat,
#endif
};

/* A step by what it is asked to do. */
static const struct {
    int call;
    unsigned argument;
    unsigned bits;  /* any of these: a step; 0: */
    unsigned above; /* a greater value is one */
} asked[] = {
    {__NR_openat, 2, O_CREAT | O_TRUNC, 0},
#ifdef __NR_open
    {__NR_open, 1, O_CREAT | O_TRUNC, 0},
#endif
    {__NR_write, 0, 0, STDERR_FILENO},
    {__NR_writev, 0, 0, STDERR_FILENO},
};

static unsigned argument_at(unsigned n) { /* its lower half */
    return (unsigned)(offsetof(struct seccomp_data, args) + n * sizeof(__u64));
}

static int watch(void) {
    struct sock_filter f[MOST];
    unsigned short n = 0;
    const struct sock_filter nr =
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    const struct sock_filter tell = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
    f[n++] = nr;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        f[n++] =
            (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)changes[i], 0, 1);
        f[n++] = tell;
    }
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        unsigned short test = asked[i].bits ? BPF_JSET : BPF_JGT;
        unsigned value = asked[i].bits ? asked[i].bits : asked[i].above;
        f[n++] =
            (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)asked[i].call, 0, 4);
        f[n++] =
            (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, argument_at(asked[i].argument));
        f[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | test | BPF_K, value, 0, 1);
        f[n++] = tell;
        f[n++] = nr;
    }
    f[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    const struct sock_fprog program = {n, f};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER,
                        &program);
}

/* Between the two: which descriptor of the child hands the calls over, and that we have it. */
typedef struct shared {
    _Atomic int listener; /* 0: not yet, -1: refused */
    _Atomic int is_taken;
} shared;

static void become(shared *s, char **argv) {
    int fd = watch();
    s->listener = fd > 0 ? fd : -1;
    if (fd < 0) _exit(SKIPPED);
    while (!s->is_taken) usleep(100);
    execvp(argv[0], argv);
    _exit(127);
}

static int take_listener(shared *s, pid_t child) {
    while (!s->listener) usleep(100);
    if (s->listener < 0) return -1;
    int pidfd = (int)syscall(SYS_pidfd_open, child, 0);
    int fd = pidfd < 0 ? -1 : (int)syscall(SYS_pidfd_getfd, pidfd, s->listener, 0);
    s->is_taken = 1;
    return fd;
}

/* Lets steps happen until the n-th; how many there were. */
static long follow(int listener, pid_t child, long n) {
    const char *text = getenv("STOP_AT_SIGNAL");
    int signal = text ? atoi(text) : SIGKILL;
    struct pollfd p = {.fd = listener, .events = POLLIN};
    long steps = 0;
    for (;;) {
        struct seccomp_notif call;
        memset(&call, 0, sizeof call);
        if (poll(&p, 1, -1) < 0 && errno != EINTR) return steps;
        if (!(p.revents & POLLIN)) {
            if (p.revents & POLLHUP) return steps; /* nobody is left */
            continue;
        }
        if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) != 0) continue;
        if (++steps == n) {
            kill(child, signal);
            if (signal == SIGKILL) return steps;
        }
        struct seccomp_notif_resp go = {.id = call.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
        ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &go); /* fails when it died meanwhile */
    }
}

int main(int argc, char **argv) {
    int status = 0;
    if (argc < 3) return 2;
    long n = atol(argv[1]);
    shared *s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (s == MAP_FAILED) return SKIPPED;
    pid_t child = fork();
    if (child == 0) become(s, argv + 2);
    int listener = child > 0 ? take_listener(s, child) : -1;
    if (listener < 0) {
        fputs("stop_at: system calls cannot be watched here\n", stderr);
        if (child > 0) kill(child, SIGKILL);
        return SKIPPED;
    }
    long steps = follow(listener, child, n);
    waitpid(child, &status, 0);
    const char *count = getenv("STOP_AT_COUNT");
    FILE *to = count ? fopen(count, "w") : NULL;
    if (to) {
        fprintf(to, "%ld\n", steps);
        fclose(to);
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
