/* ISC licence, see LICENSE. */
/* The estimator: what is server time, given samples in raw time? */
#include <math.h>
#include <string.h>

#include "clk_est.h"
#include "clk_est_agree.h"
#include "clk_route.h"
#include "clk_start.h"

#define NEVER		(INT64_C(1) << 62)	/* no instant is beyond, ns */
#define DELAY_MAX	(INT64_C(100) * 1000000000)
#define BURST_S		26.0	/* how long the start is replayed */
#define LATE_S		3600.0	/* older samples are of no use */
#define NEWS		2	/* of a delay, how much less of it is news */
#define BIAS		0.1	/* sd of a path's bias, of its delay */
#define SERVER		0.5	/* and of a server's error, of its bound */
#define BIAS_TAU	1e11	/* s: how slowly the bias changes */
#define WANDER_GAIN	0.05	/* smoothing of log W */
#define LOST_FREQ_SD	50e-6	/* of the rate when most were rejected */

int
clk_est_find(const struct clk_est *e, unsigned src)
{
	int i;

	for (i = 0; i < e->n; i++)
		if (e->src[i].id == src)
			return i;
	return -1;
}

static struct clk_est_source *
find(struct clk_est *e, unsigned src)
{
	int i = clk_est_find(e, src);

	return i == -1 ? NULL : &e->src[i];
}

void
clk_est_init(struct clk_est *e, double freq, double freq_sd)
{
	e->state = CLK_EST_EMPTY;
	e->n = e->nburst = 0;
	e->whole = 1;
	e->astray = 0;
	e->freq = freq;
	e->freq_sd = freq_sd;
	e->log_wander = log(1e-9);
	e->bank.n = 2;
}

static void
forget(struct clk_est_source *s)
{
	s->now.bank = s->before.bank = -1;
	s->open = 0;
	s->samples = 0;
	s->agreed = 0;
	s->bias_var = s->path_var = 0;
	s->residual_mean = s->residual_var = 0;
	clk_noise_init(&s->now.noise);
	clk_delay_init(&s->now.delay);
}

int
clk_est_add(struct clk_est *e, unsigned src)
{
	if (e->n == CLK_EST_SOURCES || find(e, src) != NULL)
		return -1;
	e->src[e->n].id = src;
	forget(&e->src[e->n++]);
	return 0;
}

int
clk_est_drop(struct clk_est *e, unsigned src)
{
	struct clk_est_source *s = find(e, src);
	int i;

	if (s == NULL)
		return -1;
	if (s->before.bank >= 0)
		clk_route_drop(e, s->before.bank);
	if (s->now.bank >= 0)
		clk_route_drop(e, s->now.bank);
	e->n--;
	memmove(s, s + 1, (&e->src[e->n] - s) * sizeof(*s));
	for (i = 0; i < e->nburst; )
		if (e->burst[i].src == src)
			memmove(&e->burst[i], &e->burst[i + 1],
			    (--e->nburst - i) * sizeof(e->burst[0]));
		else
			i++;
	if (e->state != CLK_EST_EMPTY)
		clk_est_ready(e);
	return 0;
}

/*
 * The biases cannot be told from theta in common, only against each other:
 * what their prior says of sum b_k / var_k, it says for ever.  The error that
 * remains when this mean is left out is what the samples can show.
 */
static void
shares(const struct clk_est *e, double *c)
{
	double sum = 0;
	int i;

	for (i = 0; i < e->n; i++)
		if (e->src[i].now.bank >= 0)
			sum += 1 / e->src[i].bias_var;
	for (i = 0; i < e->n; i++)
		if (e->src[i].now.bank >= 0)
			c[e->src[i].now.bank] = 1 / e->src[i].bias_var / sum;
}

void
clk_est_ready(struct clk_est *e)
{
	double c[CLK_EST_SOURCES] = { 0 };

	shares(e, c);
	clk_bank_mix(&e->bank, NULL, &e->mean);
	clk_bank_mix(&e->bank, c, &e->seen);
}

int
clk_est_predict(const struct clk_est *e, int64_t raw_ns,
    struct clk_estimate *out)
{
	double dt, whole;
	struct clk_mix m, seen;

	if (e->state == CLK_EST_EMPTY)
		return -1;
	dt = ((double)raw_ns - (double)e->bank.raw_ns) * 1e-9;
	if (fabs(dt) < 1e9)
		dt = (raw_ns - e->bank.raw_ns) * 1e-9;
	clk_bank_mix_later(&e->mean, dt, &m);
	clk_bank_mix_later(&e->seen, dt, &seen);
	whole = floor(fmin(fmax(m.x, -4e9), 4e9) * 1e9);
	out->theta_ns = e->bank.theta_ns + (int64_t)whole;
	out->theta_frac_s = m.x - whole * 1e-9;
	out->freq = m.y;
	out->theta_sd_s = sqrt(seen.var_x);
	out->bound_sd_s = sqrt(m.var_x);
	out->freq_sd = sqrt(m.var_y);
	out->cov = m.cov_xy;
	return 0;
}

