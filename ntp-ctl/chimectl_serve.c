/* ISC licence, see LICENSE. */
/* serverstats, clients, accheck, allow and deny.  Pure. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "chimectl_meant.h"
#include "chimectl_serve.h"
#include "chimectl_table.h"
#include "chimectl_units.h"

#define NAME_CUT	25

/* In chronyc's order; what comes after its seventeen is ours. */
static const struct {
	const char	*label;
	const char	*name;
} counters[STAT_SERVED] = {
	{ "NTP packets received", "ntp_packets_received" },
	{ "NTP packets dropped", "ntp_packets_dropped" },
	{ "Command packets received", "command_packets_received" },
	{ "Command packets dropped", "command_packets_dropped" },
	{ "Client log records dropped", "client_log_records_dropped" },
	{ "NTS-KE connections accepted", "nts_ke_connections_accepted" },
	{ "NTS-KE connections dropped", "nts_ke_connections_dropped" },
	{ "Authenticated NTP packets", "authenticated_ntp_packets" },
	{ "Interleaved NTP packets", "interleaved_ntp_packets" },
	{ "NTP timestamps held", "ntp_timestamps_held" },
	{ "NTP timestamp span", "ntp_timestamp_span_s" },
	{ "NTP daemon RX timestamps", "ntp_daemon_rx_timestamps" },
	{ "NTP daemon TX timestamps", "ntp_daemon_tx_timestamps" },
	{ "NTP kernel RX timestamps", "ntp_kernel_rx_timestamps" },
	{ "NTP kernel TX timestamps", "ntp_kernel_tx_timestamps" },
	{ "NTP hardware RX timestamps", "ntp_hardware_rx_timestamps" },
	{ "NTP hardware TX timestamps", "ntp_hardware_tx_timestamps" },
	{ "Replies", "replies" },
	{ "RATE replies", "rate_replies" },
	{ "Requests over the limit", "requests_over_the_limit" },
	{ "Requests with a bad MAC", "requests_with_a_bad_mac" },
	{ "Requests too late", "requests_too_late" },
	{ "Packets denied", "packets_denied" },
	{ "Packets invalid", "packets_invalid" },
	{ "Packets looped", "packets_looped" },
};
#define CHRONYC_COUNTERS	17

struct stats {
	struct ctl_tool	*t;
	bool		 verbose;
};

static void
on_stats(void *arg, const struct msg_stat_row *row)
{
	const struct stats	*s = arg;
	uint64_t		 v[STAT_SERVED];
	struct ctl_out		 out;
	size_t			 i, n = STAT_SERVED;

	memcpy(v, &row->u.serverstats, sizeof v);
	if (s->t->format == CTL_CSV || (s->t->format == CTL_TEXT &&
	    !s->verbose))
		n = CHRONYC_COUNTERS;
	if (s->t->format == CTL_TEXT) {
		for (i = 0; i < n; i++)
			fprintf(s->t->out, "%-27s: %" PRIu64 "\n",
			    counters[i].label, v[i]);
		return;
	}
	ctl_out_init(&out, s->t->out, s->t->format);
	ctl_out_begin(&out, false);
	ctl_out_row(&out);
	for (i = 0; i < n; i++)
		ctl_out_int(&out, counters[i].name, (int64_t)v[i]);
	ctl_out_row_end(&out);
	ctl_out_end(&out);
}

enum ctl_exit
ctl_serve_stats(struct ctl_tool *t, unsigned int n, char **words)
{
	struct stats	s = { t, false };

	if (n > 2 || (n == 2 && strcmp(words[1], "-v") != 0))
		return ctl_tool_syntax(t, words[0]);
	s.verbose = n == 2;
	return ctl_tool_ask(t, STAT_SERVERSTATS, on_stats, &s);
}

struct clients {
	struct ctl_table	table;	/* first: show has it from there */
	bool			nke;	/* -k: the other column's name */
	bool			reset;	/* -r: count anew */
	uint32_t		least;	/* -p: so many hits or more */
};

static void
client_head(FILE *f, bool nke)
{
	int	i;

	fprintf(f, "Hostname                      NTP   Drop Int IntL Last  "
	    "%s   Drop Int  Last\n", nke ? "NTS-KE" : "   Cmd");
	for (i = 0; i < 79; i++)
		fputc('=', f);
	fputc('\n', f);
}

/* Four columns of log2 seconds, "-" for none. */
static void
print_log2(FILE *f, int width, int8_t v)
{
	if (v == 127)
		fprintf(f, "%*s", width, "-");
	else
		fprintf(f, "%*d", width, v);
}

static void
client_text(FILE *f, const struct stat_client *s, const char *name)
{
	char	buf[CTL_FMT];

	fprintf(f, "%-25s  %6u  %5u ", name, s->hits, s->drops);
	print_log2(f, 3, s->interval);
	fputc(' ', f);
	print_log2(f, 3, s->interval_limited);
	fprintf(f, "  %s", ctl_fmt_interval(buf, ctl_age_s(s->since_ns)));
	fprintf(f, "  %6u  %5u   -  %s\n", 0u, 0u,
	    ctl_fmt_interval(buf, CTL_NEVER_S));
}

