/* ISC licence, see LICENSE. */
/* State and drift file on disk: the old one or the new one, never half. */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "par_boot_io.h"
#include "par_state_io.h"

#define PPM	TM_PPM16

static void
sample(struct par_state *st, int64_t serial)
{
	int	i;

	memset(st, 0, sizeof *st);
	strcpy(st->boot_id, "boot-one");
	st->serial = serial;
	st->rights_used = 2;
	for (i = 0; i < POL_HOURS; i++)
		st->charge_ns[i] = i * TM_MS;
}

/* A file system of which one call fails. */
static struct {
	int	calls, fail_at;
	bool	half;		/* writes come to half only */
} faults;

static bool
fault(void)
{
	if (++faults.calls != faults.fail_at)
		return false;
	errno = EIO;
	return true;
}

static int
f_openat(int dirfd, const char *name, int flags, mode_t mode)
{
	return fault() ? -1 : openat(dirfd, name, flags, mode);
}

static int
f_fchmod(int fd, mode_t mode)
{
	return fault() ? -1 : fchmod(fd, mode);
}

static ssize_t
f_write(int fd, const void *buf, size_t len)
{
	if (fault())
		return -1;
	return write(fd, buf, faults.half ? (len + 1) / 2 : len);
}

static int
f_fsync(int fd)
{
	return fault() ? -1 : fsync(fd);
}

static int
f_close(int fd)
{
	close(fd);
	return fault() ? -1 : 0;
}

static int
f_renameat(int from, const char *a, int to, const char *b)
{
	return fault() ? -1 : renameat(from, a, to, b);
}

static int
f_unlinkat(int dirfd, const char *name, int flags)
{
	return fault() ? -1 : unlinkat(dirfd, name, flags);
}

static const struct par_fs	faulty = { f_openat, f_fchmod, f_write,
	f_fsync, f_close, f_renameat, f_unlinkat };

static char	dir[] = "/tmp/t_par_state.XXXXXX";

static int
make_dir(void **state)
{
	(void)state;
	umask(022);
	return mkdtemp(dir) == NULL ? -1 : 0;
}

static int
remove_dir(void **state)
{
	static const char *const	names[] = { "state", "drift", "link",
		"state.tmp", "drift.tmp" };
	char	path[256];
	size_t	i;

	(void)state;
	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		snprintf(path, sizeof path, "%s/%s", dir, names[i]);
		unlink(path);
	}
	return rmdir(dir);
}

static struct par_store
store(void)
{
	struct par_store	s = { dir, NULL, 0, 0 };

	return s;
}

/* whichever call fails, the old state or the new one is there, whole */
static void
old_or_new(void **state)
{
	struct par_store	s = store();
	struct par_state	old, new, got;
	int			n, saved = 0;
	bool			whole;

	(void)state;
	sample(&old, 1);
	for (n = 1; n < 40 && saved == 0; n++) {
		old.serial++;
		faults.fail_at = 0;
		assert_int_equal(par_store_save(&s, &faulty, &old), 1);
		new = old;
		new.serial += 1000;
		faults.calls = 0;
		faults.fail_at = n;
		faults.half = n % 2;
		saved = par_store_save(&s, &faulty, &new);
		faults.fail_at = 0;
		assert_int_equal(s.state_errno != 0, saved == 0);
		assert_int_equal(par_store_load(&s, &got), PAR_FOUND_OK);
		whole = memcmp(&got, &old, sizeof got) == 0 ||
		    memcmp(&got, &new, sizeof got) == 0;
		assert_true(whole);
		if (saved)
			assert_int_equal(got.serial, new.serial);
	}
	/* all of them have had their turn: openat to the last close */
	assert_in_range(n, 9, 20);
}

static void
files_as_they_should_be(void **state)
{
	struct par_store	s = store();
	struct par_state	st, got;
	struct stat		sb;
	char			path[256], other[256];
	int64_t			freq, skew;
	int			fd;

	(void)state;
	sample(&st, 1);
	snprintf(path, sizeof path, "%s/state", dir);
	unlink(path);
	assert_int_equal(par_store_load(&s, &got), PAR_FOUND_NONE);
	assert_int_equal(s.state_errno, 0);
	assert_int_equal(par_store_save(&s, &par_fs_system, &st), 1);
	assert_int_equal(stat(path, &sb), 0);
	assert_int_equal(sb.st_mode & 07777, 0600);

	/* others could have written it */
	assert_int_equal(chmod(path, 0622), 0);
	assert_int_equal(par_store_load(&s, &got), PAR_FOUND_BAD);
	assert_int_equal(s.state_errno, EPERM);
	assert_int_equal(chmod(path, 0600), 0);

	/* a link is not followed, neither by the reader nor the writer */
	snprintf(other, sizeof other, "%s/link", dir);
	assert_int_equal(rename(path, other), 0);
	assert_int_equal(symlink("link", path), 0);
	assert_int_equal(par_store_load(&s, &got), PAR_FOUND_BAD);
	assert_int_equal(s.state_errno, ELOOP);
	st.serial = 77;
	assert_int_equal(par_store_save(&s, &par_fs_system, &st), 1);
	assert_int_equal(par_store_load(&s, &got), PAR_FOUND_OK);
	assert_int_equal(got.serial, 77);

	/* cut off in the middle */
	assert_int_equal(truncate(path, 100), 0);
	assert_int_equal(par_store_load(&s, &got), PAR_FOUND_BAD);
	assert_int_equal(s.state_errno, EINVAL);
	fd = open(path, O_WRONLY | O_TRUNC);
	assert_int_equal(ftruncate(fd, 1 << 20), 0);
	close(fd);
	assert_int_equal(par_store_load(&s, &got), PAR_FOUND_BAD);

	/* nowhere to write: the caller is told */
	s.statedir = "/nonexistent/chimed";
	assert_int_equal(par_store_save(&s, &par_fs_system, &st), 0);
	assert_int_equal(s.state_errno, ENOENT);

	snprintf(path, sizeof path, "%s/drift", dir);
	assert_int_equal(par_drift_load(path, &freq, &skew), 0);
	assert_int_equal(par_drift_save(&par_fs_system, path, 3 * PPM, PPM),
	    0);
	assert_int_equal(stat(path, &sb), 0);
	assert_int_equal(sb.st_mode & 07777, 0644);
	assert_int_equal(par_drift_load(path, &freq, &skew), 1);
	assert_int_equal(freq, 3 * PPM);
	assert_int_equal(par_drift_load(dir, &freq, &skew), -1);
	assert_int_equal(par_drift_load("/", &freq, &skew), -1);
}

static void
this_boot(void **state)
{
	char	a[PAR_BOOT_ID], b[PAR_BOOT_ID];

	(void)state;
	assert_true(par_boot_id(a));
	assert_true(par_boot_id(b));
	assert_string_equal(a, b);
	assert_true(strlen(a) >= 8);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(old_or_new),
		cmocka_unit_test(files_as_they_should_be),
		cmocka_unit_test(this_boot),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
