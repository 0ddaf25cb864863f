/* ISC licence, see LICENSE. */
/* The directive `log'.  Pure. */
#include <string.h>
#include <strings.h>

#include "par_stmt_log.h"

/* The last ones are of devices that do not exist here. */
static const char *const names[] = {
	[LOGF_MEASUREMENTS] = "measurements",
	[LOGF_RAWMEASUREMENTS] = "rawmeasurements",
	[LOGF_STATISTICS] = "statistics",
	[LOGF_TRACKING] = "tracking",
	[LOGF_SELECTION] = "selection",
	[LOGF_SAMPLES] = "samples",
	[LOGF_RTC] = "rtc",
	"refclocks", "tempcomp"
};
#define NAMES	(sizeof names / sizeof names[0])

void
par_stmt_log(struct par_parse *p)
{
	const char	*what = "rawmeasurements, measurements, statistics, "
	    "tracking, selection, samples, rtc, refclocks or tempcomp";
	const char	*word;
	size_t		 i;

	if (par_peek(p) == NULL)
		par_expected(p, NULL, what);
	while ((word = par_next(p)) != NULL) {
		for (i = 0; i < NAMES && strcasecmp(word, names[i]) != 0; i++)
			;
		if (i == NAMES)
			par_expected(p, word, what);
		else if (i < LOGF_KINDS)
			p->conf->clock.log |= UINT32_C(1) << i;
		else
			par_no_effect(p, word);
	}
}

void
par_stmt_print_log(const struct par_conf *conf,
    const struct par_conf *defaults, struct par_out *out)
{
	unsigned int	i;

	(void)defaults;
	if (conf->clock.log == 0)
		return;
	par_out_add(out, "log");
	for (i = 0; i < LOGF_KINDS; i++)
		if (conf->clock.log >> i & 1)
			par_out_add(out, " %s", names[i]);
	par_out_end(out);
}
