/* ISC licence, see LICENSE. */
/*
 * How far the clocks of running daemons are from a reference, read from
 * their clock pages.  usage: page_dump [-w seconds] REFERENCE PID...
 * REFERENCE is a daemon's pid, or - for this machine's own clock.
 * Prints one line per PID: pid, wall less reference (ns), f less reference
 * (ns), sync (0 none, 1 unsync, 2 sync), stratum, root distance (ns): the
 * error that f claims to be within.  With -w it watches until the time is
 * over or SIGTERM comes, and prints per PID: the greatest jump of wall and
 * of f between two looks, their greatest errors, the greatest root distance,
 * and by how much the error of f was beyond it, less than nothing if never
 * (ns).  f and its distance count while it is synchronised.
 */
#include <err.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "page_find.h"

#define HOSTS	16
#define LOOK_NS	(2 * TM_MS)
#define LOOKS	50
#define CLOSE_NS	(20 * TM_US)

struct host {
	const char		*pid;
	const struct page	*page;	/* NULL: this machine's clock */
	int64_t			 wall_err_ns;
	int64_t			 f_err_ns;
	int64_t			 claim_ns;
	int64_t			 look_ns;	/* what the look is worth */
	struct page_data	 data;
	/* watched */
	uint64_t		 looks;
	uint64_t		 f_looks;
	int64_t			 wall_jump_ns;
	int64_t			 f_jump_ns;
	int64_t			 wall_most_ns;
	int64_t			 f_most_ns;
	int64_t			 claim_most_ns;
	int64_t			 beyond_ns;
};

static volatile sig_atomic_t	ended;

static void
end(int signo)
{
	(void)signo;
	ended = 1;
}

static struct tm_now
now_of(const struct host *h)
{
	return h->page == NULL ? page_now_real() : page_now(h->page);
}

static void
look(const struct host *ref, struct host *h)
{
	struct tm_now	before, then, after, now = { { 0 }, { 0 } };
	int64_t		ref_ns = 0, took_ns = INT64_MAX;
	int		i;

	/* the closest of several: this process may lose its turn between */
	for (i = 0; i < LOOKS && took_ns > CLOSE_NS; i++) {
		before = now_of(ref);
		then = now_of(h);
		after = now_of(ref);
		if (after.raw.ns - before.raw.ns >= took_ns)
			continue;
		took_ns = after.raw.ns - before.raw.ns;
		now = then;
		ref_ns = before.wall.ns +
		    (after.wall.ns - before.wall.ns) / 2;
	}
	h->wall_err_ns = now.wall.ns - ref_ns;
	h->look_ns = took_ns / 2;
	if (h->page == NULL || !page_read(h->page, &h->data))
		return;
	h->f_err_ns = tm_utc_from_true(&h->data.leaps,
	    page_true(&h->data, now)) - ref_ns;
	h->claim_ns = h->data.truth.root_delay_ns / 2 +
	    page_root_disp(&h->data.truth, now.raw);
}

static int64_t
larger(int64_t most, int64_t value)
{
	if (value < 0)
		value = -value;
	return value > most ? value : most;
}

static void
watch_one(const struct host *ref, struct host *h)
{
	int64_t	wall_ns = h->wall_err_ns, f_ns = h->f_err_ns, beyond_ns;

	look(ref, h);
	if (h->looks++ > 0)
		h->wall_jump_ns = larger(h->wall_jump_ns,
		    h->wall_err_ns - wall_ns);
	h->wall_most_ns = larger(h->wall_most_ns, h->wall_err_ns);
	if (h->data.truth.sync != PAGE_SYNC) {
		h->f_looks = 0;
		return;
	}
	if (h->f_looks++ > 0)
		h->f_jump_ns = larger(h->f_jump_ns, h->f_err_ns - f_ns);
	h->f_most_ns = larger(h->f_most_ns, h->f_err_ns);
	h->claim_most_ns = larger(h->claim_most_ns, h->claim_ns);
	beyond_ns = larger(0, h->f_err_ns) - h->claim_ns - h->look_ns;
	if (beyond_ns > h->beyond_ns)
		h->beyond_ns = beyond_ns;
}

static void
watch(const struct host *ref, struct host *hosts, int n, int64_t for_ns)
{
	struct timespec	pause = { .tv_nsec = LOOK_NS };
	int64_t		end_ns = page_now_real().raw.ns + for_ns;
	int		i;

	while (!ended && page_now_real().raw.ns < end_ns) {
		for (i = 0; i < n; i++)
			watch_one(ref, &hosts[i]);
		nanosleep(&pause, NULL);
	}
	for (i = 0; i < n; i++)
		printf("%s %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64
		    " %" PRId64 " %" PRId64 "\n", hosts[i].pid,
		    hosts[i].wall_jump_ns, hosts[i].f_jump_ns,
		    hosts[i].wall_most_ns, hosts[i].f_most_ns,
		    hosts[i].claim_most_ns, hosts[i].beyond_ns);
}

int
main(int argc, char **argv)
{
	struct host	ref, hosts[HOSTS];
	double		watch_s = 0;
	int		ch, i, n;

	while ((ch = getopt(argc, argv, "w:")) != -1) {
		if (ch != 'w')
			return 2;
		watch_s = atof(optarg);
	}
	argc -= optind;
	argv += optind;
	if (argc < 2 || argc - 1 > HOSTS)
		errx(2, "usage: page_dump [-w seconds] reference pid...");
	signal(SIGTERM, end);
	memset(&ref, 0, sizeof ref);
	memset(hosts, 0, sizeof hosts);
	ref.page = page_find(argv[0]);
	n = argc - 1;
	for (i = 0; i < n; i++) {
		hosts[i].pid = argv[i + 1];
		hosts[i].page = page_find(argv[i + 1]);
		hosts[i].beyond_ns = INT64_MIN;
	}
	if (watch_s > 0) {
		watch(&ref, hosts, n, tm_ns_from_s(watch_s));
		return 0;
	}
	for (i = 0; i < n; i++) {
		look(&ref, &hosts[i]);
		printf("%s %" PRId64 " %" PRId64 " %u %u %" PRId64 "\n",
		    hosts[i].pid, hosts[i].wall_err_ns, hosts[i].f_err_ns,
		    hosts[i].data.truth.sync, hosts[i].data.truth.stratum,
		    hosts[i].claim_ns);
	}
	return 0;
}
