/* ISC licence, see LICENSE. */
/* Commands for sources.  Pure. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "chimectl_meant.h"
#include "chimectl_source.h"
#include "chimectl_units.h"
#include "mac.h"
#include "near.h"
#include "tm.h"

#define E6	1e6
#define NTP_PORT	123
#define LOCAL_REFID	0x7f7f0101	/* of a host in local mode */
#define KEY_BITS	160	/* chronyc's, and its limits: */
#define KEY_BITS_MIN	80
#define KEY_BITS_MAX	4096

static void
begin(struct msg_cmd *cmd, enum cmd_name name)
{
	memset(cmd, 0, sizeof *cmd);
	cmd->cmd = name;
}

/* A finite number; the whole word. */
static bool
number(const char *word, double min, double max, double *x)
{
	char	*end;

	*x = strtod(word, &end);
	return end != word && *end == '\0' && isfinite(*x) && *x >= min &&
	    *x <= max;
}

/* The source that has an address. */
struct search {
	struct addr	addr;		/* port 0: any */
	bool		found;
	char		name[CTL_NAME];	/* as configured */
};

static void
on_source(void *arg, const struct msg_stat_row *row)
{
	const struct addr	*a = &row->u.source.addr;
	struct search		*s = arg;

	if (!addr_same_ip(a, &s->addr) ||
	    (s->addr.port != 0 && s->addr.port != a->port))
		return;
	s->found = true;
	ctl_printable(row->u.source.name, s->name, sizeof s->name);
}

/* That of the option, NTP's without. */
static uint16_t
port_of(unsigned int n, char **words)
{
	unsigned int	i;

	for (i = 3; i + 1 < n; i++)
		if (strcasecmp(words[i], "port") == 0)
			return (uint16_t)strtoul(words[i + 1], NULL, 10);
	return NTP_PORT;
}

/* Whether the parent, which does not know pools' addresses, may be asked. */
static enum ctl_exit
is_new(struct ctl_tool *t, unsigned int n, char **words)
{
	struct search	s = { .found = false };
	enum ctl_exit	result;

	if (addr_parse(words[2], &s.addr) == -1)
		return CTL_DONE;
	s.addr.port = port_of(n, words);
	result = ctl_tool_ask(t, STAT_SOURCES, on_source, &s);
	return s.found ? ctl_tool_status(t, CMD_EXISTS, "") : result;
}

enum ctl_exit
ctl_source_add(struct ctl_tool *t, unsigned int n, char **words)
{
	struct msg_cmd		cmd;
	enum ctl_exit		result;

	begin(&cmd, CMD_ADD);
	if (n < 3 || !ctl_tool_join(cmd.text, sizeof cmd.text, n - 1,
	    words + 1))
		return ctl_tool_syntax(t, words[0]);
	result = is_new(t, n, words);
	return result == CTL_DONE ? ctl_tool_command(t, &cmd) : result;
}

enum ctl_exit
ctl_source_delete(struct ctl_tool *t, unsigned int n, char **words)
{
	struct msg_cmd	cmd;

	begin(&cmd, CMD_DELETE);
	return n != 2 ? ctl_tool_syntax(t, words[0]) :
	    ctl_meant_line(t, &cmd, words[1]);
}

enum ctl_exit
ctl_source_burst(struct ctl_tool *t, unsigned int n, char **words)
{
	struct msg_cmd		 cmd;
	double			 good, most;
	char			*rest;

	begin(&cmd, CMD_BURST);
	if (n < 2 || n > 3)
		return ctl_tool_syntax(t, words[0]);
	rest = words[1];
	if (!number(strsep(&rest, "/"), 1, 255, &good) || rest == NULL ||
	    !number(rest, good, 255, &most))
		return ctl_tool_syntax(t, words[0]);
	cmd.value[0] = (int64_t)good << 32 | (int64_t)most;
	return n == 2 ? ctl_tool_command(t, &cmd) :
	    ctl_meant_scope(t, &cmd, words[0], words[2]);
}

enum ctl_exit
ctl_source_onoff(struct ctl_tool *t, unsigned int n, char **words)
{
	struct msg_cmd	cmd;

	begin(&cmd, words[0][1] == 'n' ? CMD_ONLINE : CMD_OFFLINE);
	if (n > 2)
		return ctl_tool_syntax(t, words[0]);
	return n == 1 ? ctl_tool_command(t, &cmd) :
	    ctl_meant_scope(t, &cmd, words[0], words[1]);
}

enum ctl_exit
ctl_source_plain(struct ctl_tool *t, unsigned int n, char **words)
{
	struct msg_cmd	cmd;

	begin(&cmd, words[0][0] == 'o' ? CMD_ONOFFLINE :
	    words[0][2] == 'f' ? CMD_REFRESH :
	    words[0][2] == 's' ? CMD_RESELECT : CMD_REKEY);
	return n > 1 ? ctl_tool_syntax(t, words[0]) : ctl_tool_command(t, &cmd);
}

