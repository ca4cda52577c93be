/* engine/transport/watchdog.c - a thread that shuts a silent socket down. */
#include "engine/transport/watchdog.h"

#include "parsers/base/alloc.h"

#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>

struct sj_watchdog {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int fd;
    uint32_t seconds;
    struct timespec deadline;
    bool is_awake, has_bitten, is_over;
};

static void set_deadline(sj_watchdog *w) {
    clock_gettime(CLOCK_MONOTONIC, &w->deadline);
    w->deadline.tv_sec += w->seconds;
    w->is_awake = true;
}

static bool is_due(const sj_watchdog *w) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec > w->deadline.tv_sec ||
           (now.tv_sec == w->deadline.tv_sec && now.tv_nsec >= w->deadline.tv_nsec);
}

static void *watch(void *ctx) {
    sj_watchdog *w = ctx;
    pthread_mutex_lock(&w->lock);
    while (!w->is_over) {
        if (!w->is_awake || w->has_bitten)
            pthread_cond_wait(&w->changed, &w->lock);
        else if (!is_due(w))
            pthread_cond_timedwait(&w->changed, &w->lock, &w->deadline);
        else {
            w->has_bitten = true;
            shutdown(w->fd, SHUT_RDWR);
        }
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

/* The thread takes no signals: they are for whoever started us. */
static int start(sj_watchdog *w) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int code = pthread_create(&w->thread, NULL, watch, w);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return code;
}

sj_status sj_watchdog_new(sj_watchdog **out, int fd, uint32_t seconds, sj_err *err) {
    *out = NULL;
    sj_watchdog *w = sj_calloc(1, sizeof *w);
    if (!w) return sj_err_set(err, SJ_ENOMEM, "no memory for a connection");
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    w->fd = fd;
    w->seconds = seconds;
    set_deadline(w);
    if (start(w) != 0) {
        sj_free(w);
        return sj_err_set(err, SJ_ENOMEM, "no thread for a connection");
    }
    *out = w;
    return SJ_OK;
}

void sj_watchdog_free(sj_watchdog *w) {
    if (!w) return;
    pthread_mutex_lock(&w->lock);
    w->is_over = true;
    pthread_cond_signal(&w->changed);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    pthread_cond_destroy(&w->changed);
    pthread_mutex_destroy(&w->lock);
    sj_free(w);
}

void sj_watchdog_pat(sj_watchdog *w) {
    pthread_mutex_lock(&w->lock);
    bool slept = !w->is_awake;
    set_deadline(w);
    if (slept) pthread_cond_signal(&w->changed);
    pthread_mutex_unlock(&w->lock);
}

void sj_watchdog_sleep(sj_watchdog *w) {
    pthread_mutex_lock(&w->lock);
    w->is_awake = false;
    pthread_mutex_unlock(&w->lock);
}

bool sj_watchdog_has_bitten(sj_watchdog *w) {
    pthread_mutex_lock(&w->lock);
    bool bitten = w->has_bitten;
    pthread_mutex_unlock(&w->lock);
    return bitten;
}
