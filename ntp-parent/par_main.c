/* ISC licence, see LICENSE. */
/* chimed: keeps the clock right and serves the time. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "par_args.h"
#include "par_daemon_io.h"
#include "par_open_io.h"
#include "par_print.h"
#include "par_reload_io.h"
#include "par_undo_io.h"
#include "std_io.h"

static void
print_line(void *arg, const char *text)
{
	(void)arg;
	puts(text);
}

/* A path as it is meant now: in the background the directory is another. */
static void
make_absolute(const char **path, char buf[PAR_PATH])
{
	char	dir[PAR_PATH];

	if (*path == NULL || **path == '/')
		return;
	if (getcwd(dir, sizeof dir) == NULL)
		err(1, "%s: the present directory", *path);
	if (snprintf(buf, PAR_PATH, "%s/%s", dir, *path) >= PAR_PATH)
		errx(1, "%s/%s: too long", dir, *path);
	*path = buf;
}

int
main(int argc, char **argv)
{
	static struct par_conf	conf, defaults;
	struct par_args		args;
	struct par_keys		*keys;
	char			text[PAR_TEXT], file[PAR_PATH], dir[PAR_PATH];

	std_hold();
	switch (par_args_parse(&args, argc, argv, text)) {
	case PAR_ARGS_VERSION:
		printf("chimed %s\n", VERSION);
		return 0;
	case PAR_ARGS_HELP:
		fputs(par_args_usage, stdout);
		return 0;
	case PAR_ARGS_USAGE:
		fprintf(stderr, "chimed: %s\n%s", text, par_args_usage);
		return 2;
	case PAR_ARGS_RUN:
		break;
	}
	if (args.end_slew)
		return par_undo();
	if (par_read_conf(&args, &conf, false) > 0)
		return 1;
	if (args.print) {
		par_conf_init(&defaults);
		par_print(&conf, &defaults, print_line, NULL);
	} else if (args.check) {
		if ((keys = par_open_keys(&conf)) == NULL)
			return 1;
		par_open_keys_free(keys);
		fputs("configuration OK\n", stderr);
	}
	if (args.check || args.print)
		return 0;
	make_absolute(&args.file, file);
	make_absolute(&args.libexec, dir);
	return par_daemon(&args, &conf);
}
