/* ISC licence, see LICENSE. */
/*
 * A small world around one clock core, in virtual time: an oscillator, a
 * wall that follows the page's arithmetic, a parent that asks the real
 * policy, and servers at the end of noisy paths.
 */
#ifndef CLK_WORLD_H
#define CLK_WORLD_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clk.h"

#define WORLD_SERVERS	6
#define WORLD_QUEUE	32
#define WORLD_EPOCH	(INT64_C(1800000000) * TM_S)

struct server {
	bool		on;		/* answers */
	bool		local;		/* says that it is in local mode */
	bool		pool;		/* its line is a pool's */
	uint32_t	flags;
	uint32_t	key;
	uint8_t		leap;
	double		base_s;		/* one way */
	double		jitter_s;	/* mean of each way's queue */
	int64_t		lie_ns;
	int64_t		next_ns;	/* raw, of the next request */
	int64_t		poll_ns;
	uint32_t	tries;
	uint8_t		reach;
};

struct world {
	struct clk	clk;
	enum ipc_state	state;		/* of the child */
	int64_t		raw_ns;
	int64_t		theta_ns;	/* true - raw at raw 0 */
	double		freq;		/* d theta / d raw */
	struct page_steer steer;
	struct page_truth truth;
	struct pol	pol;
	uint32_t	gen;
	int		n;
	struct server	srv[WORLD_SERVERS];
	uint64_t	seed;
	bool		mute_tried;
	bool		more;		/* what is told came with others */
	uint8_t		polltarget;	/* of all sources; 0: unset */

	/* answers on their way to the core */
	struct ipc_msg	queue[WORLD_QUEUE];
	int		nqueue;

	/* what the core did */
	int		steps, slews, freqs, truths, bad, refused, bursts;
	int		selected, replaces, gave_up;
	int64_t		first_step_ns;
	struct msg_leap	leap;
	int		leaps;		/* announcements */
	struct msg_adj_status status;
	struct msg_saved saved;
	bool		have_saved;
	struct msg_cmd_result cmd;
	uint32_t	cmd_seq;
	struct msg_stat_row rows[WORLD_SERVERS + 1];
	int		nrows;
	bool		ended;
	int		rows_of[LOGF_KINDS];
	char		row[LOGF_KINDS][384];	/* the last ones */
	char		last_log[512];
	char		said[4096];	/* all of the log, a line each */
};

static inline double
world_uniform(struct world *w)
{
	w->seed = w->seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	return ((double)(w->seed >> 11) + 0.5) / 9007199254740992.0;
}

static inline struct tm_now
world_now(const struct world *w)
{
	struct tm_now	now = { { w->raw_ns }, { 0 } };

	now.wall = page_wall(&w->steer, now.raw);
	return now;
}

static inline int64_t
world_true(const struct world *w, int64_t raw_ns)
{
	return raw_ns + w->theta_ns + (int64_t)(w->freq * (double)raw_ns);
}

/* wall less true time, and f less true time */
static inline int64_t
world_wall_error(const struct world *w)
{
	return world_now(w).wall.ns - world_true(w, w->raw_ns);
}

static inline int64_t
world_f_error(const struct world *w)
{
	struct page_data	d;

	memset(&d, 0, sizeof d);
	d.truth = w->truth;
	return page_true(&d, world_now(w)).ns - world_true(w, w->raw_ns);
}

static inline void
world_anchor(struct world *w)
{
	struct tm_now	now = world_now(w);

	if (now.raw.ns >= w->steer.slew_end_ns)
		w->steer.slew_ppb16 = 0;
	w->steer.raw_ns = now.raw.ns;
	w->steer.wall_ns = now.wall.ns;
}

