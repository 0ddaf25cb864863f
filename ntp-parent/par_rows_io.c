/* ISC licence, see LICENSE. */
/* The files of `log'. */
#include <sys/types.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "log.h"
#include "par_log_io.h"
#include "par_rows_io.h"

#define MEASURED	"   Date (UTC) Time     IP Address   L St 123 567 " \
	"ABCD  LP RP Score    Offset  Peer del. Peer disp.  Root del. " \
	"Root disp. Refid     MTxRx"

/* What programs that read them look for. */
static const struct kind {
	const char	*name;
	const char	*heading;
} kinds[LOGF_KINDS] = {
	[LOGF_MEASUREMENTS] = { "measurements", MEASURED },
	[LOGF_RAWMEASUREMENTS] = { "rawmeasurements", MEASURED },
	[LOGF_STATISTICS] = { "statistics", "   Date (UTC) Time     "
	    "IP Address    Std dev'n Est offset  Offset sd  Diff freq   "
	    "Est skew  Stress  Ns  Bs  Nr  Asym" },
	[LOGF_TRACKING] = { "tracking", "   Date (UTC) Time     IP Address   "
	    "St   Freq ppm   Skew ppm     Offset L Co  Offset sd Rem. corr. "
	    "Root delay Root disp. Max. error" },
	[LOGF_SELECTION] = { "selection", "   Date (UTC) Time     "
	    "IP Address   S EOpts Reach Score Last sample  Low end   "
	    "High end" },
	[LOGF_RTC] = { "rtc", "   Date (UTC) Time   RTC fast (s) Val   "
	    "Est fast (s)   Slope (ppm)  Ns  Nr Meas" },
	[LOGF_SAMPLES] = { "samples", "# RAW WALL sample ID REFID RAW THETA "
	    "DELAY NOISE ROOT-DELAY ROOT-DISP STRATUM LEAP PRECISION STAMPS "
	    "IN-BURST LOCAL (ns)" },
};

static void
take_conf(struct par_rows *r, const struct par_conf *conf)
{
	strlcpy(r->dir, conf->logdir, sizeof r->dir);
	r->banner = conf->logbanner;
}

void
par_rows_init(struct par_rows *r, const struct par_conf *conf)
{
	unsigned int	i;

	memset(r, 0, sizeof *r);
	for (i = 0; i < LOGF_KINDS; i++)
		r->file[i].fd = -1;
	take_conf(r, conf);
}

static int
open_file(const struct par_rows *r, const char *name)
{
	char		path[PAR_PATH + 32];
	struct stat	st;
	int		fd;

	snprintf(path, sizeof path, "%s/%s.log", r->dir, name);
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW |
	    O_NONBLOCK | O_CLOEXEC, 0644);
	if (fd != -1 && (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode))) {
		close(fd);
		errno = EINVAL;
		return -1;
	}
	return fd;
}

static bool
put(int fd, const char *text)
{
	char	line[640];
	int	len = snprintf(line, sizeof line, "%s\n", text);

	errno = ENOSPC;		/* of a write that stops half-way */
	/* In one piece, or not at all. */
	return len > 0 && (size_t)len < sizeof line &&
	    write(fd, line, (size_t)len) == len;
}

static bool
put_heading(int fd, const char *heading)
{
	char	line[160];
	size_t	len = strlen(heading);

	if (len >= sizeof line)
		len = sizeof line - 1;
	memset(line, '=', len);
	line[len] = '\0';
	return put(fd, line) && put(fd, heading) && put(fd, line);
}

void
par_rows_write(struct par_rows *r, uint32_t kind, const char *text)
{
	struct par_rows_file	*f;
	char			 safe[512];
	bool			 ok;

	if (kind >= LOGF_KINDS || r->dir[0] == '\0')
		return;
	f = &r->file[kind];
	if (f->fd == -1) {
		f->fd = open_file(r, kinds[kind].name);
		f->lines = 0;
	}
	ok = f->fd != -1;
	if (ok && r->banner > 0 && f->lines++ % r->banner == 0 &&
	    (kind != LOGF_SAMPLES || f->lines == 1))
		ok = kind == LOGF_SAMPLES ? put(f->fd, kinds[kind].heading) :
		    put_heading(f->fd, kinds[kind].heading);
	log_escape(text, safe, sizeof safe);
	if (ok)
		ok = put(f->fd, safe);
	if (!ok && !f->failed)
		par_log(LOG_WARNING, "cannot write %s/%s.log: %s", r->dir,
		    kinds[kind].name, strerror(errno));
	f->failed = !ok;
}

void
par_rows_cycle(struct par_rows *r, const struct par_conf *conf)
{
	unsigned int	i;

	for (i = 0; i < LOGF_KINDS; i++) {
		if (r->file[i].fd != -1)
			close(r->file[i].fd);
		r->file[i].fd = -1;
		r->file[i].failed = false;
	}
	take_conf(r, conf);
}
