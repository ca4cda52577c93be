/* A proxy that breaks things: between a client and a server on the loopback.
 *
 * fault_proxy SERVER-PORT PORT-FILE [NAME=N…]     then, in its standard input, lines NAME=N change
 * it
 *
 *   cut_up=N     close a connection for good once N bytes went from client to server
 *   cut_down=N   the same for bytes from the server
 *   stall_up=N, stall_down=N   from then on pass nothing more, but stay open
 *   rate=N       bytes per second and direction
 *   only=N       these hold for the N-th connection alone (from 1); 0: for all
 *   seed=N       cut each connection by chance (chance=P percent), anywhere in its first `within`
 * bytes
 *
 * 0 is off. Each connection is a process. On the end of standard input, or a signal, all end. After
 * each connection a line "NUMBER up BYTES down BYTES FAULT" goes to standard output. */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 16384 };

static struct {
    const char *name;
    long value;
} settings[] = {{"cut_up", 0}, {"cut_down", 0}, {"stall_up", 0}, {"stall_down", 0}, {"rate", 0},
                {"only", 0},   {"seed", 0},     {"chance", 50},  {"within", 60000}};
enum { CUT_UP, CUT_DOWN, STALL_UP, STALL_DOWN, RATE, ONLY, SEED, CHANCE, WITHIN };
#define SETTINGS (sizeof settings / sizeof *settings)

static void set(const char *text) {
    const char *mark = strchr(text, '=');
    for (size_t i = 0; mark && i < SETTINGS; i++)
        if (strlen(settings[i].name) == (size_t)(mark - text) &&
            strncmp(settings[i].name, text, (size_t)(mark - text)) == 0)
            settings[i].value = atol(mark + 1);
}

static int connect_to(int port) {
    const struct sockaddr_in to = {.sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof to) == 0) return fd;
    if (fd >= 0) close(fd);
    return -1;
}

static int listen_on(const char *port_file) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || bind(fd, (const struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 64) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &n) != 0)
        return -1;
    FILE *f = fopen(port_file, "w");
    if (!f) return -1;
    fprintf(f, "%d\n", ntohs(at.sin_port));
    fclose(f);
    return fd;
}

static void keep_rate(size_t n) {
    if (!settings[RATE].value) return;
    long long ns = (long long)n * 1000000000 / settings[RATE].value;
    nanosleep(&(struct timespec){ns / 1000000000, ns % 1000000000}, NULL);
}

/* By chance, but the same for the same seed and number. */
static void roll(long number) {
    unsigned long long x = (unsigned long long)settings[SEED].value * 6364136223846793005ull +
                           (unsigned long long)number * 1442695040888963407ull;
    for (int i = 0; i < 4; i++) x ^= x >> 33, x *= 0xff51afd7ed558ccdull;
    if ((long)(x % 100) >= settings[CHANCE].value) return;
    long at = 1 + (long)((x >> 8) % (unsigned long long)settings[WITHIN].value);
    settings[x >> 40 & 1 ? CUT_UP : CUT_DOWN].value = at;
}

/* What may pass of n bytes after `done`; -1: nothing ever again. *cut: then it ends. */
static long allowed(int cut, int stall, size_t done, size_t n, int *is_cut, int *is_stalled) {
    long limit = settings[cut].value;
    if (limit && (long)(done + n) >= limit) {
        *is_cut = 1;
        return limit - (long)done;
    }
    limit = settings[stall].value;
    if (limit && (long)(done + n) >= limit) {
        *is_stalled = 1;
        return limit - (long)done;
    }
    return (long)n;
}

static void serve(int client, int port, long number) {
    static char piece[PIECE];
    size_t done[2] = {0, 0};
    int server = connect_to(port), is_cut = 0, is_stalled = 0;
    if (settings[ONLY].value && settings[ONLY].value != number)
        for (int i = CUT_UP; i <= RATE; i++) settings[i].value = 0;
    if (settings[SEED].value) roll(number);
    struct pollfd p[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
    int ended = server < 0;
    while (!ended && !is_cut) {
        if (poll(p, 2, -1) < 0) break;
        for (int i = 0; i < 2 && !ended && !is_cut; i++) {
            if (!p[i].revents) continue;
            ssize_t n = read(p[i].fd, piece, PIECE);
            if (n <= 0) {
                ended = 1;
                break;
            }
            if (is_stalled) continue;
            long pass = allowed(CUT_UP + i, STALL_UP + i, done[i], (size_t)n, &is_cut, &is_stalled);
            if (pass > 0 && write(p[1 - i].fd, piece, (size_t)pass) < 0) ended = 1;
            done[i] += pass > 0 ? (size_t)pass : 0;
            keep_rate((size_t)n);
        }
    }
    char line[128];
    int n = snprintf(line, sizeof line, "%ld up %zu down %zu %s\n", number, done[0], done[1],
                     is_cut       ? "cut"
                     : is_stalled ? "stalled"
                                  : "-");
    (void)!write(STDOUT_FILENO, line, (size_t)n);
    const struct linger at_once = {1, 0}; /* a reset, as of a line that breaks */
    if (is_cut) setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    _exit(0);
}

static void take_settings(int *over) {
    static char text[1024];
    ssize_t n = read(STDIN_FILENO, text, sizeof text - 1);
    *over = n <= 0;
    if (n <= 0) return;
    text[n] = 0;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) set(line);
}

int main(int argc, char **argv) {
    if (argc < 3) return 2;
    for (int i = 3; i < argc; i++) set(argv[i]);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_IGN);
    int fd = listen_on(argv[2]), over = 0;
    if (fd < 0) return 1;
    struct pollfd p[2] = {{fd, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
    for (long number = 0; !over;) {
        if (poll(p, 2, -1) < 0) continue;
        if (p[1].revents) take_settings(&over);
        if (!(p[0].revents & POLLIN)) continue;
        int client = accept(fd, NULL, NULL);
        if (client < 0) continue;
        number++;
        if (fork() == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            close(fd);
            serve(client, atoi(argv[1]), number);
        }
        close(client);
    }
    return 0;
}
