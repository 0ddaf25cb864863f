/* ISC licence, see LICENSE. */
/* Leap seconds in the parent.  Pure. */
#include <string.h>
#include <syslog.h>

#include "par_adj.h"
#include "par_leap.h"
#include "pol_leap.h"

#define STEP_NS		(60 * TM_S)	/* so long after it, a step is it */
#define NOTICED_NS	(2 * TM_S)	/* so soon after it, it is the same */
#define TEXT_MOST	65536		/* octets of a list */

static struct tm_true
true_now(const struct par *p, struct tm_now now)
{
	return page_true(&p->page, now);
}

/* Wall is what the policy goes by; who may not set it knows f only. */
static int64_t
utc_now(const struct par *p, struct tm_now now)
{
	if (p->pol.conf.noset)
		return tm_utc_from_true(&p->page.leaps, true_now(p, now));
	return now.wall.ns;
}

/* The last row, if it is still to come. */
static bool
is_pending(const struct par *p, struct tm_now now)
{
	const struct tm_leaps	*l = &p->page.leaps;

	return l->n > 0 && true_now(p, now).ns < l->true_ns[l->n - 1];
}

static void
withdraw(struct par *p, struct tm_now now)
{
	if (!is_pending(p, now))
		return;
	p->page.leaps.n--;
	core_log(&p->ops.core, LOG_NOTICE, "the leap second is withdrawn");
	par_adj_publish(p);
}

void
par_leap_announce(struct par *p, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_leap	*l = (const void *)m->payload;
	int64_t			 utc_ns = utc_now(p, now);
	int64_t			 end_ns = (utc_ns / TM_DAY + 1) * TM_DAY;

	withdraw(p, now);
	if (l->step == 0)
		return;
	if (!pol_is_leap_day(utc_ns) || p->conf->clock.leapmode ==
	    LEAP_IGNORE || l->utc_ns != end_ns - (l->step < 0 ? TM_S : 0) ||
	    tm_leap_add(&p->page.leaps, l->utc_ns, l->step) == -1) {
		core_log(&p->ops.core, LOG_WARNING, "leap second refused: %s",
		    pol_verdict_name(POL_LEAP));
		return;
	}
	core_log(&p->ops.core, LOG_NOTICE, "a leap second will be %s at the "
	    "end of this UTC day", l->step > 0 ? "inserted" : "left out");
	par_adj_publish(p);
}

bool
par_leap_may_step(struct par *p, int64_t offset_ns, struct tm_now now)
{
	const struct tm_leaps	*l = &p->page.leaps;
	int64_t			 t_ns = true_now(p, now).ns;
	uint32_t		 last = l->n - (is_pending(p, now) ? 1 : 0);

	if (p->conf->clock.leapmode != LEAP_STEP || last == 0 ||
	    last <= p->leaps_stepped || (p->leaps_stepped > 0 &&
	    now.raw.ns - p->leap_stepped_ns < TM_DAY) ||
	    t_ns - l->true_ns[last - 1] > STEP_NS ||
	    offset_ns != -l->step[last - 1] * TM_S)
		return false;
	p->leaps_stepped = last;
	p->leap_stepped_ns = now.raw.ns;
	return true;
}

bool
par_leap_may_arm(struct par *p, int leap, struct tm_now now)
{
	int64_t	rest_ns = (now.wall.ns / TM_DAY + 1) * TM_DAY - now.wall.ns;
	int64_t	past_ns = now.raw.ns - p->leap_armed_ns;

	if (leap == 0)
		return true;
	if (p->leap_armed_ns != 0 && past_ns > 0 && past_ns < TM_DAY)
		return past_ns <= NOTICED_NS;
	p->leap_armed_ns = now.raw.ns + rest_ns - tm_scale(rest_ns,
	    page_wall_rate(&p->page.steer, now.raw));
	return true;
}

int
par_leap_tai(struct par *p, int tai_s, struct tm_now now)
{
	const struct tm_leaps	*l = &p->page.leaps;
	uint32_t		 i, last = l->n - (is_pending(p, now) ? 1 : 0);
	int			 sum_s = 0;

	for (i = 0; i < last; i++)
		sum_s += l->step[i];
	if (p->tai_s == 0 && tai_s >= 10 && tai_s <= 100) {
		p->tai_s = tai_s;
		p->tai_leaps_s = sum_s;
	}
	return p->tai_s == 0 ? 0 : p->tai_s + sum_s - p->tai_leaps_s;
}

static void
send_zone(struct par *p)
{
	struct {
		struct msg_leap_table	head;
		struct msg_leap_row	row[PAR_LEAP_ROWS];
	}	m;

	memset(&m, 0, sizeof m);
	m.head.until_ns = p->zone_until_ns;
	memcpy(m.row, p->zone, p->nzone * sizeof m.row[0]);
	core_send(&p->ops.core, ROLE_CLOCK, MSG_LEAP_TABLE, &m,
	    sizeof m.head + p->nzone * sizeof m.row[0]);
}

void
par_leap_zone(struct par *p, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_leap_table	*t = (const void *)m->payload;

	(void)now;
	p->nzone = (uint32_t)ipc_ntail(m);
	p->zone_until_ns = t->until_ns;
	memcpy(p->zone, t + 1, p->nzone * sizeof p->zone[0]);
	if (p->nzone == 0)
		core_log(&p->ops.core, LOG_WARNING, "leapsectz %s: no time "
		    "zone with leap seconds", p->conf->leapsectz);
	send_zone(p);
}

void
par_leap_send(struct par *p)
{
	struct msg_leaps	m = { p->page.leaps };

	core_send(&p->ops.core, ROLE_CLOCK, MSG_LEAPS, &m, sizeof m);
	if (p->nzone > 0)
		send_zone(p);
}

void
par_leap_ask(struct par *p, struct tm_now now)
{
	struct msg_tz_query	m;

	if (p->conf->leapsectz[0] == '\0')
		return;
	memset(&m, 0, sizeof m);
	m.utc_ns = now.wall.ns > 0 ? now.wall.ns : 0;
	strlcpy(m.name, p->conf->leapsectz, sizeof m.name);
	core_send(&p->ops.core, ROLE_DNS, MSG_TZ_QUERY, &m, sizeof m);
}

void
par_leap_send_text(struct par *p, const char *text, size_t len)
{
	struct msg_leap_text	m;
	size_t			at = 0, n;

	if (len > TEXT_MOST) {
		core_log(&p->ops.core, LOG_WARNING,
		    "the leap second list is too long: it is not used");
		return;
	}
	do {
		memset(&m, 0, sizeof m);
		n = len - at < sizeof m.text ? len - at : sizeof m.text;
		m.first = at == 0;
		m.last = at + n == len;
		m.len = (uint16_t)n;
		memcpy(m.text, text + at, n);
		core_send(&p->ops.core, ROLE_CLOCK, MSG_LEAP_TEXT, &m,
		    sizeof m);
		at += n;
	} while (at < len);
}
