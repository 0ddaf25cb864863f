/* ISC licence, see LICENSE. */
/* chronyc's ntpdata and authdata.  Pure. */
#include <math.h>
#include <string.h>

#include "addr_refid.h"
#include "chimectl_meant.h"
#include "chimectl_source.h"
#include "chimectl_table.h"
#include "chimectl_units.h"
#include "mac.h"
#include "tm.h"

#define NAME_CUT	25

struct ntpdata {
	struct ctl_table	table;	/* first: show has it from there */
	struct addr		only[CTL_ADDRS];
	unsigned int		nonly;	/* of them; 0: all */
	bool			found;
};

static const char *
leap_text(unsigned int leap)
{
	static const char *const	texts[] = { "Normal",
	    "Insert second", "Delete second", "Not synchronised" };

	return texts[leap <= 3 ? leap : 3];
}

static const char *
mode_text(unsigned int mode)
{
	static const char *const	texts[] = { "Invalid",
	    "Symmetric active", "Symmetric passive", "Client", "Server",
	    "Broadcast" };

	return texts[mode < sizeof texts / sizeof texts[0] ? mode : 0];
}

static const char *
stamp_text(char kind)
{
	return kind == 'K' ? "Kernel" : kind == 'H' ? "Hardware" :
	    kind == 'D' ? "Daemon" : "Invalid";
}

/* What a stratum 1 server calls its clock. */
static const char *
refid_text(const struct stat_ntpdata *d, char buf[5])
{
	int	i, n = 0;
	char	c;

	for (i = 24; i >= 0 && d->stratum <= 1; i -= 8) {
		c = (char)(d->refid >> i & 0xff);
		if (c > ' ' && c <= '~')
			buf[n++] = c;
	}
	buf[n] = '\0';
	return buf;
}

static const char *
addr_text(const struct addr *a, char buf[ADDR_STRLEN])
{
	if (a->family == 0)
		strlcpy(buf, "[UNSPEC]", ADDR_STRLEN);
	else
		addr_str(a, buf);
	return buf;
}

static uint32_t
addr_number(const struct addr *a)
{
	return a->family == 0 ? 0 : addr_refid(a);
}

/* "111 111 1111", or without the blanks for programs */
static void
tests_text(unsigned int tests, char *a, char *b, char *c)
{
	int	i;

	for (i = 0; i < 3; i++) {
		a[i] = tests >> (9 - i) & 1 ? '1' : '0';
		b[i] = tests >> (6 - i) & 1 ? '1' : '0';
	}
	for (i = 0; i < 4; i++)
		c[i] = tests >> (3 - i) & 1 ? '1' : '0';
	a[3] = b[3] = c[4] = '\0';
}

static void
text_head(FILE *f, const struct stat_ntpdata *d)
{
	char	a[ADDR_STRLEN], buf[CTL_FMT], id[5];

	fprintf(f, "Remote address  : %s (%08X)\n", addr_text(&d->remote, a),
	    addr_number(&d->remote));
	fprintf(f, "Remote port     : %u\n", d->remote.port);
	fprintf(f, "Local address   : %s (%08X)\n", addr_text(&d->local, a),
	    addr_number(&d->local));
	fprintf(f, "Leap status     : %s\n", leap_text(d->leap));
	fprintf(f, "Version         : %u\n", d->version);
	fprintf(f, "Mode            : %s\n", mode_text(d->mode));
	fprintf(f, "Stratum         : %u\n", d->stratum);
	fprintf(f, "Poll interval   : %d (%.*f seconds)\n", d->poll,
	    d->poll < 0 ? -d->poll : 0, ldexp(1, d->poll));
	fprintf(f, "Precision       : %d (%.9f seconds)\n", d->precision,
	    ldexp(1, d->precision));
	fprintf(f, "Root delay      : %.6f seconds\n",
	    tm_s_from_ns(d->root_delay_ns));
	fprintf(f, "Root dispersion : %.6f seconds\n",
	    tm_s_from_ns(d->root_disp_ns));
	fprintf(f, "Reference ID    : %08X (%s)\n", d->refid,
	    refid_text(d, id));
	fprintf(f, "Reference time  : %s\n", ctl_fmt_utc(buf, d->ref_utc_ns));
}

