/* ISC licence, see LICENSE. */
/* What par_daemon_io.c does, in virtual time. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "par_adjust.h"
#include "sim_check.h"
#include "sim_child.h"
#include "sim_keep.h"
#include "sim_parent.h"
#include "sim_shell.h"
#include "sim_world.h"


static void
say(struct sim_host *h, int priority, const char *text)
{
	sim_world_log(h, "chimed", priority, text);
}

/* What the core asks for. */

bool
sim_parent_send(void *arg, struct ipc_end to, uint16_t type, uint32_t gen,
    uint32_t seq, const void *payload, size_t len, int fd)
{
	struct sim_host	*h = arg;
	int		 error;

	error = sim_shell_send(&h->role[ROLE_PARENT], to, type, gen, seq,
	    payload, len, fd);
	if (error == ENOBUFS)
		sim_child_kill(h, (enum role)to.role, PAR_HUNG);
	return error == 0;
}

static void
op_log(void *arg, int priority, const char *text)
{
	say(arg, priority, text);
}

static void
op_random(void *arg, void *buf, size_t len)
{
	struct sim_host	*h = arg;

	sim_rand_fill(&h->rand, buf, len);
}

static void
op_publish(void *arg, const struct page_data *data)
{
	struct sim_host	*h = arg;

	h->page = *data;
	sim_check_page(h);
}

void
sim_parent_violation(void *arg, struct ipc_end end, const char *rule)
{
	struct sim_host	*h = arg;

	if (!h->owned)
		sim_world_fail(h->world, h, "%s broke a rule: %s",
		    ipc_role_name(end.role), rule);
	h->violations++;
	sim_child_kill(h, (enum role)end.role, PAR_VIOLATED);
}

static bool
op_client_asked(void *arg, int fd, const struct msg_cmd *c, uid_t *uid)
{
	(void)arg;
	(void)c;
	*uid = 0;
	return fd >= SIM_FD_CLIENT;
}

static void
op_saved(void *arg, const struct msg_saved *m, bool synced)
{
	sim_keep_saved(arg, m, synced);
}

static void
op_account(void *arg)
{
	sim_keep_write(arg, false);
}

static enum par_reloaded
op_reload(void *arg)
{
	sim_parent_reload(arg);
	return PAR_RELOADED;
}

static void
op_end(void *arg, int status)
{
	struct sim_host	*h = arg;

	(void)status;
	h->ends++;
	sim_child_later(h, SIM_EV_BOOT, 0, 0, 0);
}

/* Configuration. */

static int
no_file(void *arg, const char *path, struct par_text *text)
{
	(void)arg;
	(void)path;
	(void)text;
	return ENOENT;
}

static int
no_names(void *arg, const char *pattern, struct par_names *names)
{
	(void)arg;
	(void)pattern;
	names->n = 0;
	return 0;
}

static void
no_done(void *arg, struct par_text *text)
{
	(void)arg;
	(void)text;
}

static void
names_done(void *arg, struct par_names *names)
{
	(void)arg;
	(void)names;
}

static void
conf_say(void *arg, int priority, const char *text)
{
	if (priority <= LOG_ERR)
		sim_world_fail(((struct sim_host *)arg)->world, arg,
		    "configuration: %s", text);
}

unsigned int
sim_parent_conf(struct sim_host *h, struct par_conf *conf)
{
	const struct par_conf_io io = {
		NULL, no_file, NULL, no_done, no_names, no_names, names_done
	};
	char			*line[SIM_LINES];
	unsigned int		 i;

	for (i = 0; i < h->nlines; i++)
		line[i] = h->line[i];
	return par_conf_load_args(conf, &io, line, (int)h->nlines, conf_say,
	    h);
}

static struct pol_conf
limits(const struct sim_host *h)
{
	struct pol_conf	c = h->conf.policy;

	c.floor_ns = par_state_floor_ns(&h->state, h->world->release_s);
	c.ceiling_ns = par_state_ceiling_ns(h->world->release_s);
	c.noset = h->noset;
	return c;
}

void
sim_parent_configure(struct sim_host *h, struct ipc_end to)
{
	struct msg_sock	ctl = { .kind = SOCK_CTL }, socks[PAR_SOCKS];
	size_t		i, n;

	par_send_conf(&h->par, to, sim_host_now(h));
	if (to.role == ROLE_CTL)
		sim_parent_send(h, to, MSG_SOCK, h->par.gen, 0, &ctl,
		    sizeof ctl, SIM_FD_CTL);
	if (to.role == ROLE_NET) {
		n = par_conf_socks(&h->conf, socks);
		h->serving = n > 0;
		for (i = 0; i < n; i++)
			sim_parent_send(h, to, MSG_SOCK, h->par.gen, 0,
			    &socks[i], sizeof socks[i], SIM_FD_NTP);
	}
	par_send_conf_end(&h->par, to);
}

