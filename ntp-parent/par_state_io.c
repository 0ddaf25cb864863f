/* ISC licence, see LICENSE. */
/* The state file's copies and the drift file on disk. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "par_drift.h"
#include "par_state_io.h"

#define STATE_NAME	"state"

static enum par_found
load_copy(const char *dir, struct par_state *st, int *error)
{
	char	buf[PAR_STATE_MAX + 1], path[1024];
	ssize_t	len;

	memset(st, 0, sizeof *st);
	*error = 0;
	if (dir == NULL)
		return PAR_FOUND_NONE;
	snprintf(path, sizeof path, "%s/" STATE_NAME, dir);
	len = par_file_read(path, buf, sizeof buf);
	if (len == -1 && errno == ENOENT)
		return PAR_FOUND_NONE;
	if (len == -1) {
		*error = errno;
		/* somebody else's directory says nothing about us */
		return errno == EACCES ? PAR_FOUND_NONE : PAR_FOUND_BAD;
	}
	if (!par_state_decode(st, buf, (size_t)len)) {
		*error = EINVAL;
		return PAR_FOUND_BAD;
	}
	return PAR_FOUND_OK;
}

enum par_found
par_store_load(struct par_store *s, struct par_state *st)
{
	struct par_state	a, b;
	enum par_found		a_found, b_found;

	a_found = load_copy(s->statedir, &a, &s->state_errno);
	b_found = load_copy(s->rundir, &b, &s->run_errno);
	return par_state_choose(st, &a, a_found, &b, b_found);
}

static int
save_copy(const struct par_fs *fs, const char *dir, const char *text,
    size_t len)
{
	char	path[1024];

	if (dir == NULL)
		return ENOENT;
	snprintf(path, sizeof path, "%s/" STATE_NAME, dir);
	return par_file_replace(fs, path, 0600, text, len) == 0 ? 0 : errno;
}

int
par_store_save(struct par_store *s, const struct par_fs *fs,
    const struct par_state *st)
{
	char	text[PAR_STATE_MAX];
	size_t	len;

	len = par_state_encode(st, text, sizeof text);
	if (len == 0) {
		s->state_errno = s->run_errno = EOVERFLOW;
		return 0;
	}
	s->state_errno = save_copy(fs, s->statedir, text, len);
	s->run_errno = save_copy(fs, s->rundir, text, len);
	return (s->state_errno == 0) + (s->run_errno == 0);
}

int
par_drift_load(const char *path, int64_t *freq_ppb16, int64_t *skew_ppb16)
{
	char	buf[256];

	if (par_file_read(path, buf, sizeof buf) == -1)
		return errno == ENOENT ? 0 : -1;
	if (!par_drift_decode(buf, freq_ppb16, skew_ppb16)) {
		errno = EINVAL;
		return -1;
	}
	return 1;
}

int
par_drift_save(const struct par_fs *fs, const char *path, int64_t freq_ppb16,
    int64_t skew_ppb16)
{
	char	buf[64];

	return par_file_replace(fs, path, 0644, buf,
	    par_drift_encode(freq_ppb16, skew_ppb16, buf, sizeof buf));
}