/* From now on the bank has the bias of this source. */
static void
join(struct clk_est *e, struct clk_est_source *src,
    const struct clk_est_sample *s)
{
	double sd = BIAS * src->now.delay.ever.min_s + s->precision_s + 1e-9;

	if (src->now.bank >= 0)
		return;
	clk_route_room(e);
	src->path_var = sd * sd;
	src->bias_var = sd * sd + SERVER * SERVER * s->root_s * s->root_s;
	src->now.bank = clk_bank_grow(&e->bank, src->bias_var);
	clk_noise_doubt(&src->now.noise, s->delay_ns * 1e-9, s->root_s);
}

/*
 * A sample, its delay already counted, meets the bank.  Vouched for, it is used
 * in any case.
 */
static enum clk_verdict
meet(struct clk_est *e, struct clk_est_source *src,
    const struct clk_est_sample *s, int vouched)
{
	double drift[CLK_EST_SOURCES] = { 0 }, d;
	struct clk_innovation in;
	struct clk_outcome out;
	int i, gross, used = 0;

	for (i = 0; i < e->n; i++) {
		d = 2 * e->src[i].path_var / BIAS_TAU;
		if (e->src[i].now.bank >= 0)
			drift[e->src[i].now.bank] = d;
		if (e->src[i].before.bank >= 0)
			drift[e->src[i].before.bank] = d;
	}
	clk_bank_predict(&e->bank, s->raw_ns, drift);
	clk_est_ready(e);
	gross = clk_est_watch(e, src, s);
	src->agreed |= vouched;
	if (!vouched && (gross || !clk_est_accepted(src)))
		return CLK_EST_REJECTED;
	join(e, src, s);
	for (i = 0; i < e->n; i++)
		used += e->src[i].now.bank >= 0;
	clk_bank_expect(&e->bank, src->now.bank, s->raw_ns, s->theta_ns, &in);
	clk_noise_update(&src->now.noise, &src->now.delay, s->delay_ns * 1e-9,
	    s->precision_s, s->root_s, used == 1, e->bank.w, &in, &out);
	clk_bank_apply(&e->bank, src->now.bank, &in, &out);
	clk_route_settle(e, src, s->raw_ns);
	clk_est_ready(e);
	e->log_wander += WANDER_GAIN * (log(clk_bank_wander(&e->bank)) -
	    e->log_wander);
	return CLK_EST_USED;
}

/*
 * While the first few samples come in, each is a reason to do it all again:
 * what the delays are made of is then known before the first is used.
 */
static enum clk_verdict
replay(struct clk_est *e)
{
	const struct clk_est_sample *s = e->burst;
	double span = (s[e->nburst - 1].raw_ns - s[0].raw_ns) * 1e-9, half;
	int first = e->state == CLK_EST_EMPTY, i;
	int64_t theta;

	if (clk_start_agree(e, e->freq, e->freq_sd, &theta, &half) == -1)
		return first ? CLK_EST_WAIT : CLK_EST_REJECTED;
	for (i = 0; i < e->n; i++)
		forget(&e->src[i]);
	for (i = 0; i < e->nburst; i++)
		clk_delay_add(&find(e, s[i].src)->now.delay, s[i].delay_ns,
		    0, NULL);
	/* Next to the biases the phase is quite unknown: it takes it all. */
	half = 1e-3 + 100 * (half + 3 * e->freq_sd * span);
	clk_bank_init(&e->bank, s[0].raw_ns, theta -
	    (int64_t)(e->freq * span * 1e9), half * half, e->freq,
	    e->freq_sd * e->freq_sd);
	e->state = CLK_EST_BURSTING;
	e->log_wander = log(1e-9);
	/*
	 * Ill luck with the first delays is more likely than a bad crystal; a
	 * rate that was wrongly said to be known has to be unlearnt, though.
	 */
	if (e->freq_sd > LOST_FREQ_SD)
		clk_bank_believe(&e->bank, e->log_wander);
	/* All first: none of them is ever alone then. */
	for (i = 0; i < e->nburst; i++)
		if (clk_start_member(e, s[i].src, e->freq, e->freq_sd, theta))
			join(e, find(e, s[i].src), &s[i]);
	clk_est_ready(e);
	/* Which is right is known already, whatever the first ones make of it. */
	for (i = 0; i < e->nburst; i++)
		if (find(e, s[i].src)->now.bank >= 0)
			meet(e, find(e, s[i].src), &s[i], clk_start_allows(e,
			    &s[i], e->freq, e->freq_sd, theta));
	return first ? CLK_EST_STARTED : CLK_EST_USED;
}