static void
text_tail(FILE *f, const struct stat_ntpdata *d)
{
	char	buf[CTL_FMT], a[4], b[4], c[5];

	tests_text(d->tests, a, b, c);
	fprintf(f, "Offset          : %s seconds\n",
	    ctl_fmt_seconds(buf, d->offset_ns, true));
	fprintf(f, "Peer delay      : %s seconds\n",
	    ctl_fmt_seconds(buf, d->delay_ns, false));
	fprintf(f, "Peer dispersion : %s seconds\n",
	    ctl_fmt_seconds(buf, d->disp_ns, false));
	fprintf(f, "Response time   : %s seconds\n",
	    ctl_fmt_seconds(buf, d->response_ns, false));
	fprintf(f, "Jitter asymmetry: %+.2f\n", (double)d->asymmetry_e6 / 1e6);
	fprintf(f, "NTP tests       : %s %s %s\n", a, b, c);
	fprintf(f, "Interleaved     : %s\n", d->interleaved ? "Yes" : "No");
	fprintf(f, "Authenticated   : %s\n", d->authentic ? "Yes" : "No");
	fprintf(f, "TX timestamping : %s\n", stamp_text(d->tx_kind));
	fprintf(f, "RX timestamping : %s\n", stamp_text(d->rx_kind));
	fprintf(f, "Total TX        : %u\n", d->tx);
	fprintf(f, "Total RX        : %u\n", d->rx);
	fprintf(f, "Total valid RX  : %u\n", d->valid);
	fprintf(f, "Total good RX   : %u\n", d->good);
	fprintf(f, "Total kernel TX : %u\n", d->kernel_tx);
	fprintf(f, "Total kernel RX : %u\n", d->kernel_rx);
	fprintf(f, "Total HW TX     : %u\n", d->hw_tx);
	fprintf(f, "Total HW RX     : %u\n", d->hw_rx);
}

static void
hex(struct ctl_out *o, const char *name, uint32_t x)
{
	char	buf[9];

	snprintf(buf, sizeof buf, "%08X", x);
	ctl_out_text(o, name, buf);
}

static void
fields_head(struct ctl_out *o, const struct stat_ntpdata *d)
{
	char	a[ADDR_STRLEN], id[5];

	ctl_out_text(o, "remote_address", addr_text(&d->remote, a));
	hex(o, "remote_id", addr_number(&d->remote));
	ctl_out_int(o, "remote_port", d->remote.port);
	ctl_out_text(o, "local_address", addr_text(&d->local, a));
	hex(o, "local_id", addr_number(&d->local));
	ctl_out_text(o, "leap_status", leap_text(d->leap));
	ctl_out_int(o, "version", d->version);
	ctl_out_text(o, "mode", mode_text(d->mode));
	ctl_out_int(o, "stratum", d->stratum);
	ctl_out_int(o, "poll_log2_s", d->poll);
	ctl_out_double(o, "poll_s", d->poll < 0 ? -d->poll : 0,
	    ldexp(1, d->poll));
	ctl_out_int(o, "precision_log2_s", d->precision);
	ctl_out_double(o, "precision_s", 9, ldexp(1, d->precision));
	ctl_out_double(o, "root_delay_s", 6, tm_s_from_ns(d->root_delay_ns));
	ctl_out_double(o, "root_dispersion_s", 6,
	    tm_s_from_ns(d->root_disp_ns));
	hex(o, "reference_id", d->refid);
	ctl_out_text(o, "reference_name", refid_text(d, id));
	ctl_out_seconds(o, "reference_time_utc_s", d->ref_utc_ns);
}

static void
fields_tail(struct ctl_out *o, const struct stat_ntpdata *d)
{
	char	a[4], b[4], c[5];

	tests_text(d->tests, a, b, c);
	ctl_out_seconds(o, "offset_s", d->offset_ns);
	ctl_out_seconds(o, "peer_delay_s", d->delay_ns);
	ctl_out_seconds(o, "peer_dispersion_s", d->disp_ns);
	ctl_out_seconds(o, "response_time_s", d->response_ns);
	ctl_out_double(o, "jitter_asymmetry", 2,
	    (double)d->asymmetry_e6 / 1e6);
	ctl_out_text(o, "tests_123", a);
	ctl_out_text(o, "tests_567", b);
	ctl_out_text(o, "tests_ABCD", c);
	ctl_out_bool(o, "interleaved", d->interleaved);
	ctl_out_bool(o, "authenticated", d->authentic);
	ctl_out_text(o, "tx_timestamping", stamp_text(d->tx_kind));
	ctl_out_text(o, "rx_timestamping", stamp_text(d->rx_kind));
	ctl_out_int(o, "total_tx", d->tx);
	ctl_out_int(o, "total_rx", d->rx);
	ctl_out_int(o, "total_valid_rx", d->valid);
	ctl_out_int(o, "total_good_rx", d->good);
	ctl_out_int(o, "total_kernel_tx", d->kernel_tx);
	ctl_out_int(o, "total_kernel_rx", d->kernel_rx);
	ctl_out_int(o, "total_hw_tx", d->hw_tx);
	ctl_out_int(o, "total_hw_rx", d->hw_rx);
}

