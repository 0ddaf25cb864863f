/* ISC licence, see LICENSE. */
/* Words that other daemons' configurations begin lines with.  Pure. */
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "par_foreign.h"

#define NTP	"ntp.conf"
#define SYSTEMD	"timesyncd.conf"

/* Sorted by file, then by what is like them. */
static const struct par_foreign rows[] = {
	{ "restrict", NTP, "\"allow\" or \"deny\"" },
	{ "discard", NTP, "\"ratelimit\"" },
	{ "interface", NTP, "\"bindaddress\"" },
	{ "nic", NTP, "\"bindaddress\"" },
	{ "fudge", NTP, "\"local stratum\"" },
	{ "tinker", NTP, "\"maxchange\" or \"makestep\"" },
	{ "tos", NTP, "\"minsources\", \"maxdistance\" or \"local\"" },
	{ "leapfile", NTP, "\"leapseclist\"" },
	{ "keys", NTP, "\"keyfile\"" },
	{ "keysdir", NTP, "\"keyfile\"" },
	{ "includefile", NTP, "\"include\"" },
	{ "statsdir", NTP, "\"logdir\"" },
	{ "statistics", NTP, "\"log\"" },
	{ "filegen", NTP, "\"log\"" },
	{ "logfile", NTP, NULL },	/* the messages are syslog's */
	{ "logconfig", NTP, NULL },
	{ "trustedkey", NTP, NULL },	/* every key of the keyfile is */
	{ "requestkey", NTP, NULL },
	{ "controlkey", NTP, NULL },
	{ "crypto", NTP, NULL },
	{ "enable", NTP, NULL },
	{ "disable", NTP, NULL },
	{ "mru", NTP, "\"clientloglimit\"" },
	{ "broadcastclient", NTP, NULL },
	{ "multicastclient", NTP, NULL },
	{ "manycastclient", NTP, "\"pool\"" },
	{ "[Time]", SYSTEMD, NULL },
	{ "NTP", SYSTEMD, "\"server\" or \"pool\"" },
	{ "FallbackNTP", SYSTEMD, "\"server\" or \"pool\"" },
	{ "RootDistanceMaxSec", SYSTEMD, "\"maxdistance\"" },
	{ "PollIntervalMinSec", SYSTEMD, "\"minpoll\" of \"server\"" },
	{ "PollIntervalMaxSec", SYSTEMD, "\"maxpoll\" of \"server\"" },
};

const struct par_foreign *
par_foreign_find(const char *word)
{
	size_t	len = strcspn(word, "="), i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (strlen(rows[i].name) == len &&
		    strncasecmp(rows[i].name, word, len) == 0)
			return &rows[i];
	return NULL;
}
