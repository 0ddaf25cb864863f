/* ISC licence, see LICENSE. */
/*
 * Loaded into the daemon in front of libc (LD_PRELOAD): the kernel's words
 * on the clock's rate are kept in the file $FAKECLOCK and go nowhere else.
 * Its two long integers are tick and freq, as adjtimex(2) has them; zeros
 * become 10,000 us and 20 ppm.
 */
#include <sys/mman.h>
#include <sys/timex.h>

#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static volatile long	*clock_words;

static void open_words(void) __attribute__((__constructor__));

static void
open_words(void)
{
	const char	*path = getenv("FAKECLOCK");
	int		 fd;

	if (path == NULL || (fd = open(path, O_RDWR)) == -1)
		_exit(99);
	clock_words = mmap(NULL, 2 * sizeof(long), PROT_READ | PROT_WRITE,
	    MAP_SHARED, fd, 0);
	if (clock_words == MAP_FAILED)
		_exit(99);
	close(fd);
	if (clock_words[0] == 0) {
		clock_words[0] = 10000;
		clock_words[1] = 20 << 16;
	}
}

int
clock_adjtime(clockid_t id, struct timex *tx)
{
	(void)id;
	/* adjtime(3)'s share of the same call ends by itself */
	if (tx->modes != ADJ_OFFSET_SINGLESHOT) {
		if (tx->modes & ADJ_TICK)
			clock_words[0] = tx->tick;
		if (tx->modes & ADJ_FREQUENCY)
			clock_words[1] = tx->freq;
	}
	tx->tick = clock_words[0];
	tx->freq = clock_words[1];
	tx->offset = 0;
	return TIME_OK;
}

int
adjtimex(struct timex *tx)
{
	return clock_adjtime(CLOCK_REALTIME, tx);
}