/* No source is believed any more: a phase that most agree on is taken. */
static enum clk_verdict
search(struct clk_est *e)
{
	struct clk_estimate p;
	int64_t theta;
	double half;
	int i;

	if (clk_est_predict(e, e->burst[e->nburst - 1].raw_ns, &p) == -1 ||
	    clk_start_agree(e, p.freq, fmax(p.freq_sd, LOST_FREQ_SD), &theta,
	    &half) == -1)
		return CLK_EST_LOST;
	clk_est_shift(e, theta - p.theta_ns, half);
	for (i = 0; i < e->n; i++)
		e->src[i].agreed = 0xf;
	e->state = CLK_EST_RUNNING;
	e->astray = 0;
	return CLK_EST_STARTED;
}

static enum clk_verdict
run(struct clk_est *e, struct clk_est_source *src,
    const struct clk_est_sample *s)
{
	enum clk_verdict v;
	int i, yes = 0;
	double change;

	change = clk_delay_add(&src->now.delay, s->delay_ns,
	    clk_noise_one_way(&src->now.noise), &e->was);
	if (change != 0 && src->now.bank >= 0)
		clk_route_moved(e, src, change, &e->was, s->raw_ns);
	v = meet(e, src, s, 0);
	for (i = 0; i < e->n; i++)
		yes += clk_est_accepted(&e->src[i]);
	e->astray = 2 * yes > e->n || v == CLK_EST_USED ? 0 : e->astray + 1;
	if (e->astray >= 4 * (unsigned)e->n) {
		e->state = CLK_EST_SEARCHING;
		e->nburst = 0;
		e->whole = 0;
		return CLK_EST_LOST;
	}
	return v;
}

/*
 * A source's only sample so far was mostly queue, as this one shows: an early
 * one of all sources, maybe, while the network woke up or raw jumped.  Nothing
 * that was made of it is worth keeping as long as there is all of it.
 */
static int
is_news(const struct clk_est *e, const struct clk_est_source *src,
    const struct clk_est_sample *s)
{
	return e->whole && src->samples == 1 &&
	    s->delay_ns * 1e-9 < src->now.delay.ever.min_s / NEWS;
}

enum clk_verdict
clk_est_update(struct clk_est *e, const struct clk_est_sample *s)
{
	struct clk_est_source *src = find(e, s->src);
	struct clk_est_sample t = *s;

	if (src == NULL)
		return CLK_EST_UNKNOWN;
	if (t.raw_ns > NEVER || t.raw_ns < -NEVER || t.theta_ns > NEVER ||
	    t.theta_ns < -NEVER || t.delay_ns > DELAY_MAX ||
	    t.delay_ns < -DELAY_MAX ||
	    !(t.precision_s >= 0 && t.precision_s < 10) ||
	    !(t.root_s >= 0 && t.root_s < 1e3))
		return CLK_EST_BAD;
	t.precision_s = fmax(t.precision_s, 1e-9);
	if (t.delay_ns < 0)
		t.delay_ns = 0;
	if (e->state != CLK_EST_EMPTY &&
	    (e->bank.raw_ns - t.raw_ns) * 1e-9 > LATE_S)
		return CLK_EST_BAD;
	if (e->nburst == CLK_EST_BURST)
		e->whole = 0;
	if (e->state == CLK_EST_BURSTING && (!e->whole ||
	    (t.raw_ns - e->burst[0].raw_ns) * 1e-9 > BURST_S))
		e->state = CLK_EST_RUNNING;
	if (e->whole || e->state != CLK_EST_RUNNING)
		clk_start_keep(e, &t);
	switch (e->state) {
	case CLK_EST_RUNNING:
		if (is_news(e, src, &t) && replay(e) == CLK_EST_USED)
			return CLK_EST_USED;
		return run(e, src, &t);
	case CLK_EST_SEARCHING:
		return search(e);
	default:
		return replay(e);
	}
}

void
clk_est_shift(struct clk_est *e, int64_t delta_ns, double sd_s)
{
	int f;

	if (e->state == CLK_EST_BURSTING)
		e->state = CLK_EST_RUNNING;
	e->whole = 0;
	e->bank.theta_ns += delta_ns;
	for (f = 0; f < CLK_BANK_FILTERS; f++)
		e->bank.p[0][f] += sd_s * sd_s;
	clk_est_ready(e);
}