/* The start and the end. */

static void
open_core(struct sim_host *h)
{
	const struct par_ops	ops = {
		.core = { h, sim_parent_send, op_log, op_random },
		.publish = op_publish, .violation = sim_parent_violation,
		.client_asked = op_client_asked, .saved = op_saved,
		.account = op_account, .reload = op_reload, .end = op_end
	};
	struct pol_conf		pol;

	h->woken_ns = h->slept_ns;
	par_clock_new(&h->clock, h->noset ? &par_clock_none :
	    par_clock_system(), &h->kernel.sys);
	if (h->clock.drv->init(&h->clock) == -1)
		sim_world_fail(h->world, h, "clock: %s", strerror(errno));
	sim_keep_load(h);
	pol = limits(h);
	par_init(&h->par, &ops, PAR_KEEP, &h->conf, &h->clock, &pol,
	    sim_host_now(h));
	sim_keep_resume(h);
	sim_keep_write(h, false);
	sim_check_booted(h);
	sim_claim_configured(h);
	op_publish(h, &h->par.page);
}

void
sim_parent_boot(struct sim_host *h)
{
	static const enum role	roles[] = {
		ROLE_DNS, ROLE_CLOCK, ROLE_NET, ROLE_CTL
	};
	struct sim_role		*parent = &h->role[ROLE_PARENT];
	size_t			 i;

	if (h->running || sim_parent_conf(h, &h->conf) > 0)
		return;
	if (!h->booted)
		sim_host_power(h);
	h->running = true;
	h->starts++;
	memset(&h->page, 0, sizeof h->page);
	parent->alive = parent->ready = true;
	parent->waking = false;
	parent->token++;
	parent->deadline_ns = TM_NEVER;
	open_core(h);
	par_bucket_init(&h->bucket, sim_host_now(h).raw.ns);
	for (i = 0; i < sizeof roles / sizeof roles[0]; i++) {
		memset(&h->life[roles[i]], 0, sizeof h->life[0]);
		sim_child_start(h, roles[i]);
	}
	sim_shell_idle(parent);
}

void
sim_parent_end(struct sim_host *h, bool clean)
{
	int	i;

	if (!h->running)
		return;
	/* Its word is worth nothing from here on, nor is it asked. */
	if (clean) {
		h->clock.drv->fini(&h->clock);
		sim_keep_write(h, true);
		sim_check_renewed(h);
	}
	h->running = false;
	for (i = ROLES - 1; i >= 0; i--)
		if (h->role[i].alive)
			sim_shell_death(&h->role[i]);
	for (i = 0; i < SIM_PIPES; i++) {
		sim_pipe_close(&h->pipes, i, 0);
		sim_pipe_close(&h->pipes, i, 1);
	}
	h->serving = false;
	h->owned = false;
}

void
sim_parent_woke(struct sim_host *h)
{
	int64_t	slept_ns = h->slept_ns - h->woken_ns;

	if (!h->running)
		return;
	if (slept_ns < SIM_WOKE_LEAST_NS)
		slept_ns = 0;
	else
		h->woken_ns = h->slept_ns;
	if (slept_ns > 0)
		sim_check_slept(h);
	par_woke(&h->par, slept_ns, sim_host_now(h));
	sim_shell_idle(&h->role[ROLE_PARENT]);
}

void
sim_parent_boot_in(struct sim_host *h, int64_t in_ns)
{
	sim_child_later(h, SIM_EV_BOOT, 1, 0, in_ns);
}

void
sim_parent_reload(struct sim_host *h)
{
	static const enum role	roles[] = {
		ROLE_DNS, ROLE_CLOCK, ROLE_NET, ROLE_CTL
	};
	struct par_conf		*fresh;
	struct pol_conf		 pol;
	struct ipc_end		 end = { 0, 0 };
	size_t			 i;

	if (!h->running || (fresh = calloc(1, sizeof *fresh)) == NULL)
		return;
	if (sim_parent_conf(h, fresh) == 0) {
		par_conf_adopt_entries(fresh, &h->conf);
		h->conf = *fresh;
		sim_claim_configured(h);
		pol = limits(h);
		par_reconf(&h->par, &h->conf, &pol);
		for (i = 0; i < sizeof roles / sizeof roles[0]; i++) {
			end.role = (uint16_t)roles[i];
			if (h->life[end.role].life.hello)
				sim_parent_configure(h, end);
		}
	}
	free(fresh);
}
