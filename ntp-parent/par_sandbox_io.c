/* ISC licence, see LICENSE. */
/* Which files the parent may still touch once it runs. */
#include <sys/types.h>
#include <sys/resource.h>

#include <errno.h>
#include <libgen.h>
#include <stdbool.h>
#include <string.h>
#include <syslog.h>

#include "par_log_io.h"
#include "par_path_io.h"
#include "par_priv_io.h"
#include "par_sandbox_io.h"
#include "sbx_system_io.h"

/* Those of includes, and all others. */
#define PATHS	(PAR_READS + 32)

struct list {
	struct sbx_path	path[PATHS];
	char		text[PATHS][PAR_PATH];
	size_t		n;
	bool		full;		/* there was one more */
};

static void
add(struct list *l, const char *path, unsigned int may)
{
	if (path == NULL || path[0] != '/')
		return;
	if (l->n == PATHS || strlcpy(l->text[l->n], path,
	    sizeof l->text[l->n]) >= sizeof l->text[l->n]) {
		par_log(LOG_ERR, "sandbox: no room for the path %s", path);
		l->full = true;
		return;
	}
	l->path[l->n].path = l->text[l->n];
	l->path[l->n].may = may;
	l->n++;
}

/* Files come and go by rename: the right is needed on their directory. */
static void
add_dir_of(struct list *l, const char *file, unsigned int may)
{
	char	copy[PAR_PATH];

	if (file == NULL || file[0] != '/')
		return;
	strlcpy(copy, file, sizeof copy);
	add(l, dirname(copy), may);
}

/* What the loader and the libraries of every program need. */
static void
add_programs(struct list *l, const struct par_args *args)
{
	static const char *const dirs[] = { "/usr", "/lib", "/lib64" };
	size_t			 i;

	for (i = 0; i < sizeof dirs / sizeof dirs[0]; i++)
		add(l, dirs[i], SBX_READ | SBX_EXEC);
	add(l, args->libexec != NULL ? args->libexec : par_path_programs(),
	    SBX_READ | SBX_EXEC);
}

/* What ntp-dns reads: a right that its parent has lost it cannot have. */
static void
add_resolver(struct list *l)
{
	static const char *const dirs[] = {
		"/etc", "/run", "/var/run", "/var/db", "/proc/sys",
		"/dev/urandom"
	};
	size_t			 i;

	for (i = 0; i < sizeof dirs / sizeof dirs[0]; i++)
		add(l, dirs[i], SBX_READ);
	add(l, "/dev/null", SBX_DEVICE);
}

static void
add_kept(struct list *l, const struct par_conf *conf,
    const struct par_keep *keep)
{
	add(l, PAR_RUNDIR, SBX_WRITE);
	add(l, keep->statedir, SBX_WRITE);
	add(l, conf->logdir, SBX_WRITE);
	add_dir_of(l, keep->driftfile, SBX_WRITE);
	add_dir_of(l, conf->ctlsocket, SBX_WRITE);
	add_dir_of(l, conf->pidfile, SBX_WRITE);
	add_dir_of(l, conf->rtcfile, SBX_WRITE);
}

int
par_sandbox(const struct par_args *args, const struct par_conf *conf,
    const struct par_keep *keep, bool best_effort)
{
	static struct list	list;
	const struct rlimit	none = { 0, 0 };
	uint32_t		i;
	struct sbx_got		got = { 0, 0 };
	const char		*step = "";
	char			 names[128];

	add_programs(&list, args);
	add_resolver(&list);
	add_kept(&list, conf, keep);
	add_dir_of(&list, args->file, SBX_READ);
	for (i = 0; i < conf->nreads; i++)
		add(&list, conf->reads[i], SBX_READ);
	add_dir_of(&list, conf->leapseclist[0] != '\0' ?
	    conf->leapseclist : NULL, SBX_READ);
	add_dir_of(&list, conf->keyfile[0] != '\0' ? conf->keyfile : NULL,
	    SBX_READ);
	if (list.full && !best_effort)
		return -1;
	if (sbx_system_lock(ROLE_PARENT, list.path, list.n, &got, &step) ==
	    -1) {
		par_log(best_effort ? LOG_WARNING : LOG_ERR, "sandbox: %s: %s",
		    step, strerror(errno));
		if (!best_effort)
			return -1;
	}
	par_priv_confined((got.reached & SBX_LANDLOCK) != 0);
	(void)setrlimit(RLIMIT_CORE, &none);
	sbx_names(got.reached, names, sizeof names);
	par_log(LOG_INFO, "sandbox: %s, %u system calls", names,
	    got.calls);
	return 0;
}