static bool
is_wanted(const struct ntpdata *n, const struct addr *a)
{
	unsigned int	i;

	for (i = 0; i < n->nonly; i++)
		if (addr_same_ip(&n->only[i], a))
			return true;
	return n->nonly == 0;
}

static void
show_ntpdata(struct ctl_table *b, const struct msg_stat_row *row)
{
	struct ntpdata			*n = (void *)b;
	const struct stat_ntpdata	*d;
	struct ctl_out			*o = &b->r.out;

	if (row == NULL)
		return;
	d = &row->u.ntpdata;
	if (d->remote.family == 0 || !is_wanted(n, &d->remote))
		return;
	n->found = true;
	if (o->format == CTL_TEXT) {
		if (n->nonly != 1)
			fputc('\n', o->f);
		text_head(o->f, d);
		text_tail(o->f, d);
		return;
	}
	ctl_out_row(o);
	fields_head(o, d);
	fields_tail(o, d);
	ctl_out_row_end(o);
}

enum ctl_exit
ctl_net_ntpdata(struct ctl_tool *t, unsigned int n, char **words)
{
	struct ntpdata	d = { .found = false };
	enum ctl_exit	result;

	ctl_table_init(&d.table, t, true, show_ntpdata);
	if (n > 2 || (n == 2 && !ctl_meant_is_host(words[1])))
		return ctl_tool_syntax(t, words[0]);
	if (n == 2 && (d.nonly = ctl_meant_sources(t, words[1], d.only)) == 0)
		return CTL_REFUSED;
	result = ctl_table_run(&d.table, STAT_NTPDATA);
	if (result == CTL_DONE && d.nonly > 0 && !d.found)
		return ctl_tool_status(t, CMD_NOSOURCE, "");
	return result;
}

static void
auth_head(const struct ctl_report *r)
{
	if (r->out.format != CTL_TEXT)
		return;
	if (r->verbose)
		fputs("\n"
"                             .- Authentication mechanism (NTS, SK: a key)\n"
"                            |   Key identifier -.\n"
"                            |   |    Type of key, and its length -.\n"
"                            |   |    |   Since the last key exchange -.\n"
"                            |   |    |    |    Tried exchanges -.\n"
"                            |   |    |    |    |   NAKs heard -.\n"
"                            |   |    |    |    |    |  Cookies -.\n"
"                            |   |    |    |    |    |    |  Length -.\n",
		    r->out.f);
	fputs("Name/IP address             Mode KeyID Type KLen Last Atmp  "
	    "NAK Cook CLen\n"
	    "========================================"
	    "=================================\n", r->out.f);
}

static void
show_authdata(struct ctl_table *b, const struct msg_stat_row *row)
{
	static const char *const	 modes[] = { "-", "SK", "NTS" };
	const struct stat_authdata	*d;
	struct ctl_out			*o = &b->r.out;
	const char			*mode;
	char				 name[CTL_NAME], age[CTL_FMT];

	if (row == NULL) {
		auth_head(&b->r);
		return;
	}
	d = &row->u.authdata;
	if (d->addr.family == 0 && !b->r.all)
		return;
	mode = modes[d->mode % 3];
	ctl_name(b->r.namer, name, &d->addr, d->name, d->id,
	    o->format == CTL_TEXT ? NAME_CUT : 0);
	if (o->format == CTL_TEXT) {
		fprintf(o->f, "%-27s %4s %5u %4u %4u %s %4u %4u %4u %4u\n",
		    name, mode, d->key, d->type, d->bits,
		    ctl_fmt_interval(age, ctl_age_s(d->since_ns)),
		    d->attempts, d->naks, d->cookies, d->cookie_len);
		return;
	}
	ctl_out_row(o);
	ctl_out_text(o, "name", name);
	ctl_out_text(o, "mode", mode);
	ctl_out_int(o, "key_id", d->key);
	ctl_out_int(o, "key_type", d->type);
	ctl_out_int(o, "key_bits", d->bits);
	ctl_out_age(o, "last_ke_age_s", ctl_age_s(d->since_ns));
	ctl_out_int(o, "ke_attempts", d->attempts);
	ctl_out_int(o, "naks", d->naks);
	ctl_out_int(o, "cookies", d->cookies);
	ctl_out_int(o, "cookie_length", d->cookie_len);
	ctl_out_row_end(o);
}

enum ctl_exit
ctl_net_authdata(struct ctl_tool *t, unsigned int n, char **words)
{
	struct ctl_table	b;

	ctl_table_init(&b, t, true, show_authdata);
	return ctl_table_options(&b, n, words, "av") ?
	    ctl_table_run(&b, STAT_AUTHDATA) : CTL_USAGE;
}