/* The parent: judged by the policy, done by arithmetic. */
static inline enum pol_verdict
world_adjust(struct world *w, uint16_t type, const void *p)
{
	const struct msg_adj_freq	*f = p;
	const struct msg_adj_slew	*s = p;
	const struct msg_adj_step	*t = p;
	struct tm_now			 now = world_now(w);
	enum pol_verdict		 v = POL_OK;

	world_anchor(w);
	switch (type) {
	case MSG_ADJ_FREQ:
		v = pol_freq(&w->pol, now, f->freq_ppb16);
		if (v == POL_OK) {
			w->steer.rate_ppb16 = f->freq_ppb16;
			w->freqs++;
		}
		break;
	case MSG_ADJ_SLEW:
		v = pol_slew(&w->pol, now, s->offset_ns, s->rate_ppb16);
		if (v == POL_OK) {
			w->steer.slew_ppb16 = s->offset_ns > 0 ?
			    s->rate_ppb16 : -s->rate_ppb16;
			w->steer.slew_end_ns = now.raw.ns + tm_ns_from_s(
			    fabs(tm_s_from_ns(s->offset_ns)) /
			    tm_ratio_from_ppb16(s->rate_ppb16));
			w->slews++;
		}
		break;
	case MSG_ADJ_STEP:
		if (t->manual)
			pol_rearm(&w->pol, now.raw);
		v = pol_step(&w->pol, now, t->offset_ns, t->manual != 0);
		if (v == POL_OK) {
			w->steer.wall_ns += t->offset_ns;
			w->steer.slew_ppb16 = 0;
			w->steer.steps++;
			if (w->steps++ == 0)
				w->first_step_ns = now.raw.ns;
		}
		break;
	}
	return v;
}

static inline void
world_post(struct world *w, enum role from, uint16_t type, uint32_t gen,
    uint32_t seq, const void *p, size_t len)
{
	struct ipc_msg	*m = &w->queue[w->nqueue++ % WORLD_QUEUE];

	memset(m, 0, sizeof *m);
	m->hdr.type = type;
	m->hdr.len = (uint32_t)len;
	m->hdr.gen = gen;
	m->hdr.seq = seq;
	m->from.role = (uint16_t)from;
	m->fd = IPC_NOFD;
	m->more = w->more;
	memcpy(m->payload, p, len);
}

static inline void
world_from_clock(struct world *w, uint16_t type, uint32_t gen, uint32_t seq,
    const void *p)
{
	struct msg_adj_result	r;

	switch (type) {
	case MSG_ADJ_FREQ:
	case MSG_ADJ_SLEW:
	case MSG_ADJ_STEP:
	case MSG_ADJ_STATUS:
		if (type == MSG_ADJ_STATUS)
			memcpy(&w->status, p, sizeof w->status);
		memset(&r, 0, sizeof r);
		r.request = type;
		r.verdict = gen == w->gen ? world_adjust(w, type, p) :
		    POL_STALE;
		r.freq_ppb16 = w->pol.applied_ppb16;
		r.charged_ns = pol_charged(&w->pol);
		r.steps_left = w->pol.steps_left;
		r.slew_ppb16 = w->steer.slew_ppb16;
		r.slew_end_ns = w->steer.slew_end_ns;
		w->refused += r.verdict != POL_OK && r.verdict != POL_STALE;
		/* silence is consent */
		if (r.verdict == POL_OK && type != MSG_ADJ_STEP)
			break;
		world_post(w, ROLE_PARENT, MSG_ADJ_RESULT, w->gen, seq, &r,
		    sizeof r);
		break;
	case MSG_TRUTH:
		w->truth = ((const struct msg_truth *)p)->truth;
		w->truths++;
		break;
	case MSG_LOG_ROW:
		w->rows_of[((const struct msg_log_row *)p)->kind]++;
		snprintf(w->row[((const struct msg_log_row *)p)->kind], 384,
		    "%s", ((const struct msg_log_row *)p)->text);
		break;
	case MSG_GIVE_UP:
		w->gave_up++;
		break;
	case MSG_LEAP:
		memcpy(&w->leap, p, sizeof w->leap);
		w->leaps++;
		break;
	case MSG_SAVE:
		memcpy(&w->saved, p, sizeof w->saved);
		w->have_saved = true;
		break;
	case MSG_CMD_RESULT:
		memcpy(&w->cmd, p, sizeof w->cmd);
		w->cmd_seq = seq;
		break;
	case MSG_STAT_ROW:
		if (w->nrows <= WORLD_SERVERS)
			memcpy(&w->rows[w->nrows++], p, sizeof w->rows[0]);
		break;
	case MSG_STAT_END:
		w->ended = true;
		break;
	}
}

