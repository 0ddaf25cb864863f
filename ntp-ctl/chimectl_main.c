/* ISC licence, see LICENSE. */
/* chimectl: asks chimed how the clock does, and tells it what to do. */
#include <sys/types.h>

#include <err.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chimectl_cmd.h"
#include "chimectl_io.h"
#include "chimectl_show.h"
#include "std_io.h"

struct options {
	const char	*path;
	enum ctl_ntpctl	 show;		/* -s, 0: none */
	bool		 many;		/* -m: each argument is a command */
	bool		 mark_end;	/* -e */
};

static void	usage(FILE *) __attribute__((__noreturn__));
static void	version(void) __attribute__((__noreturn__));

static void
usage(FILE *f)
{
	fputs("usage: chimectl [-46cejmNnv] [-h socket[,socket ...]] "
	    "[command [argument ...]]\n"
	    "       chimectl [-h socket] -s all | peers | Sensors | status\n",
	    f);
	if (f == stdout)
		fputs("\"chimectl help\" lists the commands\n", f);
	exit(f == stdout ? CTL_DONE : CTL_USAGE);
}

static void
version(void)
{
	puts("chimectl " VERSION);
	exit(CTL_DONE);
}

/* As chronyc's; -a, -d, -f, -p, -u and -w mean nothing here. */
static void
parse(struct options *o, struct ctl_tool *t, int argc, char **argv)
{
	static const struct option	words[] = {
		{ "help", no_argument, NULL, 'H' },
		{ "version", no_argument, NULL, 'v' },
		{ NULL, 0, NULL, 0 }
	};
	int				c;

	while ((c = getopt_long(argc, argv, "+46acdef:h:jmNnp:s:u:vw", words,
	    NULL)) != -1)
		switch (c) {
		case '4': case '6':
			t->family = c - '0';
			break;
		case 'a': case 'd': case 'f': case 'p': case 'u':
		case 'w':
			break;
		case 'c':
			t->format = CTL_CSV;
			break;
		case 'e':
			o->mark_end = true;
			break;
		case 'H':
			usage(stdout);
		case 'h':
			o->path = optarg;
			break;
		case 'j':
			t->format = CTL_JSON;
			break;
		case 'm':
			o->many = true;
			break;
		case 'N':
			t->namer.naming = CTL_BY_CONFIG;
			break;
		case 'n':
			t->namer.naming = CTL_BY_ADDRESS;
			break;
		case 's':
			if ((o->show = ctl_ntpctl_word(optarg)) == 0)
				usage(stderr);
			break;
		case 'v':
			version();
		default:
			usage(stderr);
		}
	/* Programs do not wait for the DNS. */
	if (t->format != CTL_TEXT && t->namer.naming == CTL_BY_DNS)
		t->namer.naming = CTL_BY_ADDRESS;
	if (o->show != 0 && (argc > optind || t->format != CTL_TEXT))
		usage(stderr);
}

static void
end_answer(const struct options *o)
{
	if (o->mark_end)
		puts(".");
	fflush(stdout);
}

/* Commands from standard input; a terminal gets a prompt. */
static enum ctl_exit
run_input(const struct options *o, struct ctl_tool *t)
{
	enum ctl_exit	 result = CTL_DONE, worst = CTL_DONE;
	char		*line = NULL;
	size_t		 size = 0;
	bool		 tty = isatty(STDIN_FILENO);

	while (!t->quit) {
		if (tty)
			fputs("chimectl> ", stdout);
		fflush(stdout);
		if (getline(&line, &size, stdin) == -1)
			break;
		result = ctl_cmd_line(t, line);
		if (result > worst)
			worst = result;
		end_answer(o);
	}
	if (tty && !t->quit)
		putchar('\n');
	free(line);
	return worst;
}

static enum ctl_exit
run_each(const struct options *o, struct ctl_tool *t, int n, char **lines)
{
	enum ctl_exit	result, worst = CTL_DONE;
	int		i;

	for (i = 0; i < n && !t->quit; i++) {
		result = ctl_cmd_line(t, lines[i]);
		if (result > worst)
			worst = result;
		end_answer(o);
	}
	return worst;
}

static enum ctl_exit
run(const struct options *o, struct ctl_tool *t, int n, char **words)
{
	enum ctl_exit	result;

	if (o->show != 0)
		return ctl_show(t, o->show);
	if (n == 0)
		return run_input(o, t);
	if (o->many)
		return run_each(o, t, n, words);
	result = ctl_cmd_run(t, (unsigned int)n, words);
	end_answer(o);
	return result;
}

int
main(int argc, char **argv)
{
	struct options	 o = { .path = CTL_SOCKET };
	struct ctl_link	 link;
	struct ctl_tool	 tool = { .out = stdout, .err = stderr };
	bool		 dns_failed = false;
	enum ctl_exit	 result;

	std_hold();
	tool.namer.host = ctl_link_host;
	tool.lookup = ctl_link_lookup;
	tool.pause = ctl_link_pause;
	tool.random = ctl_link_random;
	tool.namer.arg = &dns_failed;
	parse(&o, &tool, argc, argv);
	/* A report does not hang where there is no DNS. */
	setenv("RES_OPTIONS", "timeout:1 attempts:1", 0);
	tool.timeout_ms = CTL_TIMEOUT_MS;
	ctl_link_init(&link, o.path, &tool.timeout_ms);
	tool.daemon = &link.daemon;
	result = run(&o, &tool, argc - optind, argv + optind);
	ctl_link_close(&link);
	/* what failed may have been flushed, and forgotten, long ago */
	if (fflush(stdout) == EOF || ferror(stdout))
		errx(CTL_REFUSED, "the standard output cannot be written");
	return result;
}
