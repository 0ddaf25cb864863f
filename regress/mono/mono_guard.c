/* ISC licence, see LICENSE. */
/* The guard in front of a clock that nobody separated from the network. */
#include <dlfcn.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "mono_guard.h"

#define SETTLE_MS	101

static bool
is_simulated(const char *function)
{
	void	*at = dlsym(RTLD_DEFAULT, function);
	Dl_info	 info;

	return at != NULL && dladdr(at, &info) != 0 &&
	    info.dli_fname != NULL &&
	    strstr(info.dli_fname, "clknetsim") != NULL;
}

bool
mono_guard_simulated(void)
{
	static const char *const	calls[] = {
		"clock_adjtime", "adjtimex", "clock_settime", "clock_gettime"
	};
	size_t				i;

	if (getenv("CLKNETSIM_NODE") == NULL)
		return false;
	for (i = 0; i < sizeof calls / sizeof calls[0]; i++)
		if (!is_simulated(calls[i]))
			return false;
	return true;
}

void
mono_guard_settle(void)
{
	(void)poll(NULL, 0, SETTLE_MS);
}