static inline bool
world_send(void *arg, struct ipc_end to, uint16_t type, uint32_t gen,
    uint32_t seq, const void *p, size_t len, int fd)
{
	struct world			*w = arg;
	const struct msg_source_ctl	*ctl = p;
	_Alignas(8) uint8_t		 copy[IPC_MAX];
	struct ipc_hdr			 hdr = {
		.type = type, .len = (uint32_t)len, .gen = gen, .seq = seq
	};

	(void)fd;
	memcpy(copy, p, len);
	if (ipc_judge(&hdr, copy, sizeof hdr + len, 0, ROLE_CLOCK, to.role,
	    to.role == ROLE_PARENT ? w->state : IPC_RUN) != IPC_OK) {
		fprintf(stderr, "bad record: %s\n", ipc_type_name(type));
		w->bad++;
		return true;
	}
	if (to.role == ROLE_NET) {
		if (ctl->flags & CTL_BURST)
			w->bursts++;
		w->selected += (ctl->flags & CTL_SELECTED) != 0;
		w->replaces += (ctl->flags & CTL_REPLACE) != 0;
		if (ctl->poll_ns != 0)
			w->srv[ctl->id & 0xffff].poll_ns = ctl->poll_ns;
		if (ctl->flags & CTL_BURST)
			w->srv[ctl->id & 0xffff].next_ns = w->raw_ns + TM_S;
	} else
		world_from_clock(w, type, gen, seq, p);
	return true;
}

static inline void
world_log(void *arg, int priority, const char *text)
{
	struct world	*w = arg;

	snprintf(w->last_log, sizeof w->last_log, "%s", text);
	strlcat(w->said, text, sizeof w->said);
	strlcat(w->said, "\n", sizeof w->said);
	if (getenv("CLK_WORLD_LOG") != NULL)
		fprintf(stderr, "%.3f <%d> %s\n", tm_s_from_ns(w->raw_ns),
		    priority, text);
}

static inline void
world_drain(struct world *w)
{
	int	i;

	for (i = 0; i < w->nqueue; i++)
		clk_msg(&w->clk, &w->queue[i % WORLD_QUEUE], world_now(w));
	w->nqueue = 0;
}

/* A message to the core, and all that it leads to at once. */
static inline void
world_tell(struct world *w, enum role from, uint16_t type, uint32_t seq,
    const void *p, size_t len)
{
	world_post(w, from, type, w->gen, seq, p, len);
	world_drain(w);
}

/* Four servers 10 ms away, 100 us of queue; wall 3 s behind, 60 ppm fast. */
static inline void
world_init(struct world *w, int n)
{
	int	i;

	memset(w, 0, sizeof *w);
	w->seed = 7;
	w->n = n;
	w->gen = 1;
	w->raw_ns = 1000 * TM_S;
	w->freq = -60e-6;
	w->theta_ns = WORLD_EPOCH;
	w->steer.raw_ns = w->raw_ns;
	w->steer.wall_ns = world_true(w, w->raw_ns) - 3 * TM_S;
	for (i = 0; i < n; i++) {
		w->srv[i].on = true;
		w->srv[i].base_s = 5e-3;
		w->srv[i].jitter_s = 1e-4;
		w->srv[i].poll_ns = 16 * TM_S;
	}
}

static inline void
world_policy(struct world *w, const struct msg_cfg_clock *c)
{
	struct pol_conf	conf = {
		.forward_ns = 1000 * TM_S, .backward_ns = 10 * TM_S,
		.makestep_ns = c->makestep_ns,
		.makestep_limit = c->makestep_limit,
		.maxslew_ppb16 = c->maxslewrate_ppb16,
		.floor_ns = 1, .ceiling_ns = INT64_MAX, .noset = c->noset
	};

	pol_init(&w->pol, &conf, world_now(w).raw);
}

