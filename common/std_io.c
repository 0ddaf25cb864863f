/* ISC licence, see LICENSE. */
/* The three descriptors that every program is started with. */
#include <fcntl.h>
#include <unistd.h>

#include "std_io.h"

/*
 * Else the next file or socket would have the number of one that is missing,
 * and what is meant for the log would be written into it.
 */
void
std_hold(void)
{
	int	fd;

	while ((fd = open("/dev/null", O_RDONLY)) != -1 &&
	    fd <= STDERR_FILENO)
		;
	if (fd != -1)
		close(fd);
}
