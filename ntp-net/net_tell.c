/* ISC licence, see LICENSE. */
/* Source records to ntp-clock.  Pure. */
#include <string.h>

#include "addr_refid.h"
#include "net_client.h"
#include "net_poll.h"
#include "net_source.h"
#include "net_tell.h"

#define RETRY_NS	(TM_S / 2)
#define GATHER_NS	(2 * TM_S)	/* so long a sample waits at most */
#define TRIED_NS	(10 * TM_S)	/* or as many requests: */
#define TRIED_REQUESTS	4

static bool
send_clock(struct net *net, uint16_t type, const void *m, size_t len)
{
	return core_send(&net->ops.core, ROLE_CLOCK, type, m, len);
}

static bool
tell_gone(struct net *net, struct net_slot *s)
{
	struct msg_source_id	m = { .id = s->told_id };

	if (!send_clock(net, MSG_SOURCE_GONE, &m, sizeof m))
		return false;
	s->told_up = false;
	return true;
}

static bool
tell_up(struct net *net, struct net_slot *s)
{
	const struct net_entry	*e = net_slot_entry(net, s);
	struct msg_source_up	 m;

	memset(&m, 0, sizeof m);
	m.id = s->id;
	m.flags = e->cfg.flags;
	m.addr = s->addr;
	memcpy(m.name, e->cfg.name, sizeof m.name);
	if (!send_clock(net, MSG_SOURCE_UP, &m, sizeof m))
		return false;
	s->told_up = true;
	s->flags_due = false;
	s->told_id = s->id;
	s->told_addr = s->addr;
	s->stat_due = true;
	return true;
}

static bool
tell_stat(struct net *net, struct net_slot *s)
{
	const struct net_entry	*e = net_slot_entry(net, s);
	struct msg_source_stat	 m;

	memset(&m, 0, sizeof m);
	m.id = s->id;
	m.reach = s->poll.reach;
	m.stratum = s->stratum;
	m.online = !s->poll.offline;
	m.poll_ns = s->addr.family == 0 ? net_poll_ns(e->cfg.minpoll) :
	    net_poll_interval(&s->poll, &e->cfg);
	m.last_rx_ns = s->last_rx_ns;
	m.next_ns = s->poll.next_ns;
	m.tries = s->poll.tries;
	m.burst = net_poll_in_burst(&s->poll);
	m.addr = s->addr;
	m.self = s->x.local.family == 0 ? 0 : addr_refid(&s->x.local);
	m.looped = s->looped;
	if (!send_clock(net, MSG_SOURCE_STAT, &m, sizeof m))
		return false;
	s->stat_due = false;
	return true;
}

static bool
tell_sample(struct net *net, struct net_slot *s)
{
	if (!send_clock(net, MSG_SAMPLE, &s->sample, sizeof s->sample))
		return false;
	s->sample_due = false;
	return true;
}

static bool
tell_slot(struct net *net, struct net_slot *s)
{
	if (s->told_up && (s->told_id != s->id || s->told_addr.port !=
	    s->addr.port || !addr_same_ip(&s->told_addr, &s->addr)) &&
	    !tell_gone(net, s))
		return false;
	if (s->id == 0)
		return true;
	if ((!s->told_up || s->flags_due) && !tell_up(net, s))
		return false;
	if (s->stat_due && !tell_stat(net, s))
		return false;
	return !s->sample_due || tell_sample(net, s);
}

/* The outcome of so many requests is known. */
static bool
slot_tried(const struct net_slot *s)
{
	return s->addr.family != 0 &&
	    s->poll.tries >= TRIED_REQUESTS + (s->x.waiting ? 1 : 0);
}

/* Whether the entry had its chance: a silent network delays no longer. */
static bool
entry_tried(const struct net *net, const struct net_entry *e,
    struct tm_now now)
{
	const struct net_slot	*s;

	if (now.raw.ns - e->since_ns >= TRIED_NS)
		return true;
	for (s = net->slots; s < net->slots + net->nslots; s++)
		if (s->id != 0 && &net->entries[s->entry] == e &&
		    !slot_tried(s))
			return false;
	return true;
}

static bool
all_tried(struct net *net, struct tm_now now)
{
	struct net_entry	*e;
	bool			 all = net->configured;

	for (e = net->entries; e < net->entries + net->nentries; e++) {
		if (e->cfg.entry == 0)
			continue;
		e->tried = e->tried || entry_tried(net, e, now);
		all = all && e->tried;
	}
	return all;
}

static void
count_state(struct net *net, struct msg_net_state *m, struct tm_now now)
{
	const struct net_slot	*s;

	memset(m, 0, sizeof *m);
	for (s = net->slots; s < net->slots + net->nslots; s++) {
		if (s->id == 0)
			continue;
		if (s->addr.family == 0)
			m->unresolved++;
		else if (s->poll.offline)
			m->offline++;
		else
			m->online++;
	}
	/* once tried stays tried: a source added later changes nothing */
	net->tried = net->tried || all_tried(net, now);
	m->tried = net->tried;
}

static bool
tell_state(struct net *net, struct tm_now now)
{
	struct msg_net_state	m;

	count_state(net, &m, now);
	if (memcmp(&m, &net->state, sizeof m) != 0) {
		net->state = m;
		net->state_due = true;
	}
	if (!net->clock_up || !net->state_due)
		return true;
	net->state_due = !send_clock(net, MSG_NET_STATE, &m, sizeof m);
	return !net->state_due;
}

/* Is there a sample in the making that the others may wait for? */
static bool
is_more_due(const struct net *net, struct tm_now now)
{
	const struct net_slot	*s;

	if (net->gather_ns <= now.raw.ns)
		return false;
	for (s = net->slots; s < net->slots + net->nslots; s++)
		if (net_client_due(s) < net->gather_ns ||
		    (s->id != 0 && s->x.waiting))
			return true;
	return false;
}

void
net_tell(struct net *net, struct tm_now now)
{
	struct net_slot	*s;
	bool		 all = true;

	if (is_more_due(net, now)) {
		net->tell_ns = net->gather_ns;
		return;
	}
	net->gather_ns = 0;
	if (net->clock_up)
		for (s = net->slots; all && s < net->slots + net->nslots; s++)
			all = tell_slot(net, s);
	all = all && tell_state(net, now);
	net->tell_ns = all ? TM_NEVER : now.raw.ns + RETRY_NS;
}

/* Not before the first ones, nor in a burst: there every moment counts. */
void
net_tell_sample(struct net *net, struct net_slot *s,
    const struct msg_sample *m, struct tm_now now)
{
	int64_t	wait_ns;

	if (!net->tried || m->in_burst)
		net->gather_ns = 0;
	else if (net->gather_ns == 0) {
		wait_ns = net_poll_jitter(&s->poll,
		    &net_slot_entry(net, s)->cfg);
		net->gather_ns = now.raw.ns +
		    (wait_ns < GATHER_NS ? wait_ns : GATHER_NS);
	}
	s->sample = *m;
	s->sample_due = true;
	net->counts.samples++;
	net_tell(net, now);
}

void
net_tell_all(struct net *net, struct tm_now now)
{
	struct net_slot	*s;

	net->clock_up = true;
	net->state_due = true;
	for (s = net->slots; s < net->slots + net->nslots; s++) {
		s->told_up = s->sample_due = false;
		s->stat_due = true;
	}
	net_tell(net, now);
}