enum ctl_exit
ctl_source_all(struct ctl_tool *t, unsigned int n, char **words)
{
	struct msg_cmd	cmd;

	begin(&cmd, words[0][2] == 'l' ? CMD_RELOAD : CMD_RESET_SOURCES);
	if (n != 2 || strcmp(words[1], "sources") != 0)
		return ctl_tool_syntax(t, words[0]);
	return ctl_tool_command(t, &cmd);
}

/* Settings of a source, their limits and their unit. */
static const struct setting {
	const char	*name;
	enum cmd_name	 cmd;
	double		 min, max;
	double		 scale;
} settings[] = {
	{ "minpoll", CMD_MINPOLL, -7, 24, 1 },
	{ "maxpoll", CMD_MAXPOLL, -7, 24, 1 },
	{ "maxdelay", CMD_MAXDELAY, 0, 1000, TM_S },
	{ "maxdelayratio", CMD_MAXDELAYRATIO, 0, E6, E6 },
	{ "maxdelaydevratio", CMD_MAXDELAYDEVRATIO, 0, E6, E6 },
	{ "minstratum", CMD_MINSTRATUM, 0, 15, 1 },
	{ "polltarget", CMD_POLLTARGET, 1, 255, 1 },
	{ "offset", CMD_OFFSET, -1e6, 1e6, TM_S },
};
#define SETTINGS	(sizeof settings / sizeof settings[0])

static const struct setting *
setting(const char *word)
{
	const struct setting	*found = NULL;
	size_t			 i;

	for (i = 0; i < SETTINGS; i++) {
		if (strcmp(settings[i].name, word) == 0)
			return &settings[i];
		if (strncmp(settings[i].name, word, strlen(word)) == 0)
			found = &settings[i];
	}
	return found;
}

enum ctl_exit
ctl_source_set(struct ctl_tool *t, unsigned int n, char **words)
{
	const struct setting	*s = setting(words[0]);
	struct msg_cmd		 cmd;
	double			 x;

	if (s == NULL || n != 3)
		return ctl_tool_syntax(t, words[0]);
	begin(&cmd, s->cmd);
	if (!number(words[2], s->min, s->max, &x) ||
	    (s->scale == 1 && x != floor(x)))
		return ctl_tool_syntax(t, words[0]);
	cmd.value[0] = llround(x * s->scale);
	return ctl_meant_line(t, &cmd, words[1]);
}

static const struct {
	const char	*name;
	int64_t		 flag;
} options[] = {
	{ "noselect", SRC_NOSELECT }, { "prefer", SRC_PREFER },
	{ "trust", SRC_TRUST }, { "require", SRC_REQUIRE },
};
#define OPTIONS	(sizeof options / sizeof options[0])

/* "+prefer", "-trust": the option's bits are put into a command's value. */
static bool
select_option(const char *word, int64_t *value)
{
	size_t	i;

	if (word[0] != '+' && word[0] != '-')
		return false;
	for (i = 0; i < OPTIONS; i++) {
		if (strcasecmp(options[i].name, word + 1) != 0)
			continue;
		*value &= ~options[i].flag;
		*value |= options[i].flag << 32;
		if (word[0] == '+')
			*value |= options[i].flag;
		return true;
	}
	return false;
}

static enum ctl_exit
no_option(struct ctl_tool *t, const char *command, const char *word)
{
	struct near	n;
	size_t		i;

	near_begin(&n, word + strspn(word, "+-"));
	for (i = 0; i < OPTIONS; i++)
		near_try(&n, options[i].name);
	if (near_best(&n) != NULL)
		fprintf(t->err, "%s: did you mean \"%c%s\"?\n", word,
		    word[0] == '-' ? '-' : '+', near_best(&n));
	return ctl_tool_syntax(t, command);
}

enum ctl_exit
ctl_source_selectopts(struct ctl_tool *t, unsigned int n, char **words)
{
	struct msg_cmd		cmd;
	unsigned int		i;

	begin(&cmd, CMD_SELECTOPTS);
	if (n < 2)
		return ctl_tool_syntax(t, words[0]);
	for (i = 2; i < n; i++)
		if (!select_option(words[i], &cmd.value[0]))
			return no_option(t, words[0], words[i]);
	return ctl_meant_line(t, &cmd, words[1]);
}