static inline struct msg_cfg_clock
world_conf(const struct world *w)
{
	struct msg_cfg_clock	c;

	memset(&c, 0, sizeof c);
	c.makestep_ns = TM_S;
	c.makestep_limit = 3;
	c.minsources = 1;
	c.maxdistance_ns = 3 * TM_S;
	c.maxclockerror_ppb16 = TM_PPM16;
	c.logchange_ns = TM_S;
	c.maxslewrate_ppb16 = 83333 * TM_PPM16;
	c.local_distance_ns = TM_S;
	c.maxjitter_ns = TM_S;
	c.reselectdist_ns = 100 * TM_US;
	c.stratumweight_ns = TM_MS;
	c.combinelimit_e6 = 3000000;
	c.corrtimeratio_e6 = 3000000;
	c.maxupdateskew_ppb16 = 1000 * TM_PPM16;
	c.nsources = (uint32_t)w->n;
	return c;
}

static inline void
world_configure(struct world *w, const struct msg_cfg_clock *c)
{
	struct msg_cfg_policy	p;
	struct msg_cfg_source	s;
	struct msg_empty	e = { 0 };
	int			i;

	memset(&p, 0, sizeof p);
	p.forward_ns = 1000 * TM_S;
	p.backward_ns = 10 * TM_S;
	p.makestep_ns = c->makestep_ns;
	p.floor_ns = 1;
	p.ceiling_ns = INT64_C(9000000000000000000);
	p.charged_ns = pol_charged(&w->pol);
	p.steps_left = w->pol.steps_left;
	world_tell(w, ROLE_PARENT, MSG_CFG_BEGIN, 0, &e, sizeof e);
	for (i = 0; i < w->n; i++) {
		memset(&s, 0, sizeof s);
		s.entry = (uint32_t)i + 1;
		s.flags = w->srv[i].flags;
		s.key = w->srv[i].key;
		s.kind = w->srv[i].pool ? SOURCE_POOL : SOURCE_SERVER;
		s.minpoll = 4;
		s.maxpoll = 6;
		s.polltarget = w->polltarget;
		s.weight = 1;
		snprintf(s.name, sizeof s.name, "s%d", i);
		world_tell(w, ROLE_PARENT, MSG_CFG_SOURCE, 0, &s, sizeof s);
	}
	world_tell(w, ROLE_PARENT, MSG_CFG_CLOCK, 0, c, sizeof *c);
	world_tell(w, ROLE_PARENT, MSG_CFG_POLICY, 0, &p, sizeof p);
	world_tell(w, ROLE_PARENT, MSG_CFG_END, 0, &e, sizeof e);
	w->state = IPC_RUN;
}

static inline uint32_t
world_id(int i)
{
	return (uint32_t)(i + 1) << 16 | (uint32_t)i;
}

static inline void
world_source_up(struct world *w, int i)
{
	struct msg_source_up	u;

	memset(&u, 0, sizeof u);
	u.id = world_id(i);
	u.flags = w->srv[i].flags;
	u.addr.family = 4;
	u.addr.port = 123;
	u.addr.ip[0] = 192;
	u.addr.ip[2] = 2;
	u.addr.ip[3] = (uint8_t)(i + 1);
	snprintf(u.name, sizeof u.name, "s%d", i);
	world_tell(w, ROLE_NET, MSG_SOURCE_UP, 0, &u, sizeof u);
}