static void
client_fields(struct ctl_out *o, const struct stat_client *s,
    const char *name)
{
	ctl_out_row(o);
	ctl_out_text(o, "name", name);
	ctl_out_int(o, "ntp_packets", s->hits);
	ctl_out_int(o, "ntp_dropped", s->drops);
	ctl_out_int(o, "ntp_interval_log2_s", s->interval);
	ctl_out_int(o, "ntp_interval_limited_log2_s", s->interval_limited);
	ctl_out_age(o, "ntp_last_s", ctl_age_s(s->since_ns));
	ctl_out_int(o, "command_packets", 0);
	ctl_out_int(o, "command_dropped", 0);
	ctl_out_int(o, "command_interval_log2_s", 127);
	ctl_out_age(o, "command_last_s", CTL_NEVER_S);
	ctl_out_row_end(o);
}

static void
show_client(struct ctl_table *b, const struct msg_stat_row *row)
{
	const struct clients		*c = (const void *)b;
	const struct stat_client	*s;
	bool				 text = b->t->format == CTL_TEXT;
	char				 name[CTL_NAME];

	if (row == NULL) {
		if (text)
			client_head(b->r.out.f, c->nke);
		return;
	}
	s = &row->u.client;
	if (s->hits < c->least)
		return;
	ctl_name(b->r.namer, name, &s->addr, "", 0, text ? NAME_CUT : 0);
	if (text)
		client_text(b->r.out.f, s, name);
	else
		client_fields(&b->r.out, s, name);
}

static bool
client_options(struct clients *c, unsigned int n, char **words)
{
	const char	*error = NULL;
	unsigned int	 i;

	for (i = 1; i < n && error == NULL; i++)
		if (strcmp(words[i], "-k") == 0)
			c->nke = true;
		else if (strcmp(words[i], "-r") == 0)
			c->reset = true;
		else if (strcmp(words[i], "-p") == 0 && i + 1 < n)
			c->least = (uint32_t)strtonum(words[++i], 0,
			    UINT32_MAX, &error);
		else if (strcmp(words[i], "-v") != 0)
			error = words[i];
	return error == NULL;
}

enum ctl_exit
ctl_serve_clients(struct ctl_tool *t, unsigned int n, char **words)
{
	struct clients	c = { .least = 0 };

	ctl_table_init(&c.table, t, true, show_client);
	if (!client_options(&c, n, words))
		return ctl_tool_syntax(t, words[0]);
	return ctl_table_run(&c.table, c.reset ? STAT_CLIENTS_ANEW :
	    STAT_CLIENTS);
}

enum ctl_exit
ctl_serve_accheck(struct ctl_tool *t, unsigned int n, char **words)
{
	struct msg_cmd	cmd;

	struct addr		a[CTL_ADDRS];

	memset(&cmd, 0, sizeof cmd);
	cmd.cmd = CMD_ACCHECK;
	if (n != 2 || !ctl_meant_is_host(words[1]))
		return ctl_tool_syntax(t, words[0]);
	if (ctl_meant_host(t, words[1], a) == 0)
		return CTL_REFUSED;
	/* one answer to one question: chronyc asks of the first, too */
	cmd.addr = a[0];
	return ctl_tool_command(t, &cmd);
}

/* A rule for each address of a host. */
static enum ctl_exit
access_of(struct ctl_tool *t, struct msg_cmd *cmd, const char *host)
{
	struct msg_cmd_result	result = { .status = CMD_OK };
	struct addr		a[CTL_ADDRS];
	unsigned int		i, n = ctl_meant_host(t, host, a);

	for (i = 0; i < n && result.status == CMD_OK; i++) {
		cmd->addr = a[i];
		cmd->value[1] = a[i].family == 4 ? 32 : 128;
		if (!ctl_tool_try(t, cmd, &result))
			return CTL_REFUSED;
	}
	return n == 0 ? CTL_REFUSED :
	    ctl_tool_status(t, result.status, result.text);
}

enum ctl_exit
ctl_serve_access(struct ctl_tool *t, unsigned int n, char **words)
{
	struct msg_cmd		cmd;
	unsigned int		i = 1;
	uint8_t			bits = 0;

	memset(&cmd, 0, sizeof cmd);
	cmd.cmd = words[0][0] == 'a' ? CMD_ALLOW : CMD_DENY;
	if (i < n && strcmp(words[i], "all") == 0) {
		cmd.value[0] = 1;
		i++;
	}
	if (i + 1 < n)
		return ctl_tool_syntax(t, words[0]);
	if (i == n)
		return ctl_tool_command(t, &cmd);
	if (addr_parse_subnet(words[i], &cmd.addr, &bits) == 0) {
		cmd.value[1] = bits;
		return ctl_tool_command(t, &cmd);
	}
	return ctl_meant_is_host(words[i]) ? access_of(t, &cmd, words[i]) :
	    ctl_tool_syntax(t, words[0]);
}
