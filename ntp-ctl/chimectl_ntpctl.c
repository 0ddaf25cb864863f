/* ISC licence, see LICENSE. */
/* The reports of ntpctl(8). */
#include <string.h>

#include "chimectl_name.h"
#include "chimectl_ntpctl.h"
#include "chimectl_out.h"

/* From this trust level on a peer's time is used. */
#define TRUST_VALID	6

/* An offset that would be shown as 0.000ms is not shown. */
#define OFFSET_SHOWN_NS	500

enum ctl_ntpctl
ctl_ntpctl_word(const char *word)
{
	static const struct {
		const char	*word;
		enum ctl_ntpctl	 report;
	} words[] = {
		{ "all", CTL_SHOW_ALL },
		{ "peers", CTL_SHOW_PEERS },
		{ "Sensors", CTL_SHOW_SENSORS },
		{ "status", CTL_SHOW_STATUS },
	};
	size_t	i, len = strlen(word);

	for (i = 0; len > 0 && i < sizeof words / sizeof words[0]; i++)
		if (strncmp(word, words[i].word, len) == 0)
			return words[i].report;
	return 0;
}

static bool
is_valid(const struct stat_source *s)
{
	return s->trust >= TRUST_VALID;
}

void
ctl_ntpctl_add(struct ctl_ntpctl_count *count, const struct stat_source *s)
{
	count->peers++;
	count->valid += is_valid(s);
}

static double
ms(int64_t ns)
{
	return (double)ns / 1e6;
}

void
ctl_ntpctl_status(FILE *f, const struct ctl_ntpctl_count *count,
    const struct stat_tracking *t)
{
	if (count->peers > 0)
		fprintf(f, "%u/%u peers valid, ", count->valid, count->peers);
	else
		fputs("no peers and no sensors configured\n", f);
	if (t->synced)
		fprintf(f, "clock synced, stratum %u", t->stratum);
	else
		fputs("clock unsynced", f);
	if (t->correction_ns >= OFFSET_SHOWN_NS ||
	    t->correction_ns <= -OFFSET_SHOWN_NS)
		fprintf(f, ", clock offset is %.3fms", ms(t->correction_ns));
	fputc('\n', f);
}

/* A name that is the address itself is not repeated, unless a pool's. */
static void
peer_title(FILE *f, const struct stat_source *s)
{
	char	addr[ADDR_STRLEN] = "not resolved", name[CTL_NAME];

	if (s->addr.family != 0)
		addr_str(&s->addr, addr);
	ctl_printable(s->name, name, sizeof name);
	if (!(s->flags & STAT_POOL) && strcmp(addr, name) == 0)
		name[0] = '\0';
	fprintf(f, "%s %s%s\n", addr, s->flags & STAT_POOL ? "from pool " : "",
	    name);
}

void
ctl_ntpctl_peer(FILE *f, const struct stat_source *s, bool first)
{
	char	stratum[4] = " -", next[24] = "-";

	if (first)
		fputs("peer\n   wt tl st  next  poll          offset       "
		    "delay      jitter\n", f);
	peer_title(f, s);
	if (s->stratum > 0)
		snprintf(stratum, sizeof stratum, "%2u", s->stratum);
	if (s->next_ns != TM_NEVER)
		snprintf(next, sizeof next, "%llds",
		    (long long)(s->next_ns > 0 ? s->next_ns / TM_S : 0));
	fprintf(f, " %1s %2u %2u %2s %5s %4llds",
	    s->state == '*' ? "*" : " ", s->weight, s->trust, stratum,
	    next, (long long)(s->poll_ns / TM_S));
	if (is_valid(s))
		fprintf(f, "  %12.3fms %9.3fms  %8.3fms\n",
		    ms(s->adjusted_ns), ms(s->delay_ns), ms(s->jitter_ns));
	else
		fputs("             ---- peer not valid ----\n", f);
}

void
ctl_ntpctl_no_peers(FILE *f)
{
	fputs("no peers configured\n", f);
}

void
ctl_ntpctl_sensors(FILE *f)
{
	fputs("no sensors configured\n", f);
}
