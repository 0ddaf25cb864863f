/* ISC licence, see LICENSE. */
/* The clock page: its sequence lock and the arithmetic on it.  Pure. */
#include <string.h>

#include "page.h"

/* A writer holds the lock for some 50 ns; this many tries are 1 ms. */
#define PAGE_TRIES	100000

void
page_write(struct page *page, const struct page_data *data)
{
	uint32_t	seq;

	seq = atomic_load_explicit(&page->seq, memory_order_relaxed);
	atomic_store_explicit(&page->seq, seq + 1, memory_order_relaxed);
	atomic_thread_fence(memory_order_release);
	memcpy(&page->data, data, sizeof page->data);
	atomic_store_explicit(&page->seq, seq + 2, memory_order_release);
}

bool
page_read(const struct page *page, struct page_data *data)
{
	uint32_t	before, after;
	int		i;

	for (i = 0; i < PAGE_TRIES; i++) {
		before = atomic_load_explicit(&page->seq,
		    memory_order_acquire);
		memcpy(data, &page->data, sizeof *data);
		atomic_thread_fence(memory_order_acquire);
		after = atomic_load_explicit(&page->seq,
		    memory_order_relaxed);
		if (before == after && before % 2 == 0)
			return true;
	}
	return false;
}

/* how much of the slew lies between the anchor and raw */
static int64_t
slewed_for(const struct page_steer *s, int64_t raw_ns)
{
	int64_t	end_ns = raw_ns < s->slew_end_ns ? raw_ns : s->slew_end_ns;

	return end_ns > s->raw_ns ? end_ns - s->raw_ns : 0;
}

struct tm_wall
page_wall(const struct page_steer *s, struct tm_raw raw)
{
	struct tm_wall	wall;
	int64_t		since_ns = raw.ns - s->raw_ns;

	wall.ns = s->wall_ns + since_ns + tm_scale(since_ns, s->rate_ppb16) +
	    tm_scale(slewed_for(s, raw.ns), s->slew_ppb16);
	return wall;
}

struct tm_raw
page_raw(const struct page_steer *s, int64_t real_raw_ns)
{
	struct tm_raw	raw;
	int64_t		since_ns = real_raw_ns - s->osc_real_ns;

	raw.ns = s->osc_raw_ns + since_ns + tm_scale(since_ns, s->osc_ppb16);
	return raw;
}

int64_t
page_timeout(const struct page_steer *s, struct tm_raw now, int64_t until_ns)
{
	int64_t		wait_ns;
	struct tm_raw	until = { until_ns };

	if (until_ns <= now.ns)
		return 0;
	wait_ns = until_ns - now.ns;
	if (s->is_virtual)
		return wait_ns - tm_scale(wait_ns, s->osc_ppb16);
	/* what is far away is looked at again */
	if (wait_ns > TM_DAY)
		return wait_ns;
	return page_wall(s, until).ns - page_wall(s, now).ns;
}

int64_t
page_wall_rate(const struct page_steer *s, struct tm_raw raw)
{
	return s->rate_ppb16 + (raw.ns < s->slew_end_ns ? s->slew_ppb16 : 0);
}

struct tm_true
page_true(const struct page_data *d, struct tm_now now)
{
	const struct page_truth	*f = &d->truth;
	struct tm_true		 t;
	int64_t			 since_ns;

	if (f->sync == PAGE_NONE)
		return tm_true_from_utc(&d->leaps, now.wall.ns);
	since_ns = now.raw.ns - f->raw_ns;
	t.ns = f->true_ns + since_ns + tm_scale(since_ns, f->rate_ppb16);
	return t;
}

int64_t
page_root_disp(const struct page_truth *f, struct tm_raw raw)
{
	int64_t	age_ns = raw.ns - f->raw_ns;

	return f->root_disp_ns + (age_ns > 0 ?
	    tm_scale(age_ns, f->disp_ppb16) : 0);
}
