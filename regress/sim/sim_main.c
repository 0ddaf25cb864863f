/* ISC licence, see LICENSE. */
/*
 * sim: the whole daemon in virtual time.  Runs scenarios, or a swarm of
 * random worlds; says how many, and the seed of the first that failed.
 */
#include <sys/types.h>
#include <sys/wait.h>

#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sim_scene.h"
#include "sim_swarm.h"
#include "sim_world.h"

#define FORKS		64

struct tally {
	uint64_t	worlds, failed, faults, checks, events;
	double		days;
	double		synced_s, wrong_s, excused_s;
	struct sim_calib calib;
};

struct options {
	uint64_t	seed;
	uint64_t	worlds;
	unsigned int	forks;
	unsigned int	seconds;	/* 0: no bound */
	bool		verbose, hash, one;
	bool		calib;		/* say how honest the claims were */
	uint8_t		rounds;		/* of grace; 0: as many as usual */
	bool		quick;		/* the first failure is the end */
	FILE		*record;
	unsigned int	recorded;	/* of which host */
};

static void
usage(void)
{
	fprintf(stderr, "usage: sim [-cqvx] [-g rounds] [-s seed] [-n worlds] [-j forks]"
	    "\n    [-t seconds] [-r recording [-h host]] [scenario ...]\n");
	exit(2);
}

static void
count(struct tally *t, const struct sim_world *w, bool ok)
{
	t->worlds++;
	t->failed += !ok;
	t->faults += w->nfaults;
	t->checks += w->nchecks;
	t->events += w->nevents;
	t->days += (double)w->nhosts * (double)w->t_ns / (double)TM_DAY;
	t->synced_s += w->synced_s;
	t->wrong_s += w->wrong_s;
	t->excused_s += w->excused_s;
}

static bool
finish(struct sim_world *w, const struct options *o, struct tally *t,
    const char *name)
{
	unsigned int	i;
	bool		ok;

	w->trace = o->verbose ? stdout : NULL;
	w->calib = o->calib;
	w->record = o->record;
	w->recorded = o->recorded;
	if (o->rounds > 0)
		w->rounds = o->rounds;
	ok = sim_world_run(w);
	count(t, w, ok);
	if (!ok)
		printf("FAIL %s: %s\n", name, w->why);
	if (o->verbose || o->hash)
		printf("hash %016" PRIx64 " %s events %" PRIu64 "\n", w->hash,
		    name, w->nevents);
	for (i = 0; i < w->nhosts; i++) {
		sim_calib_add(&t->calib, &w->host[i]->calib);
		if (o->calib)
			sim_calib_print(stdout, &w->host[i]->calib,
			    w->host[i]->name, w->title);
	}
	fflush(stdout);
	sim_world_free(w);
	return ok;
}

static bool
run_seed(uint64_t seed, const struct options *o, struct tally *t)
{
	struct sim_world	*w = sim_world_new(seed);
	char			 name[40];

	sim_swarm_make(w);
	snprintf(name, sizeof name, "seed %" PRIu64, seed);
	return finish(w, o, t, name);
}

static bool
run_scene(const char *path, const struct options *o, struct tally *t)
{
	struct sim_world	*w = sim_world_new(o->seed);

	if (sim_scene_read(w, path) > 0) {
		t->failed++;
		sim_world_free(w);
		return false;
	}
	return finish(w, o, t, path);
}

/* Every nth seed, until the time is over or a world fails. */
static void
run_share(const struct options *o, unsigned int nth, struct tally *t)
{
	time_t		end = time(NULL) + (time_t)o->seconds;
	uint64_t	i;

	for (i = nth; i < o->worlds; i += o->forks) {
		if (o->seconds > 0 && time(NULL) >= end)
			break;
		if (!run_seed(o->seed + i, o, t) && o->quick)
			break;
	}
}

