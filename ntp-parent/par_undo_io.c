/* ISC licence, see LICENSE. */
/* chimed -E: the machine's clock, left alone by a daemon that was killed. */
#include <err.h>

#include "par_clock.h"
#include "par_clock_sys.h"
#include "par_undo_io.h"

int
par_undo(void)
{
	const struct par_clock_driver	*drv = par_clock_system();
	struct par_clock		 c;

	if (!par_clock_can_set()) {
		warnx("no right to set the clock");
		return 1;
	}
	/* a driver begins by ending what its predecessor left */
	par_clock_new(&c, drv, &par_clock_host);
	if (drv->init(&c) == -1) {
		warn("%s clock", drv->name);
		return 1;
	}
	drv->fini(&c);
	return 0;
}
