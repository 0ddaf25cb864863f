/* ISC licence, see LICENSE. */
/* The parent's core on the bus. */
#include <sys/types.h>

#include <err.h>
#include <errno.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "mono_ctl.h"
#include "mono_net.h"
#include "mono_parent.h"
#include "par_adj.h"
#include "par_adjust.h"
#include "par_clock_sys.h"
#include "par_ctlsock_io.h"
#include "par_log_io.h"
#include "par_state.h"
#include "par_state_io.h"

static void
op_publish(void *arg, const struct page_data *data)
{
	struct mono_role	*r = arg;
	struct mono_parent	*p = r->def->core;

	page_write(&p->bus->page, data);
}

/* The daemon would restart the child; here it is a fault to be found. */
static void
op_violation(void *arg, struct ipc_end end, const char *rule)
{
	(void)arg;
	errx(1, "%s: %s", ipc_role_name(end.role), rule);
}

static bool
op_client_asked(void *arg, int fd, const struct msg_cmd *c, uid_t *uid)
{
	gid_t	gid;

	(void)arg;
	return getpeereid(fd, uid, &gid) == 0 && par_ctlsock_asked(fd, c);
}

static void
op_saved(void *arg, const struct msg_saved *m, bool synced)
{
	struct mono_role	*r = arg;
	struct mono_parent	*p = r->def->core;

	p->saved = *m;
	p->synced = synced;
}

/* The account lives as long as this process. */
static void
op_account(void *arg)
{
	(void)arg;
}

static void
op_row(void *arg, uint32_t kind, const char *text)
{
	struct mono_role	*r = arg;
	struct mono_parent	*p = r->def->core;

	par_rows_write(&p->rows, kind, text);
}

static void
op_cycle(void *arg)
{
	struct mono_role	*r = arg;
	struct mono_parent	*p = r->def->core;

	par_rows_cycle(&p->rows, p->conf);
}

static enum par_reloaded
op_reload(void *arg)
{
	(void)arg;
	par_log(LOG_WARNING, "this program does not read its file again");
	return PAR_NOT_RELOADED;
}

static bool
op_rekey(void *arg)
{
	(void)arg;
	par_log(LOG_WARNING, "this program has no keys");
	return false;
}

static void
op_resend(void *arg)
{
	(void)arg;
	par_log(LOG_WARNING, "this program keeps the sources of its file");
}

static void
op_end(void *arg, int status)
{
	struct mono_role	*r = arg;

	loop_stop(r->bus->loop, status);
}

static void
parent_msg(void *arg, const struct ipc_msg *m, struct tm_now now)
{
	struct mono_parent	*p = arg;

	par_msg(&p->core, m, now);
}

static void
parent_tick(void *arg, struct tm_now now)
{
	struct mono_parent	*p = arg;

	par_tick(&p->core, now);
}

static int64_t
parent_deadline(const void *arg)
{
	const struct mono_parent	*p = arg;

	return par_deadline(&p->core);
}

static void
open_clock(struct mono_parent *p, const struct par_args *args, bool simulated)
{
	const struct par_clock_driver	*drv = &par_clock_none;

	if (args->virtual)
		drv = &par_clock_virtual;
	else if (!args->noset && simulated)
		drv = par_clock_system();
	par_clock_new(&p->clock, drv, &par_clock_host);
	p->clock.osc_offset_ns = args->virtual_offset_ns;
	p->clock.osc_ppb16 = args->virtual_freq_ppb16;
	if (drv->init(&p->clock) == -1)
		err(1, "%s clock", drv->name);
}

/* That of a clock that can be kept: not of one that is only looked at. */
static bool
has_drift(const struct mono_parent *p)
{
	return p->conf->driftfile[0] != '\0' &&
	    p->clock.drv == par_clock_system();
}

static void
load_drift(struct mono_parent *p)
{
	struct msg_saved	*m = &p->core.saved;

	if (!has_drift(p) || par_drift_load(p->conf->driftfile,
	    &m->freq_ppb16, &m->skew_ppb16) != 1)
		return;
	m->have_freq = 1;
	p->core.have_saved = true;
	pol_trust(&p->core.pol, m->freq_ppb16);
}

void
mono_parent_open(struct mono_parent *p, struct mono_bus *bus,
    const struct par_args *args, const struct par_conf *conf, bool simulated,
    int64_t epoch_s)
{
	static const struct par_state	nothing;
	const struct par_ops		ops = {
		.core = bus->role[ROLE_PARENT].ops,
		.publish = op_publish, .violation = op_violation,
		.client_asked = op_client_asked, .saved = op_saved,
		.account = op_account, .row = op_row, .cycle = op_cycle,
		.reload = op_reload, .rekey = op_rekey,
		.resend = op_resend, .end = op_end
	};
	struct pol_conf			pol = conf->policy;
	struct tm_now			now;

	memset(p, 0, sizeof *p);
	p->bus = bus;
	p->conf = conf;
	p->def = (struct role_def){ ROLE_PARENT, p, parent_msg, parent_tick,
		parent_deadline };
	open_clock(p, args, simulated);
	par_rows_init(&p->rows, conf);
	pol.floor_ns = par_state_floor_ns(&nothing, epoch_s);
	pol.ceiling_ns = par_state_ceiling_ns(epoch_s);
	pol.noset = args->noset > 0;
	now = p->clock.drv->now(&p->clock);
	mono_bus_add(bus, &p->def);
	par_init(&p->core, &ops, PAR_KEEP, conf, &p->clock, &pol, now);
	p->core.own_uid = geteuid();
	load_drift(p);
	par_adjust_start(&p->clock, &p->core.pol);
	page_write(&bus->page, &p->core.page);
}

/* A socket that cannot be had is said, and done without. */
static void
send_socks(struct mono_parent *p, struct ipc_end to)
{
	const struct core_ops	*ops = &p->core.ops.core;
	struct msg_sock		 want[PAR_SOCKS];
	char			 text[ADDR_STRLEN];
	size_t			 i, n = par_conf_socks(p->conf, want);
	int			 fd;

	for (i = 0; i < n; i++)
		if ((fd = mono_net_listen(&want[i].local)) != -1)
			ops->send(ops->arg, to, MSG_SOCK, p->core.gen, 0,
			    &want[i], sizeof want[i], fd);
		else
			par_log(LOG_WARNING, "cannot listen on %s: %s",
			    addr_str(&want[i].local, text), strerror(errno));
}

void
mono_parent_greet(struct mono_parent *p)
{
	struct ipc_end	to = { 0, 0 };
	unsigned int	i;

	for (i = ROLE_PARENT + 1; i < ROLES; i++) {
		if (p->bus->role[i].def == NULL)
			continue;
		to.role = (uint16_t)i;
		par_send_conf(&p->core, to, mono_bus_now(p->bus));
		if (i == ROLE_NET)
			send_socks(p, to);
		else if (i == ROLE_CTL)
			mono_ctl_greet(p->bus, p->core.gen);
		par_send_conf_end(&p->core, to);
	}
}

void
mono_parent_close(struct mono_parent *p)
{
	par_adj_end(&p->core);
	if (!has_drift(p) || !p->synced || !p->saved.have_freq)
		return;
	if (par_drift_save(&par_fs_system, p->conf->driftfile,
	    p->saved.freq_ppb16, p->saved.skew_ppb16) == -1)
		par_log(LOG_WARNING, "%s: %s", p->conf->driftfile,
		    strerror(errno));
}