static void
add(struct tally *sum, const struct tally *t)
{
	sum->worlds += t->worlds;
	sum->failed += t->failed;
	sum->faults += t->faults;
	sum->checks += t->checks;
	sum->events += t->events;
	sum->days += t->days;
	sum->synced_s += t->synced_s;
	sum->wrong_s += t->wrong_s;
	sum->excused_s += t->excused_s;
	sim_calib_add(&sum->calib, &t->calib);
}

static void
run_forks(const struct options *o, struct tally *sum)
{
	struct tally	t;
	unsigned int	i;
	int		fds[2], status;

	if (pipe(fds) == -1)
		err(1, "pipe");
	for (i = 0; i < o->forks; i++)
		switch (fork()) {
		case -1:
			err(1, "fork");
		case 0:
			memset(&t, 0, sizeof t);
			run_share(o, i, &t);
			if (write(fds[1], &t, sizeof t) != sizeof t)
				_exit(1);
			_exit(0);
		}
	close(fds[1]);
	while (read(fds[0], &t, sizeof t) == sizeof t)
		add(sum, &t);
	close(fds[0]);
	while (wait(&status) > 0)
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
			printf("FAIL a process of the swarm died\n");
			sum->failed++;
		}
}

static void
read_options(struct options *o, int argc, char **argv)
{
	const char	*bad;
	int		 c;

	o->seed = 1;
	o->forks = 1;
	while ((c = getopt(argc, argv, "cg:h:j:n:qr:s:t:vx")) != -1) {
		bad = NULL;
		switch (c) {
		case 'g':
			o->rounds = (uint8_t)strtonum(optarg, 1, 100, &bad);
			break;
		case 'c':
			o->calib = true;
			break;
		case 'h':
			o->recorded = (unsigned int)strtonum(optarg, 0,
			    SIM_HOSTS - 1, &bad);
			break;
		case 'j':
			o->forks = (unsigned int)strtonum(optarg, 1, FORKS,
			    &bad);
			break;
		case 'n':
			o->worlds = (uint64_t)strtonum(optarg, 1, INT64_MAX,
			    &bad);
			break;
		case 'q':
			o->quick = true;
			break;
		case 'r':
			if ((o->record = fopen(optarg, "w")) == NULL)
				err(1, "%s", optarg);
			break;
		case 's':
			o->seed = (uint64_t)strtonum(optarg, 0, INT64_MAX,
			    &bad);
			o->one = true;
			break;
		case 't':
			o->seconds = (unsigned int)strtonum(optarg, 1,
			    1000000, &bad);
			break;
		case 'v':
			o->verbose = true;
			break;
		case 'x':
			o->hash = true;
			break;
		default:
			usage();
		}
		if (bad != NULL)
			errx(2, "-%c %s: %s", c, optarg, bad);
	}
}

static double
part(double some, double all)
{
	return all > 0 ? some / all : 0;
}

int
main(int argc, char **argv)
{
	struct options	o = { 0 };
	struct tally	t = { 0 };
	int		i;

	read_options(&o, argc, argv);
	for (i = optind; i < argc; i++)
		if (!run_scene(argv[i], &o, &t) && o.quick)
			return 1;
	if (o.worlds == 0 && optind == argc) {
		if (!o.one)
			usage();
		o.worlds = 1;
	}
	if (o.forks > 1)
		run_forks(&o, &t);
	else
		run_share(&o, 0, &t);
	if (o.calib)
		sim_calib_print(stdout, &t.calib, "sum", "all of them");
	printf("%" PRIu64 " worlds, %.1f host-days, %" PRIu64 " faults, %"
	    PRIu64 " checks, %.2g of the time off by more than claimed, "
	    "%.2g where nobody could know, %" PRIu64 " failed\n", t.worlds,
	    t.days, t.faults, t.checks, part(t.wrong_s, t.synced_s),
	    part(t.excused_s, t.synced_s), t.failed);
	return t.failed > 0;
}
