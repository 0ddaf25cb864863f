/* ISC licence, see LICENSE. */
/* The clock page as its readers have it. */
#include <sys/types.h>
#include <sys/mman.h>

#include <unistd.h>

#include "page_io.h"
#include "page_map_io.h"

const struct page *
page_map(int fd)
{
	const struct page	*page;

	page = mmap(NULL, sizeof *page, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	return page == MAP_FAILED ? NULL : page;
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
	now.raw = page_raw(&data.steer, page_raw_real().ns);
	now.wall = page_wall(&data.steer, now.raw);
	return now;
}
