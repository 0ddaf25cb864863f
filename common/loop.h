/* ISC licence, see LICENSE. */
/*
 * The poll loop: descriptors, one-shot timers on CLOCK_MONOTONIC, signals.
 * It is the whole of a process's waiting.
 */
#ifndef LOOP_H
#define LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct loop;

/* revents as of poll(2) */
typedef void loop_fd_fn(void *arg, int fd, short revents);
typedef void loop_timer_fn(void *arg);
typedef void loop_signal_fn(void *arg, int signo);

/* Embedded by its owner; zero it before its first use. */
struct loop_timer {
	int64_t		 at_ns;		/* monotonic */
	loop_timer_fn	*fn;
	void		*arg;
	struct loop_timer *next;
	bool		 armed;
};

/* A loop without anything to wait for; exits the process without memory. */
struct loop	*loop_new(void);
void		 loop_free(struct loop *);

/*
 * Waits for events (POLLIN, POLLOUT, or 0 for errors only) on fd, or
 * changes what is waited for.  Memory: exits the process without it.
 */
void		 loop_fd(struct loop *, int fd, short events, loop_fd_fn *,
		    void *arg);
void		 loop_fd_del(struct loop *, int fd);

/* Calls fn once, after_ns from now (at once when <= 0); moves a set one. */
void		 loop_after(struct loop *, struct loop_timer *,
		    int64_t after_ns, loop_timer_fn *, void *arg);
void		 loop_timer_del(struct loop *, struct loop_timer *);

/*
 * Calls fn from the loop, not from the handler, for every signal caught.
 * One loop in a process may do so.
 */
void		 loop_signal(struct loop *, int signo, loop_signal_fn *,
		    void *arg);

/* Calls fn after every wake-up's events have been handled. */
void		 loop_idle(struct loop *, loop_timer_fn *, void *arg);

/* Runs until loop_stop; returns what that was given. */
int		 loop_run(struct loop *);
void		 loop_stop(struct loop *, int result);

/* CLOCK_MONOTONIC in nanoseconds. */
int64_t		 loop_now_ns(void);

#endif
