/* ISC licence, see LICENSE. */
/* The command line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "par_args.h"

static struct par_args	args;
static char		err[PAR_TEXT];

/* Parses a command line that is parted at blanks; '+' stands for one. */
static enum par_args_status
parse(const char *line)
{
	static char	 text[512];
	static char	*argv[32];
	char		*p = text, *word, *c;
	int		 argc = 0;

	snprintf(text, sizeof text, "chimed %s", line);
	while ((word = strsep(&p, " ")) != NULL) {
		if (*word == '\0')
			continue;
		for (c = word; *c != '\0'; c++)
			if (*c == '+')
				*c = ' ';
		argv[argc++] = word;
	}
	return par_args_parse(&args, argc, argv, err);
}

static void
flags(void **state)
{
	(void)state;
	assert_int_equal(parse(""), PAR_ARGS_RUN);
	assert_int_equal(args.ndirectives, 0);
	assert_null(args.file);
	assert_int_equal(parse("-d -n -p -vv -x -U -R -m -r -s -q"),
	    PAR_ARGS_RUN);
	assert_true(args.foreground && args.check && args.print);
	assert_int_equal(args.verbose, 2);
	assert_true(args.noset && args.unprivileged && args.forget);
	assert_true(args.lock_memory && args.dumps && args.rtc);
	assert_true(args.once && !args.query);
	assert_int_equal(parse("-Q"), PAR_ARGS_RUN);
	assert_true(args.once && args.query && args.noset);
	assert_int_equal(parse("-4"), PAR_ARGS_RUN);
	assert_int_equal(args.family, 4);
	assert_int_equal(parse("-4 -6"), PAR_ARGS_RUN);
	assert_int_equal(args.family, 6);
	assert_int_equal(parse("-V -bogus"), PAR_ARGS_VERSION);
	assert_int_equal(parse("--version"), PAR_ARGS_VERSION);
	assert_int_equal(parse("-h"), PAR_ARGS_HELP);
	assert_int_equal(parse("--help"), PAR_ARGS_HELP);
}

static void
values(void **state)
{
	(void)state;
	assert_int_equal(parse("-dxf /c -L/lib -u ntp -l /log -t 1.5 -F -1 "
	    "-P 5"), PAR_ARGS_RUN);
	assert_true(args.foreground && args.noset);
	assert_string_equal(args.file, "/c");
	assert_string_equal(args.libexec, "/lib");
	assert_string_equal(args.user, "ntp");
	assert_string_equal(args.logfile, "/log");
	assert_int_equal(args.timeout_ns, 1500 * TM_MS);
	assert_int_equal(args.filter, -1);
	assert_int_equal(args.priority, 5);
}

static void
virtual_clock(void **state)
{
	(void)state;
	assert_int_equal(parse("-C virtual"), PAR_ARGS_RUN);
	assert_true(args.virtual);
	assert_int_equal(args.virtual_offset_ns, 0);
	assert_int_equal(parse("-C virtual,offset=-3,freq=80.5"),
	    PAR_ARGS_RUN);
	assert_int_equal(args.virtual_offset_ns, -3 * TM_S);
	assert_int_equal(args.virtual_freq_ppb16, 161 * TM_PPM16 / 2);
	assert_int_equal(parse("-C virtual,freq=-1"), PAR_ARGS_RUN);
	assert_int_equal(args.virtual_freq_ppb16, -TM_PPM16);
}

static void
directives(void **state)
{
	(void)state;
	assert_int_equal(parse("-d server+a+iburst makestep+1+3"),
	    PAR_ARGS_RUN);
	assert_int_equal(args.ndirectives, 2);
	assert_string_equal(args.directives[0], "server a iburst");
	assert_string_equal(args.directives[1], "makestep 1 3");
	assert_int_equal(parse("-- -x"), PAR_ARGS_RUN);
	assert_int_equal(args.ndirectives, 1);
	assert_int_equal(args.noset, 0);
}

#define VIRTUAL	"virtual[,offset=SECONDS][,freq=PPM][,rtc=SECONDS]" \
	"[,rtcfreq=PPM]"

static void
errors(void **state)
{
	static const char *const	bad[][2] = {
		{ "-z", "-z: unknown option" },
		{ "-dz", "-z: unknown option" },
		{ "--bogus", "--: unknown option" },
		{ "-f", "-f: expected a value after it" },
		{ "-t 0", "-t: 0: expected seconds, more than 0" },
		{ "-t x", "-t: x: expected seconds, more than 0" },
		{ "-P 101", "-P: 101: expected a priority from 0 to 100" },
		{ "-F 3", "-F: 3: expected a level from -2 to 2" },
		{ "-C real", "-C: real: expected " VIRTUAL },
		{ "-C virtual,offset=x", "-C: virtual,offset=x: expected "
		    VIRTUAL },
		{ "-C virtual,", "-C: virtual,: expected " VIRTUAL },
	};
	size_t	i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(parse(bad[i][0]), PAR_ARGS_USAGE);
		assert_string_equal(err, bad[i][1]);
	}
}

static void
apply(void **state)
{
	static struct par_conf	conf;

	(void)state;
	par_conf_init(&conf);
	conf.nsources = 1;
	parse("");
	par_args_apply(&args, &conf);
	assert_string_equal(conf.user, "_chimed");
	assert_true(conf.net.ipv4 && conf.net.ipv6);
	assert_int_equal(conf.clock.noset, 0);
	assert_int_equal(conf.source[0].flags & SRC_IBURST, 0);
	assert_string_not_equal(conf.pidfile, "");
	assert_string_not_equal(conf.ctlsocket, "");
	parse("-Q -6 -u ntp");
	par_args_apply(&args, &conf);
	/* a question leaves alone what a running daemon has */
	assert_string_equal(conf.pidfile, "");
	assert_string_equal(conf.ctlsocket, "");
	assert_int_equal(conf.port, 0);
	assert_string_equal(conf.user, "ntp");
	assert_true(!conf.net.ipv4 && conf.net.ipv6);
	assert_true(conf.clock.noset && conf.clock.once);
	assert_true(conf.source[0].flags & SRC_IBURST);
	assert_true(conf.policy.noset);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(flags),
		cmocka_unit_test(values),
		cmocka_unit_test(virtual_clock),
		cmocka_unit_test(directives),
		cmocka_unit_test(errors),
		cmocka_unit_test(apply),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