/* A child is born: configuration, what was saved, sources. */
static inline void
world_start(struct world *w, const struct msg_cfg_clock *c,
    const struct msg_saved *saved)
{
	struct core_ops		ops = { w, world_send, world_log, NULL };
	struct msg_peer_chan	peer = { ROLE_NET, 0 };
	int			i;

	w->state = IPC_START;
	clk_init(&w->clk, &ops);
	world_tell(w, ROLE_PARENT, MSG_PEER_CHAN, 0, &peer, sizeof peer);
	if (saved != NULL)
		world_tell(w, ROLE_PARENT, MSG_SAVED, 0, saved, sizeof *saved);
	world_configure(w, c);
	for (i = 0; i < w->n; i++) {
		w->srv[i].next_ns = w->raw_ns + (i + 1) * 10 * TM_MS;
		w->srv[i].tries = 0;
		world_source_up(w, i);
	}
}

static inline void
world_tell_tried(struct world *w)
{
	struct msg_net_state	s = { 1, (uint32_t)w->n, 0, 0 };

	world_tell(w, ROLE_NET, MSG_NET_STATE, 0, &s, sizeof s);
}

static inline void
world_stat(struct world *w, int i, int64_t last_rx_ns)
{
	struct server		*s = &w->srv[i];
	struct msg_source_stat	 t;

	memset(&t, 0, sizeof t);
	t.id = world_id(i);
	t.reach = s->reach;
	t.stratum = 1;
	t.online = 1;
	t.poll_ns = s->poll_ns;
	t.last_rx_ns = last_rx_ns;
	t.next_ns = s->next_ns;
	t.tries = s->tries;
	t.burst = s->tries < 4;
	world_tell(w, ROLE_NET, MSG_SOURCE_STAT, 0, &t, sizeof t);
}

static inline void
world_exchange(struct world *w, int i)
{
	struct server		*s = &w->srv[i];
	struct msg_sample	 m;
	double			 out, back;

	s->tries++;
	s->reach = (uint8_t)(s->reach << 1 | (s->on ? 1 : 0));
	s->next_ns = w->raw_ns + (s->tries < 4 ? 2 * TM_S : s->poll_ns);
	out = s->base_s - s->jitter_s * log(world_uniform(w));
	back = s->base_s - s->jitter_s * log(world_uniform(w));
	world_stat(w, i, 0);
	if (s->on) {
		memset(&m, 0, sizeof m);
		m.id = world_id(i);
		m.delay_ns = tm_ns_from_s(out + back);
		m.raw_ns = w->raw_ns;
		m.theta_ns = world_true(w, w->raw_ns) - w->raw_ns +
		    tm_ns_from_s((out - back) / 2) + s->lie_ns;
		m.noise_ns = 100;
		m.root_disp_ns = 10 * TM_US;
		m.stratum = 1;
		m.leap = s->leap;
		m.local = s->local;
		m.precision = -23;
		w->raw_ns += m.delay_ns / 2;
		world_tell(w, ROLE_NET, MSG_SAMPLE, 0, &m, sizeof m);
	}
	if (s->tries == 4 && !w->mute_tried)
		world_tell_tried(w);
}

/* Lets virtual time pass. */
static inline void
world_run(struct world *w, double s)
{
	int64_t	end_ns = w->raw_ns + tm_ns_from_s(s), at_ns, due_ns;
	int	i, first;

	for (;;) {
		first = -1;
		at_ns = end_ns;
		for (i = 0; i < w->n; i++)
			if (w->srv[i].next_ns < at_ns) {
				at_ns = w->srv[i].next_ns;
				first = i;
			}
		due_ns = clk_deadline(&w->clk);
		if (due_ns <= at_ns) {
			if (due_ns > w->raw_ns)
				w->raw_ns = due_ns;
			clk_tick(&w->clk, world_now(w));
			world_drain(w);
			continue;
		}
		if (at_ns > w->raw_ns)
			w->raw_ns = at_ns;
		if (first == -1)
			return;
		world_exchange(w, first);
	}
}

static inline void
world_ask(struct world *w, uint32_t table)
{
	struct msg_stat_req	q = { table, 0 };

	w->nrows = 0;
	w->ended = false;
	world_tell(w, ROLE_CTL, MSG_STAT_REQ, 9, &q, sizeof q);
}

#endif
