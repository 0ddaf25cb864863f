/* ISC licence, see LICENSE. */
/*
 * replay: runs an ntp-clock again on what one was told, see sim_record.h.
 * Prints f each time it is published; where the recording has it too, they
 * must be the same.
 */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clk.h"
#include "sim_record.h"

#define BATCH	64		/* results of one event */

struct replay {
	struct core_ops	 ops;
	struct clk	*clk;
	uint64_t	 sent;		/* records since birth */
	uint64_t	 lost[BATCH];	/* which of them are not taken */
	unsigned int	 nlost;
	struct page_truth want[BATCH];
	unsigned int	 nwant, nth;
	uint64_t	 published, differ;
	bool		 quiet;
};

static bool
same(const struct page_truth *a, const struct page_truth *b)
{
	return a->raw_ns == b->raw_ns && a->true_ns == b->true_ns &&
	    a->rate_ppb16 == b->rate_ppb16 &&
	    a->root_delay_ns == b->root_delay_ns &&
	    a->root_disp_ns == b->root_disp_ns && a->sync == b->sync;
}

static void
publish(struct replay *r, const struct page_truth *t)
{
	bool	ok = r->nth >= r->nwant || same(t, &r->want[r->nth]);

	r->nth++;
	r->published++;
	r->differ += !ok;
	if (!r->quiet || !ok)
		printf("%" PRId64 " %" PRId64 " %.6f %.9f%s\n", t->raw_ns,
		    t->true_ns, tm_ratio_from_ppb16(t->rate_ppb16) * 1e6,
		    tm_s_from_ns(t->root_delay_ns / 2 + t->root_disp_ns),
		    ok ? "" : " differs");
}

static bool
op_send(void *arg, struct ipc_end to, uint16_t type, uint32_t gen,
    uint32_t seq, const void *payload, size_t len, int fd)
{
	struct replay	*r = arg;
	unsigned int	 i;

	(void)to;
	(void)gen;
	(void)seq;
	(void)len;
	(void)fd;
	r->sent++;
	if (type == MSG_TRUTH)
		publish(r, &((const struct msg_truth *)payload)->truth);
	for (i = 0; i < r->nlost; i++)
		if (r->lost[i] == r->sent)
			return false;
	return true;
}

static void
op_log(void *arg, int priority, const char *text)
{
	struct replay	*r = arg;

	(void)priority;
	if (!r->quiet)
		printf("# %s\n", text);
}

static void
op_random(void *arg, void *buf, size_t len)
{
	(void)arg;
	memset(buf, 0, len);
}

/* An event, now that all that came of it has been read. */
static void
run(struct replay *r, const struct sim_record *e)
{
	r->nth = 0;
	switch (e->kind) {
	case SIM_LINE_BIRTH:
		r->sent = 0;
		clk_init(r->clk, &r->ops);
		break;
	case SIM_LINE_TICK:
		clk_tick(r->clk, e->now);
		break;
	case SIM_LINE_MSG:
		clk_msg(r->clk, &e->msg, e->now);
		break;
	default:
		break;
	}
	if (r->nth < r->nwant) {
		printf("%" PRId64 ": f was published %u times, not %u\n",
		    e->now.raw.ns, r->nwant, r->nth);
		r->differ++;
	}
	r->nlost = r->nwant = 0;
}

static void
read_all(struct replay *r, FILE *f, const char *path)
{
	static struct sim_record	event, line;
	char				*text = NULL;
	size_t				 size = 0;
	unsigned int			 n = 0;

	while (getline(&text, &size, f) != -1) {
		n++;
		sim_record_read(text, &line);
		if (line.kind == SIM_LINE_BAD)
			errx(1, "%s:%u: not a line of a recording", path, n);
		else if (line.kind == SIM_LINE_TRUTH && r->nwant < BATCH)
			r->want[r->nwant++] = line.truth;
		else if (line.kind == SIM_LINE_LOST && r->nlost < BATCH)
			r->lost[r->nlost++] = line.lost;
		else if (line.kind != SIM_LINE_NONE) {
			run(r, &event);
			event = line;
		}
	}
	run(r, &event);
	free(text);
}

int
main(int argc, char **argv)
{
	static struct clk	clk;
	static struct replay	r;
	FILE			*f;

	r.quiet = argc == 3 && strcmp(argv[1], "-q") == 0;
	if (argc != 2 && !r.quiet) {
		fprintf(stderr, "usage: replay [-q] recording\n");
		return 2;
	}
	if ((f = fopen(argv[argc - 1], "r")) == NULL)
		err(1, "%s", argv[argc - 1]);
	r.ops = (struct core_ops){ &r, op_send, op_log, op_random };
	r.clk = &clk;
	clk_init(r.clk, &r.ops);
	read_all(&r, f, argv[argc - 1]);
	fclose(f);
	fprintf(stderr, "f was published %" PRIu64 " times, %" PRIu64
	    " differ\n", r.published, r.differ);
	return r.differ > 0;
}
