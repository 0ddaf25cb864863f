/* ISC licence, see LICENSE. */
/* Settings of the clock that are changed at run time.  Pure. */
#include <string.h>
#include <strings.h>

#include "par_include.h"
#include "par_overlay.h"

static const char *const names[PAR_SETTINGS] = {
	"local", "maxupdateskew", "reselectdist"
};

static size_t
place(const char *line)
{
	size_t	i, len = strcspn(line, " ");

	for (i = 0; i < PAR_SETTINGS; i++)
		if (strlen(names[i]) == len &&
		    strncasecmp(names[i], line, len) == 0)
			break;
	return i;
}

/* As the configuration has it; only chronyc(1) has "local off". */
static bool
run(struct par_conf *conf, const char *line, char why[PAR_WHY])
{
	struct par_parse	p;

	if (strcasecmp(line, "local off") == 0) {
		conf->clock.local_stratum = 0;
		return true;
	}
	memset(&p, 0, sizeof p);
	p.conf = conf;
	p.say = par_keep_first;
	p.arg = why;
	par_include_line(&p, "chimectl", 1, line);
	par_conf_waits(conf);
	return p.errors == 0;
}

enum cmd_status
par_overlay_setting(struct par_overlay *o, struct par_conf *conf,
    const char *line, char why[PAR_WHY])
{
	struct msg_cfg_clock	clock = conf->clock;
	int64_t			waits_ns = conf->local_waitunsynced_ns;
	size_t			i = place(line);

	memset(why, 0, PAR_WHY);
	if (i == PAR_SETTINGS || strchr(line, '\n') != NULL ||
	    strlen(line) >= sizeof o->setting[i])
		return CMD_INVALID;
	if (!run(conf, line, why)) {
		conf->clock = clock;
		conf->local_waitunsynced_ns = waits_ns;
		return CMD_INVALID;
	}
	strlcpy(o->setting[i], line, sizeof o->setting[i]);
	return CMD_OK;
}

void
par_overlay_apply_settings(const struct par_overlay *o, struct par_conf *conf)
{
	char	why[256];
	size_t	i;

	for (i = 0; i < PAR_SETTINGS; i++)
		if (o->setting[i][0] != '\0')
			(void)run(conf, o->setting[i], why);
}
