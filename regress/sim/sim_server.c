/* ISC licence, see LICENSE. */
/* Servers' manners. */
#include <math.h>
#include <string.h>

#include "sim_server.h"

#define REFRESH_NS	(16 * TM_S)	/* since its own last update */
#define BOGUS_NS	(1000 * TM_S)	/* as good a lie as any */
#define GARBAGE_MOST	120

static const char *const manners[SIM_MANNERS] = {
	[SIM_HONEST] = "honest",
	[SIM_FALSE] = "false",
	[SIM_LIAR] = "liar",
	[SIM_KOD] = "kod",
	[SIM_DENY] = "deny",
	[SIM_GARBAGE] = "garbage",
	[SIM_BOGUS] = "bogus",
	[SIM_SILENT] = "silent",
	[SIM_UNSYNC] = "unsync",
	[SIM_COARSE] = "coarse",
};

const char *
sim_server_manner(unsigned int manner)
{
	return manner < SIM_MANNERS ? manners[manner] : NULL;
}

int
sim_server_manner_of(const char *name)
{
	int	i;

	for (i = 0; i < SIM_MANNERS; i++)
		if (strcmp(manners[i], name) == 0)
			return i;
	return -1;
}

static int64_t
told_ns(const struct sim_server *s, int64_t t_ns, int64_t utc_ns)
{
	int64_t	ns = utc_ns + s->bias_ns;

	if (s->tick_ns > 0)
		ns -= ns % s->tick_ns;
	switch (s->manner) {
	case SIM_FALSE:
		return ns + s->lie_ns;
	case SIM_LIAR:
		return ns + (int64_t)((double)(t_ns - s->since_ns) *
		    s->lie_ratio);
	case SIM_BOGUS:
		return ns + BOGUS_NS;
	case SIM_COARSE:
		return ns / TM_S * TM_S;
	}
	return ns;
}

static void
kiss(struct pkt *r, uint32_t code)
{
	r->leap = PKT_NOSYNC;
	r->stratum = 0;
	r->refid = code;
	r->rec = r->xmt = r->ref = 0;
}

static void
compose(const struct sim_server *s, struct sim_rand *rand,
    const struct pkt *q, int64_t told, uint8_t leap, struct pkt *r)
{
	memset(r, 0, sizeof *r);
	r->leap = leap;
	r->version = q->version;
	r->mode = PKT_SERVER;
	r->stratum = s->stratum;
	r->poll = q->poll;
	r->precision = s->manner == SIM_COARSE ? 0 : s->tick_ns == 0 ?
	    s->precision : (int8_t)ceil(log2(tm_s_from_ns(s->tick_ns)));
	r->root_delay = tm_short_from_ns(s->delay_ns);
	r->root_disp = tm_short_from_ns(s->disp_ns);
	r->refid = s->stratum == 1 ? PKT_KISS('G', 'P', 'S', 0) : 0x0a7f0001;
	r->ref = tm_ntp_from_utc(told - REFRESH_NS);
	r->org = q->xmt;
	r->rec = tm_ntp_from_utc(told);
	r->xmt = s->manner == SIM_COARSE || s->tick_ns > 0 ? r->rec :
	    tm_ntp_from_utc(told + s->work_ns);
	if (s->manner == SIM_KOD)
		kiss(r, PKT_RATE);
	else if (s->manner == SIM_DENY)
		kiss(r, PKT_DENY);
	else if (s->manner == SIM_BOGUS)
		r->org = sim_rand_u64(rand);
	else if (s->manner == SIM_UNSYNC) {
		r->leap = PKT_NOSYNC;
		r->stratum = 16;
	}
}

size_t
sim_server_answer(struct sim_server *s, struct sim_rand *rand,
    const uint8_t *buf, size_t len, int64_t t_ns, int64_t utc_ns,
    uint8_t leap, uint8_t *out)
{
	struct pkt	q, r;
	size_t		n;

	s->asked++;
	if (s->manner == SIM_SILENT || pkt_decode(buf, len, &q) == -1)
		return 0;
	compose(s, rand, &q, told_ns(s, t_ns, utc_ns), leap, &r);
	pkt_encode(&r, out);
	if (s->manner != SIM_GARBAGE)
		return PKT_HDR;
	/* some of it nearly right: a byte or two of a reply spoilt */
	if (sim_rand_below(rand, 2) == 0) {
		n = sim_rand_below(rand, 2 * PKT_HDR);
		n = n < PKT_HDR ? n : 0;
		out[n] ^= (uint8_t)(1 + sim_rand_below(rand, 255));
		return PKT_HDR;
	}
	n = 1 + sim_rand_below(rand, GARBAGE_MOST);
	sim_rand_fill(rand, out, n);
	return n;
}

size_t
sim_server_forge(struct sim_rand *rand, int64_t utc_ns, uint8_t *out)
{
	struct pkt	r;

	memset(&r, 0, sizeof r);
	r.version = 4;
	r.mode = PKT_SERVER;
	r.stratum = 1;
	r.precision = -20;
	r.refid = PKT_KISS('G', 'P', 'S', 0);
	r.rec = r.xmt = r.ref = tm_ntp_from_utc(utc_ns + BOGUS_NS);
	if (sim_rand_below(rand, 2) == 0)
		kiss(&r, PKT_RATE);
	r.org = sim_rand_u64(rand);
	pkt_encode(&r, out);
	return PKT_HDR;
}
