/* ISC licence, see LICENSE. */
/* Policy and driver together.  Pure. */
#include <errno.h>
#include <stddef.h>

#include "par_adjust.h"

#define ERROR_MAX_NS	(16 * TM_S)

/* Tells the account what became of the slews. */
static void
settle(struct par_clock *c, struct pol *p)
{
	pol_slewing(p, c->undone_ns, c->slew_ns == 0 ? 0 :
	    c->slew_ns, c->slew_ns == 0 ? 0 : c->steer.slew_ppb16);
	c->undone_ns = 0;
}

static enum pol_verdict
failed(struct par_clock *c)
{
	c->error = errno;
	return POL_SYSTEM;
}

/*
 * The account as it was before a request that was not done, though asked; the
 * slew before it may have ended all the same.
 */
static enum pol_verdict
undone(struct par_clock *c, struct pol *p, const struct pol *before,
    enum pol_verdict why)
{
	int64_t	tokens_ns = p->tokens_ns, asked_ns = p->asked_ns;

	*p = *before;
	p->tokens_ns = tokens_ns;
	p->asked_ns = asked_ns;
	if (c->slew_ns == 0)
		settle(c, p);
	p->refusals++;
	p->last_refusal = why;
	return why;
}

static bool
ahead(const struct par_clock *c)
{
	return c->ahead == NULL || c->ahead(c->ahead_arg);
}

void
par_adjust_start(struct par_clock *c, struct pol *p)
{
	pol_advance(p, c->drv->now(c).raw);
	p->applied_ppb16 = c->freq_ppb16;
}

enum pol_verdict
par_adjust_freq(struct par_clock *c, struct pol *p, int64_t freq_ppb16)
{
	struct pol		before = *p;
	enum pol_verdict	v;

	if ((v = pol_freq(p, c->drv->now(c), freq_ppb16)) != POL_OK)
		return v;
	if (!ahead(c))
		return undone(c, p, &before, POL_BUSY);
	if (c->drv->set_freq(c, freq_ppb16) == -1)
		return undone(c, p, &before, failed(c));
	return POL_OK;
}

enum pol_verdict
par_adjust_slew(struct par_clock *c, struct pol *p, int64_t offset_ns,
    int64_t rate_ppb16)
{
	struct pol		before = *p;
	enum pol_verdict	v;

	v = pol_slew(p, c->drv->now(c), offset_ns, rate_ppb16);
	if (v != POL_OK)
		return v;
	if (!ahead(c))
		return undone(c, p, &before, POL_BUSY);
	if (c->drv->slew(c, offset_ns, rate_ppb16) == -1)
		return undone(c, p, &before, failed(c));
	settle(c, p);
	return POL_OK;
}

enum pol_verdict
par_adjust_step(struct par_clock *c, struct pol *p, int64_t offset_ns,
    bool manual)
{
	struct pol		before = *p;
	enum pol_verdict	v;

	v = pol_step(p, c->drv->now(c), offset_ns, manual);
	if (v != POL_OK)
		return v;
	if (!ahead(c))
		return undone(c, p, &before, POL_BUSY);
	if (c->drv->step(c, offset_ns) == -1)
		return undone(c, p, &before, failed(c));
	settle(c, p);
	return POL_OK;
}

enum pol_verdict
par_adjust_leap(struct par_clock *c, struct pol *p, int64_t offset_ns)
{
	if (p->conf.noset)
		return POL_NOSET;
	(void)pol_advance(p, c->drv->now(c).raw);
	if (c->drv->step(c, offset_ns) == -1)
		return failed(c);
	settle(c, p);
	p->steps++;
	return POL_OK;
}

static int64_t
clamp_error(int64_t ns)
{
	return ns < 0 ? 0 : ns > ERROR_MAX_NS ? ERROR_MAX_NS : ns;
}

enum pol_verdict
par_adjust_status(struct par_clock *c, struct pol *p,
    struct par_clock_status st)
{
	enum pol_verdict	v;

	v = pol_leap(p, c->drv->now(c).wall.ns, st.leap);
	if (v != POL_OK)
		return v;
	st.maxerror_ns = clamp_error(st.maxerror_ns);
	st.esterror_ns = clamp_error(st.esterror_ns);
	return c->drv->status(c, &st) == -1 ? failed(c) : POL_OK;
}

int64_t
par_adjust_tick(struct par_clock *c, struct pol *p, bool *held)
{
	int64_t	tick_ns, deadline_ns;
	bool	slewing = c->slew_ns != 0;

	*held = pol_advance(p, c->drv->now(c).raw);
	if (*held) {
		(void)c->drv->slew(c, 0, 1);
		(void)c->drv->set_freq(c, pol_hold(p));
	}
	tick_ns = c->drv->tick(c);
	if (slewing && c->slew_ns == 0)
		settle(c, p);
	deadline_ns = pol_deadline(p);
	return tick_ns < deadline_ns ? tick_ns : deadline_ns;
}

void
par_adjust_hold(struct par_clock *c, struct pol *p)
{
	(void)pol_advance(p, c->drv->now(c).raw);
	(void)c->drv->slew(c, 0, 1);
	(void)c->drv->set_freq(c, pol_hold(p));
	settle(c, p);
}

void
par_adjust_end(struct par_clock *c, struct pol *p)
{
	(void)pol_advance(p, c->drv->now(c).raw);
	c->drv->fini(c);
	settle(c, p);
}
