/* ISC licence, see LICENSE. */
/*
 * chimed-mono: the daemon's cores in one process, for simulators that run
 * programs in virtual time.  It has no privilege separation and is not
 * installed.
 */
#include <sys/types.h>

#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "clk.h"
#include "dns_io.h"
#include "mono_ctl.h"
#include "mono_guard.h"
#include "mono_net.h"
#include "mono_parent.h"
#include "net_io.h"
#include "par_reload_io.h"
#include "par_log_io.h"
#include "par_path_io.h"

/* Timestamps lie between 18 years before the release and 118 after. */
#define PIVOT_S		(INT64_C(50) * 31556952)

static struct mono_bus		 bus;
static struct loop_timer	 end_timer;
static volatile sig_atomic_t	 told_to_end;

static void
on_signal(int signo)
{
	told_to_end = signo;
}

static void
on_end(void *arg)
{
	(void)arg;
	loop_stop(bus.loop, 0);
}

/*
 * A signal ends the wait, and the next one begins here: a pipe, which the
 * daemon's loop uses, is always readable to a simulator.
 */
static void
look_for_signals(void *arg)
{
	(void)arg;
	if (told_to_end)
		loop_after(bus.loop, &end_timer, 0, on_end, NULL);
}

static void
catch_signals(void)
{
	static const int	signals[] = { SIGTERM, SIGINT };
	struct sigaction	sa;
	size_t			i;

	memset(&sa, 0, sizeof sa);
	sa.sa_handler = on_signal;
	sigemptyset(&sa.sa_mask);
	for (i = 0; i < sizeof signals / sizeof signals[0]; i++)
		if (sigaction(signals[i], &sa, NULL) == -1)
			err(1, "sigaction");
	signal(SIGPIPE, SIG_IGN);
}

/* The release's date, or another for simulations of other times. */
static int64_t
epoch_s(void)
{
	const char	*text = getenv("SOURCE_DATE_EPOCH"), *problem;
	int64_t		 s;

	if (text == NULL)
		return RELEASE_EPOCH;
	s = strtonum(text, 0, INT64_C(4102444800), &problem);
	if (problem != NULL)
		errx(1, "SOURCE_DATE_EPOCH=%s: %s", text, problem);
	return s;
}

static void
run(const struct par_args *args, const struct par_conf *conf, bool simulated)
{
	static struct mono_parent	parent;
	static struct mono_net		net_io;
	static struct net		net;
	static struct clk		clk;
	static struct dns		dns;
	static const struct role_def	defs[] = {
		{ ROLE_NET, &net, net_msg, net_tick, net_deadline },
		{ ROLE_CLOCK, &clk, clk_msg, clk_tick, clk_deadline },
		{ ROLE_DNS, &dns, dns_msg, dns_tick, dns_deadline },
	};
	struct dns_ops			dns_ops = { .lookup = dns_io_lookup };
	int8_t				precision = net_io_precision();
	size_t				i;

	if (simulated)
		mono_guard_settle();
	mono_bus_init(&bus);
	mono_parent_open(&parent, &bus, args, conf, simulated, epoch_s());
	mono_net_init(&net_io, &bus, &net);
	net_init(&net, &net_io.ops, precision, (epoch_s() + PIVOT_S) * TM_S);
	clk_init(&clk, &bus.role[ROLE_CLOCK].ops);
	dns_ops.core = bus.role[ROLE_DNS].ops;
	dns_init(&dns, &dns_ops);
	for (i = 0; i < sizeof defs / sizeof defs[0]; i++)
		mono_bus_add(&bus, &defs[i]);
	if (mono_ctl_wanted(conf))
		mono_ctl_open(&bus, conf);
	mono_bus_wire(&bus);
	mono_parent_greet(&parent);
	mono_bus_run(&bus, look_for_signals);
	if (mono_ctl_wanted(conf))
		mono_ctl_close();
	mono_parent_close(&parent);
}

static void
write_pidfile(const char *path)
{
	if (path[0] != '\0' && par_pidfile_write(path) == -1)
		err(1, "%s", path);
}

int
main(int argc, char **argv)
{
	static struct par_conf	conf;
	struct par_args		args;
	char			text[PAR_TEXT];
	bool			simulated = mono_guard_simulated();

	if (par_args_parse(&args, argc, argv, text) != PAR_ARGS_RUN)
		errx(2, "usage: chimed-mono -d -f FILE, and flags of chimed");
	if (par_read_conf(&args, &conf, false) > 0)
		return 1;
	if (args.check)
		return 0;
	if (!simulated && !args.noset && !args.virtual)
		errx(1, "this program has no privilege separation and sets "
		    "simulated clocks only: it wants clknetsim, or -x, or -C");
	par_log_init(true, false, args.verbose > 0);
	catch_signals();
	write_pidfile(conf.pidfile);
	run(&args, &conf, simulated);
	if (conf.pidfile[0] != '\0')
		par_pidfile_remove(conf.pidfile);
	return 0;
}
