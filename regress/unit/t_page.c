/* ISC licence, see LICENSE. */
/* The clock page: arithmetic, lock, sealing. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "page.h"
#include "page_io.h"
#include "page_map_io.h"
#include "par_page_io.h"

static void
wall_follows_raw(void **state)
{
	struct page_steer	s = {
		.raw_ns = 100 * TM_S, .wall_ns = 1000 * TM_S,
		.rate_ppb16 = 10 * TM_PPM16, .slew_ppb16 = 500 * TM_PPM16,
		.slew_end_ns = 102 * TM_S
	};
	struct tm_raw		raw = { 101 * TM_S };

	(void)state;
	assert_int_equal(page_wall(&s, raw).ns, 1001 * TM_S + 510000);
	assert_int_equal(page_wall_rate(&s, raw), 510 * TM_PPM16);
	/* the slew ends by itself */
	raw.ns = 110 * TM_S;
	assert_int_equal(page_wall(&s, raw).ns, 1010 * TM_S + 100000 + 1000000);
	assert_int_equal(page_wall_rate(&s, raw), 10 * TM_PPM16);
	/* and has not begun before its anchor */
	raw.ns = 99 * TM_S;
	assert_int_equal(page_wall(&s, raw).ns, 999 * TM_S - 10000);
}

/* A timer's clock runs as wall does, but is not stepped. */
static void
timeouts(void **state)
{
	struct page_steer	s = {
		.raw_ns = 100 * TM_S, .wall_ns = 1000 * TM_S,
		.slew_ppb16 = -80000 * TM_PPM16, .slew_end_ns = 101 * TM_S
	};
	struct tm_raw		now = { 100 * TM_S };

	(void)state;
	assert_int_equal(page_timeout(&s, now, 101 * TM_S), 920 * TM_MS);
	assert_int_equal(page_timeout(&s, now, 102 * TM_S), 1920 * TM_MS);
	assert_int_equal(page_timeout(&s, now, now.ns), 0);
	assert_int_equal(page_timeout(&s, now, 99 * TM_S), 0);
	/* not where it is far, or the slew that of a virtual clock */
	assert_int_equal(page_timeout(&s, now, 2 * TM_DAY),
	    2 * TM_DAY - 100 * TM_S);
	s.is_virtual = 1;
	s.osc_ppb16 = 100 * TM_PPM16;
	assert_int_equal(page_timeout(&s, now, 101 * TM_S),
	    TM_S - 100 * TM_US);
}

static void
truth_or_wall(void **state)
{
	struct page_data	d;
	struct tm_now		now = { { 5 * TM_S }, { 77 * TM_S } };

	(void)state;
	memset(&d, 0, sizeof d);
	assert_int_equal(page_true(&d, now).ns, 77 * TM_S);
	d.truth.sync = PAGE_SYNC;
	d.truth.raw_ns = 4 * TM_S;
	d.truth.true_ns = 50 * TM_S;
	d.truth.rate_ppb16 = -TM_PPM16;
	assert_int_equal(page_true(&d, now).ns, 51 * TM_S - 1000);
	d.truth.root_disp_ns = 10;
	d.truth.disp_ppb16 = 2 * TM_PPM16;
	assert_int_equal(page_root_disp(&d.truth, now.raw), 2010);
}

static void
lock(void **state)
{
	static struct page	page;
	struct page_data	in, out;

	(void)state;
	memset(&in, 0x5a, sizeof in);
	page_write(&page, &in);
	assert_true(page_read(&page, &out));
	assert_memory_equal(&in, &out, sizeof in);
	/* a writer that died in the middle is noticed */
	page.seq++;
	assert_false(page_read(&page, &out));
}

static void
only_the_writer_writes(void **state)
{
	struct page		*w;
	const struct page	*r;
	struct page_data	 d;
	int			 fd, copy;

	(void)state;
	assert_non_null(w = par_page_create(&fd));
	memset(&d, 0, sizeof d);
	d.steer.steps = 7;
	page_write(w, &d);
	copy = dup(fd);
	assert_non_null(r = page_map(copy));
	assert_int_equal(r->data.steer.steps, 7);
	assert_ptr_equal(mmap(NULL, sizeof *w, PROT_READ | PROT_WRITE,
	    MAP_SHARED, fd, 0), MAP_FAILED);
	assert_int_equal(write(fd, "x", 1), -1);
	assert_int_equal(ftruncate(fd, 0), -1);
	close(fd);
}

static void
virtual_clock(void **state)
{
	static struct page	page;
	struct page_data	d;
	struct tm_now		real = page_now_real(), now;

	(void)state;
	memset(&d, 0, sizeof d);
	d.steer.is_virtual = 1;
	d.steer.osc_real_ns = real.raw.ns;
	d.steer.osc_raw_ns = 1000;
	d.steer.raw_ns = 1000;
	d.steer.wall_ns = -TM_S;
	page_write(&page, &d);
	now = page_now(&page);
	assert_in_range(now.raw.ns, 1000, 1000 + 10 * TM_S);
	assert_int_equal(now.wall.ns - now.raw.ns, -TM_S - 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wall_follows_raw),
		cmocka_unit_test(timeouts),
		cmocka_unit_test(truth_or_wall),
		cmocka_unit_test(lock),
		cmocka_unit_test(only_the_writer_writes),
		cmocka_unit_test(virtual_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
