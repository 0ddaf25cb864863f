/* ISC licence, see LICENSE. */
/* The clock page as shared memory; reading the clocks. */
#include <sys/types.h>
#include <sys/mman.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "page_io.h"

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE	0x0010
#endif

/* An anonymous file; sealed, where that exists, once the writer has it. */
#ifdef MFD_ALLOW_SEALING
static int
page_file(void)
{
	return memfd_create("chimed-page", MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

static int
page_seal(int fd)
{
	return fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK |
	    F_SEAL_FUTURE_WRITE | F_SEAL_SEAL);
}
#else
static int
page_file(void)
{
	return shm_open(SHM_ANON, O_RDWR | O_CLOEXEC, 0600);
}

static int
page_seal(int fd)
{
	(void)fd;
	return 0;
}
#endif

struct page *
page_create(int *fd)
{
	struct page	*page;

	if ((*fd = page_file()) == -1)
		return NULL;
	if (ftruncate(*fd, sizeof *page) == -1)
		goto fail;
	page = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED,
	    *fd, 0);
	if (page == MAP_FAILED)
		goto fail;
	if (page_seal(*fd) == -1) {
		munmap(page, sizeof *page);
		goto fail;
	}
	return page;
fail:
	close(*fd);
	return NULL;
}

const struct page *
page_map(int fd)
{
	const struct page	*page;

	page = mmap(NULL, sizeof *page, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	return page == MAP_FAILED ? NULL : page;
}

static int64_t
read_clock(clockid_t id)
{
	struct timespec	ts;

	clock_gettime(id, &ts);
	return ts.tv_sec * TM_S + ts.tv_nsec;
}

/* Where the system has no raw clock, its monotonic one must do. */
#ifdef CLOCK_MONOTONIC_RAW
#define RAW_CLOCK	CLOCK_MONOTONIC_RAW
#else
#define RAW_CLOCK	CLOCK_MONOTONIC
#endif

/* Raw is read before and after: the middle is the instant of wall. */
struct tm_now
page_now_real(void)
{
	struct tm_now	now;
	int64_t		before_ns, after_ns;

	before_ns = read_clock(RAW_CLOCK);
	now.wall.ns = read_clock(CLOCK_REALTIME);
	after_ns = read_clock(RAW_CLOCK);
	now.raw.ns = before_ns + (after_ns - before_ns) / 2;
	return now;
}

struct tm_raw
page_raw_real(void)
{
	return (struct tm_raw){ read_clock(RAW_CLOCK) };
}

struct tm_now
page_now(const struct page *page)
{
	struct page_data	data;
	struct tm_now		now;

	if (page == NULL)
		return page_now_real();
	page_read(page, &data);
	if (!data.steer.is_virtual)
		return page_now_real();
	now.raw = page_raw(&data.steer, read_clock(RAW_CLOCK));
	now.wall = page_wall(&data.steer, now.raw);
	return now;
}
