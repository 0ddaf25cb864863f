/* ISC licence, see LICENSE. */
/* What children tell the parent, and what it makes of it.  Pure. */
#include <string.h>
#include <syslog.h>

#include "par_adj.h"
#include "par_adjust.h"
#include "par_core.h"
#include "par_ctl.h"
#include "par_leap.h"
#include "par_pending.h"
#include "par_stat.h"

void
par_init(struct par *p, const struct par_ops *ops, enum par_mode mode,
    const struct par_conf *conf, struct par_clock *clock,
    const struct pol_conf *pol_conf, struct tm_now now)
{
	memset(p, 0, sizeof *p);
	p->ops = *ops;
	p->mode = mode;
	p->conf = conf;
	p->clock = clock;
	p->gen = 1;
	p->next_seq = 1;
	p->clock_due_ns = clock->drv->tick(clock);
	p->page.steer = clock->steer;
	p->page.truth.stratum = 16;
	p->page.truth.leap = 3;
	pol_init(&p->pol, pol_conf, now.raw);
	par_adjust_start(clock, &p->pol);
	clock->ahead = par_adj_ahead;
	clock->ahead_arg = p;
}

void
par_reconf(struct par *p, const struct par_conf *conf,
    const struct pol_conf *pol_conf)
{
	p->conf = conf;
	p->gen++;
	pol_reconf(&p->pol, pol_conf);
}

static void
print_once(struct par *p, struct tm_now now)
{
	int64_t	off_ns;

	off_ns = now.wall.ns -
	    tm_utc_from_true(&p->page.leaps, page_true(&p->page, now));
	core_log(&p->ops.core, LOG_NOTICE, "System clock wrong by %.6f "
	    "seconds%s", tm_s_from_ns(-off_ns),
	    p->mode == PAR_PRINT_ONCE ? " (ignored)" : "");
}

/* -q and -Q: the first time that sources agree is what we came for. */
static void
once(struct par *p, struct tm_now now)
{
	if (p->mode == PAR_KEEP || p->once_asked ||
	    p->page.truth.sync != PAGE_SYNC || p->page.truth.local)
		return;
	p->once_asked = true;
	print_once(p, now);
	if (p->mode == PAR_PRINT_ONCE || p->pol.conf.noset)
		p->ops.end(p->ops.core.arg, 0);
	else
		par_ctl_makestep(p, now);
}

bool
par_is_past(const struct par *p, int64_t raw_ns)
{
	return raw_ns < p->woken_ns;
}

static void
on_truth(struct par *p, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_truth	*t = (const void *)m->payload;

	if (par_is_past(p, t->truth.raw_ns))
		return;
	p->page.truth = t->truth;
	if (!par_adj_may_follow(p, &t->truth, now))
		par_adj_withdraw(p);
	par_adj_publish(p);
	once(p, now);
}

static void
on_save(struct par *p, const struct ipc_msg *m, struct tm_now now)
{
	bool	synced = p->page.truth.sync == PAGE_SYNC &&
		    !p->page.truth.local;

	(void)now;
	memcpy(&p->saved, m->payload, sizeof p->saved);
	if (par_is_past(p, p->saved.raw_ns))
		p->saved.raw_ns = 0;
	p->have_saved = true;
	pol_updates(&p->pol, p->saved.updates);
	(void)par_adj_ahead(p);
	/* Also where wall is too far off to be called synchronised. */
	if (p->saved.have_freq && !p->page.truth.local)
		pol_learn(&p->pol, p->pol.applied_ppb16);
	p->ops.saved(p->ops.core.arg, &p->saved, synced);
}

/* -q, or maxchange was configured: else nobody may ask for that. */
static void
on_give_up(struct par *p, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_log	*l = (const void *)m->payload;

	(void)now;
	if (p->mode == PAR_KEEP && p->conf->clock.maxchange_ns == 0) {
		p->ops.violation(p->ops.core.arg, m->from,
		    "wants the daemon to end");
		return;
	}
	core_log(&p->ops.core, LOG_CRIT, "ending: %s", l->text);
	p->ops.end(p->ops.core.arg, 1);
}

static void
on_log_row(struct par *p, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_log_row	*l = (const void *)m->payload;

	(void)now;
	if (p->ops.row != NULL)
		p->ops.row(p->ops.core.arg, l->kind, l->text);
}

static const struct par_handler {
	uint16_t	type;
	void		(*fn)(struct par *, const struct ipc_msg *,
			    struct tm_now);
} handlers[] = {
	{ MSG_ADJ_FREQ, par_adj_request },
	{ MSG_ADJ_SLEW, par_adj_request },
	{ MSG_ADJ_STEP, par_adj_request },
	{ MSG_ADJ_STATUS, par_adj_request },
	{ MSG_LOG_ROW, on_log_row },
	{ MSG_GIVE_UP, on_give_up },
	{ MSG_LEAP, par_leap_announce },
	{ MSG_TZ_REPLY, par_leap_zone },
	{ MSG_TRUTH, on_truth },
	{ MSG_SAVE, on_save },
	{ MSG_STAT_REQ, par_stat },
	{ MSG_CTL_CMD, par_ctl_cmd },
	{ MSG_CMD_RESULT, par_pending_result },
};
#define NHANDLERS	(sizeof handlers / sizeof handlers[0])

bool
par_handles(uint16_t type)
{
	size_t	i;

	for (i = 0; i < NHANDLERS; i++)
		if (handlers[i].type == type)
			return true;
	return type == MSG_HELLO || type == MSG_READY || type == MSG_LOG ||
	    type == MSG_VIOLATION;
}

void
par_msg(struct par *p, const struct ipc_msg *m, struct tm_now now)
{
	size_t	i;

	par_adj_tick(p, now);
	for (i = 0; i < NHANDLERS; i++)
		if (handlers[i].type == m->hdr.type) {
			handlers[i].fn(p, m, now);
			return;
		}
}

/*
 * raw stood still while the machine slept: f is past, and so is the phase that
 * was saved.  ntp-clock might be dead, or not listening yet, so that it is not
 * left to it to say so.
 */
static void
withdraw(struct par *p, struct tm_now now)
{
	p->saved.raw_ns = 0;
	p->woken_ns = now.raw.ns;
	par_adj_withdraw(p);
	par_adj_publish(p);
}

void
par_woke(struct par *p, int64_t slept_ns, struct tm_now now)
{
	struct msg_woke	m = { .slept_ns = slept_ns };

	par_adj_tick(p, now);
	if (slept_ns > 0) {
		pol_grant(&p->pol);
		withdraw(p, now);
	}
	core_send(&p->ops.core, ROLE_CLOCK, MSG_WOKE, &m, sizeof m);
}

void
par_child_died(struct par *p, struct ipc_end end, struct tm_now now)
{
	if (end.role == ROLE_CLOCK)
		p->impossible = 0;
	par_pending_child_died(p, end);
	par_adj_tick(p, now);
}

void
par_tick(struct par *p, struct tm_now now)
{
	par_adj_tick(p, now);
	par_pending_tick(p, now);
}

int64_t
par_deadline(const struct par *p)
{
	int64_t	adj_ns = par_adj_deadline(p), ctl_ns = par_pending_deadline(p);

	return adj_ns < ctl_ns ? adj_ns : ctl_ns;
}
