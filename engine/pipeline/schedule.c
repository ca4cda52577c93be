/* engine/pipeline/schedule.c - hours of partners. */
#include "engine/pipeline/schedule.h"

#include <stdio.h>
#include <time.h>

enum { WEEK = 7, ALL_DAYS = 127, HOUR = 60 };

static bool is_in(const sj_schedule *s, int weekday, int minute) {
    bool today = s->days >> weekday & 1, yesterday = s->days >> (weekday + WEEK - 1) % WEEK & 1;
    if (s->from < s->to) return today && minute >= s->from && minute < s->to;
    return (today && minute >= s->from) || (yesterday && minute < s->to);
}

bool sj_schedule_is_open(const sj_partner *p, sj_instant now) {
    time_t seconds = now / 1000;
    struct tm t;
    localtime_r(&seconds, &t);
    for (size_t i = 0; i < p->n_schedules; i++)
        if (is_in(&p->schedules[i], t.tm_wday, t.tm_hour * HOUR + t.tm_min)) return true;
    return p->n_schedules == 0;
}

void sj_schedule_text(const sj_partner *p, char *buf, size_t cap) {
    static const char *const names[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    size_t n = 0;
    buf[0] = 0;
    for (size_t i = 0; i < p->n_schedules && n < cap; i++) {
        const sj_schedule *s = &p->schedules[i];
        if (i) n += (size_t)snprintf(buf + n, cap - n, ", ");
        for (int day = 1; day <= WEEK && n < cap && s->days != ALL_DAYS; day++)
            if (s->days >> day % WEEK & 1)
                n += (size_t)snprintf(buf + n, cap - n, "%s ", names[day % WEEK]);
        if (n < cap)
            n += (size_t)snprintf(buf + n, cap - n, "%02d:%02d to %02d:%02d", s->from / HOUR,
                                  s->from % HOUR, s->to / HOUR, s->to % HOUR);
    }
}
