/* ISC licence, see LICENSE. */
/* Where log lines go. */
#include <sys/types.h>
#include <sys/stat.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>
#include <unistd.h>

#include "log.h"
#include "loop.h"
#include "par_log_io.h"

#define CHILD_LINES	50	/* a second */

static bool		 on_stderr = true;
static bool		 on_syslog;
static bool		 is_verbose;
static int		 journal = -1;	/* does it read stderr? -1: not known */
static struct log_limit	 limits[ROLES];

/* JOURNAL_STREAM is device and inode of what it reads: systemd.exec(5). */
static int
is_journal(void)
{
	const char		*text = getenv("JOURNAL_STREAM");
	unsigned long long	 dev, ino;
	struct stat		 st;

	return text != NULL && sscanf(text, "%llu:%llu", &dev, &ino) == 2 &&
	    fstat(STDERR_FILENO, &st) == 0 && st.st_dev == dev &&
	    st.st_ino == ino;
}

void
par_log_init(bool to_stderr, bool to_syslog, bool verbose)
{
	on_stderr = to_stderr;
	on_syslog = to_syslog;
	is_verbose = verbose;
	journal = is_journal();
	if (to_syslog)
		openlog("chimed", LOG_PID | LOG_NDELAY, LOG_DAEMON);
}

/* The journal takes a line's priority from its beginning: sd-daemon(3). */
static void
write_stderr(const char *who, int priority, const char *text)
{
	if (journal == -1)
		journal = is_journal();
	if (journal)
		fprintf(stderr, "<%d>%s: %s\n", priority, who, text);
	else
		fprintf(stderr, "%s: %s\n", who, text);
}

static void
write_line(enum role role, int priority, const char *text)
{
	const char	*who = ipc_role_name(role);
	char		 safe[1024];

	if (priority == LOG_DEBUG && !is_verbose)
		return;
	log_escape(text, safe, sizeof safe);
	if (on_stderr)
		write_stderr(who, priority, safe);
	if (!on_syslog)
		return;
	if (role == ROLE_PARENT)
		syslog(priority, "%s", safe);
	else
		syslog(priority, "%s: %s", who, safe);
}

void
par_log_line(enum role role, int priority, const char *text)
{
	unsigned int	dropped;

	if (!log_admit(&limits[role], loop_now_ns(), CHILD_LINES, &dropped))
		return;
	if (dropped > 0)
		par_log(LOG_WARNING, "%u lines of %s left out", dropped,
		    ipc_role_name(role));
	write_line(role, priority, text);
}

void
par_log(int priority, const char *fmt, ...)
{
	char	text[1024];
	va_list	ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	write_line(ROLE_PARENT, priority, text);
}

void
par_log_say(void *arg, int priority, const char *text)
{
	(void)arg;
	write_line(ROLE_PARENT, priority, text);
}