enum ctl_exit
ctl_source_name(struct ctl_tool *t, unsigned int n, char **words)
{
	struct search	s = { .found = false };
	struct ctl_out	o;
	enum ctl_exit	result;

	if (n != 2 || addr_parse(words[1], &s.addr) == -1)
		return ctl_tool_syntax(t, words[0]);
	result = ctl_tool_ask(t, STAT_SOURCES, on_source, &s);
	if (result != CTL_DONE)
		return result;
	if (!s.found)
		return ctl_tool_status(t, CMD_NOSOURCE, "");
	ctl_out_init(&o, t->out, t->format);
	if (t->format == CTL_JSON) {
		ctl_out_row(&o);
		ctl_out_text(&o, "name", s.name);
		ctl_out_row_end(&o);
	} else
		fprintf(t->out, "%s\n", s.name);
	return CTL_DONE;
}

static void
on_tracking(void *arg, const struct msg_stat_row *row)
{
	memcpy(arg, &row->u.tracking, sizeof row->u.tracking);
}

static void
show_try(struct ctl_tool *t, unsigned int try,
    const struct stat_tracking *tr)
{
	int64_t		off_ns = tr->correction_ns;
	struct ctl_out	o;
	char		buf[CTL_FMT], refid[9];

	off_ns = off_ns == INT64_MIN ? INT64_MAX : llabs(off_ns);
	snprintf(refid, sizeof refid, "%08X", tr->refid);
	if (t->format == CTL_TEXT)
		fprintf(t->out, "try: %u, refid: %s, correction: %s, "
		    "skew: %.3f\n", try, refid,
		    ctl_fmt_seconds(buf, off_ns, false),
		    ctl_ppm(tr->skew_ppb16));
	else {
		ctl_out_init(&o, t->out, t->format);
		ctl_out_row(&o);
		ctl_out_int(&o, "try", try);
		ctl_out_text(&o, "reference_id", refid);
		ctl_out_seconds(&o, "correction_s", off_ns);
		ctl_out_double(&o, "skew_ppm", 3, ctl_ppm(tr->skew_ppb16));
		ctl_out_row_end(&o);
	}
}

/* Does it wait for more?  The local reference is no time to wait for. */
static bool
is_synced(const struct stat_tracking *tr, double correction_s, double skew)
{
	return tr->leap != 3 && tr->refid != LOCAL_REFID &&
	    (correction_s <= 0 ||
	    fabs(tm_s_from_ns(tr->correction_ns)) <= correction_s) &&
	    (skew <= 0 || ctl_ppm(tr->skew_ppb16) <= skew);
}

/* chronyc(1): tries (0: for ever), correction, skew, interval. */
enum ctl_exit
ctl_source_wait(struct ctl_tool *t, unsigned int n, char **words)
{
	static const double	 most[4] = { 1e9, 1e9, 1e9, 1e6 };
	double			 arg[4] = { 0, 0, 0, 10 };
	struct stat_tracking	 tr;
	unsigned int		 i;

	for (i = 1; i < n; i++)
		if (i > 4 || !number(words[i], 0, most[i - 1], &arg[i - 1]))
			return ctl_tool_syntax(t, words[0]);
	for (i = 1; ; i++) {
		memset(&tr, 0, sizeof tr);
		tr.leap = 3;
		if (ctl_tool_ask(t, STAT_TRACKING, on_tracking, &tr) ==
		    CTL_DONE)
			show_try(t, i, &tr);
		if (is_synced(&tr, arg[1], arg[2]))
			return CTL_DONE;
		if (arg[0] > 0 && i >= arg[0])
			return CTL_REFUSED;
		fflush(t->out);
		t->pause(llround(arg[3] * TM_S));
	}
}

/* A line for the keyfile, made here: the daemon does not know of it. */
enum ctl_exit
ctl_source_keygen(struct ctl_tool *t, unsigned int n, char **words)
{
	uint8_t		key[KEY_BITS_MAX / 8];
	double		id = 1, bits = KEY_BITS;
	unsigned int	type = MAC_SHA256;
	size_t		len, i;

	if (n > 4 || (n > 1 && (!number(words[1], 1, UINT32_MAX, &id) ||
	    id != floor(id))) ||
	    (n > 2 && (type = mac_type_of(words[2])) == MAC_NONE) ||
	    (n > 3 && !number(words[3], KEY_BITS_MIN, KEY_BITS_MAX, &bits)))
		return ctl_tool_syntax(t, words[0]);
	len = type == MAC_AES128 ? 16 : type == MAC_AES256 ? 32 :
	    ((size_t)bits + 7) / 8;
	t->random(key, len);
	fprintf(t->out, "%u %s HEX:", (unsigned int)id, mac_type_name(type));
	for (i = 0; i < len; i++)
		fprintf(t->out, "%02X", key[i]);
	fputc('\n', t->out);
	explicit_bzero(key, sizeof key);
	return CTL_DONE;
}
