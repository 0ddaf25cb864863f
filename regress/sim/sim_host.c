/* ISC licence, see LICENSE. */
/* The machine of a host. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim_check.h"
#include "sim_host.h"
#include "sim_shell.h"
#include "sim_world.h"

/* A machine has been up for a while when its daemon starts. */
#define UPTIME_NS	(5 * TM_S)

struct sim_host *
sim_host_new(struct sim_world *w, unsigned int ix, const char *name)
{
	struct sim_host	*h;
	int		 i, k;

	if ((h = calloc(1, sizeof *h)) == NULL ||
	    (h->net = calloc(1, sizeof *h->net)) == NULL ||
	    (h->clk = calloc(1, sizeof *h->clk)) == NULL ||
	    (h->ctl = calloc(1, sizeof *h->ctl)) == NULL)
		err(1, NULL);
	h->world = w;
	h->ix = ix;
	strlcpy(h->name, name, sizeof h->name);
	h->addr.family = 4;
	h->addr.port = 123;
	h->addr.ip[0] = 10;
	h->addr.ip[3] = (uint8_t)(ix + 1);
	for (i = 0; i < ROLES; i++) {
		h->role[i].host = h;
		h->role[i].role = (enum role)i;
		h->role[i].deadline_ns = TM_NEVER;
		for (k = 0; k < SIM_CHANS; k++)
			h->role[i].chans[k].pipe = -1;
	}
	sim_rand_seed(&h->rand, w->seed, 100 + ix);
	sim_rand_seed(&h->osc.rand, w->seed, 200 + ix);
	h->claim.first_sync_ns = -1;
	return h;
}

void
sim_host_free(struct sim_host *h)
{
	unsigned int	i;
	int		side;

	for (i = 0; i < SIM_PIPES; i++)
		for (side = 0; side < 2; side++)
			sim_pipe_close(&h->pipes, (int)i, side);
	for (i = 0; i < h->ninbox; i++)
		free(h->inbox[i]);
	free(h->log_memory);
	free(h->net);
	free(h->clk);
	free(h->ctl);
	free(h);
}

struct tm_now
sim_host_now(struct sim_host *h)
{
	struct tm_now	now;

	sim_osc_run(&h->osc, h->world->t_ns);
	sim_kernel_run(&h->kernel, h->osc.raw_ns);
	now.raw.ns = h->osc.raw_ns;
	now.wall.ns = h->kernel.wall_ns;
	return now;
}

static struct tm_now
kernel_read(void *arg)
{
	return sim_host_now(arg);
}

/* A timer that is cancelled when wall is set wakes the parent. */
static void
tell(struct sim_host *h)
{
	struct sim_event	e = { .kind = SIM_EV_WOKE };

	e.t_ns = h->world->t_ns + 50 * TM_US;
	e.host = (uint16_t)h->ix;
	sim_event_add(&h->world->events, e);
}

static void
kernel_stepped(void *arg, int64_t delta_ns)
{
	sim_check_stepped(arg, delta_ns);
	tell(arg);
}

void
sim_host_power(struct sim_host *h)
{
	struct sim_world	*w = h->world;
	int64_t			 wall_ns;

	h->booted = true;
	h->boot++;
	h->osc.t_ns = h->osc.walk_ns = w->t_ns;
	h->osc.raw_ns = w->uptime_ns == 0 ? UPTIME_NS : w->uptime_ns - 1;
	wall_ns = sim_world_utc(w, w->t_ns) +
	    tm_ns_from_s(h->start_offset_s);
	sim_kernel_init(&h->kernel, h->osc.raw_ns, wall_ns);
	h->kernel.arg = h;
	h->kernel.read = kernel_read;
	h->kernel.stepped = kernel_stepped;
	sim_check_start(h);
}

void
sim_host_jump(struct sim_host *h, int64_t delta_ns)
{
	sim_host_now(h);
	sim_kernel_jump(&h->kernel, delta_ns);
	sim_check_excused(h, delta_ns);
	tell(h);
}

void
sim_host_warp(struct sim_host *h, int64_t delta_ns)
{
	int	i;

	sim_host_now(h);
	h->osc.raw_ns += delta_ns;
	sim_host_now(h);
	/* A slew under way has gone too far, and the page does not know. */
	sim_check_excused(h, 0);
	sim_claim_lost(h);
	for (i = 0; i < ROLES; i++)
		sim_shell_retime(&h->role[i]);
}

void
sim_host_sleep(struct sim_host *h, int64_t for_ns, bool suspend,
    int64_t rtc_err_ns)
{
	struct sim_world	*w = h->world;
	struct sim_event	 e = { .kind = SIM_EV_RESUME };

	if (h->off)
		return;
	sim_host_now(h);
	h->off = true;
	h->off_from_ns = w->t_ns;
	h->off_until_ns = w->t_ns + for_ns;
	h->osc.stopped = true;
	e.t_ns = w->t_ns + for_ns;
	e.host = (uint16_t)h->ix;
	e.what = suspend;
	e.ptr = sim_world_note(w, for_ns, rtc_err_ns);
	sim_event_add(&w->events, e);
}

void
sim_host_resume(struct sim_host *h, bool suspend, int64_t slept_ns,
    int64_t rtc_err_ns)
{
	sim_host_now(h);
	h->off = false;
	h->osc.stopped = false;
	if (!suspend) {
		sim_claim_lost(h);
		return;
	}
	/* The kernel injects the RTC's time: status and adjtime stay. */
	h->kernel.wall_ns += slept_ns + rtc_err_ns;
	h->slept_ns += slept_ns + rtc_err_ns;
	sim_check_excused(h, slept_ns + rtc_err_ns);
	if (slept_ns + rtc_err_ns < SIM_WOKE_LEAST_NS)
		sim_claim_lost(h);
	else
		sim_claim_told(h);
	tell(h);
}
