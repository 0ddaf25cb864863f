/* ISC licence, see LICENSE. */
/* Control clients. */
#include <string.h>

#include "sim_check.h"
#include "sim_ctl.h"
#include "sim_shell.h"
#include "sim_world.h"

/* ntp-ctl answers within CTL_TIMEOUT_NS, whatever happens. */
#define PATIENCE_NS	(CTL_TIMEOUT_NS + TM_S)
#define SOON_NS		(10 * TM_MS)	/* its clock may be fast */

static void
answered(struct sim_host *h, unsigned int slot)
{
	if (!h->client.busy || h->client.slot != (int)slot)
		return;
	h->client.busy = false;
	h->client.answered++;
}

/* Nobody is sent away but where a process is gone, or slow. */
static void
judge(struct sim_host *h, uint32_t status)
{
	if (status != CMD_FAILED || !h->client.fair ||
	    h->client.restarts != h->restarts ||
	    h->world->t_ns - h->client.since_ns > CTL_TIMEOUT_NS - SOON_NS ||
	    !h->role[ROLE_NET].ready || !h->role[ROLE_CLOCK].ready)
		return;
	sim_world_fail(h->world, h, "chimectl was answered with a failure");
}

static bool
op_send(void *arg, unsigned int slot, enum ctl_type type, uint32_t seq,
    const void *payload)
{
	struct sim_host			*h = arg;
	const struct msg_stat_row	*row = payload;
	const struct msg_stat_end	*end = payload;

	if (type == CTL_ROW && row->table != h->client.table)
		sim_world_fail(h->world, h, "a row of another table");
	if (type != CTL_HELLO && seq != h->client.seq)
		sim_world_fail(h->world, h, "an answer to nothing");
	if (type == CTL_END && h->client.busy)
		judge(h, end->status);
	if (type == CTL_END || type == CTL_RESULT)
		answered(h, slot);
	return true;
}

static void
op_hangup(void *arg, unsigned int slot)
{
	struct sim_host	*h = arg;

	sim_world_fail(h->world, h, "ntp-ctl hung up on client %u", slot);
	answered(h, slot);
}

static void
op_reading(void *arg, unsigned int slot, bool on)
{
	(void)arg;
	(void)slot;
	(void)on;
}

static int
op_descriptor(void *arg, unsigned int slot)
{
	(void)arg;
	return SIM_FD_CLIENT + (int)slot;
}

static void
op_listen(void *arg, int fd)
{
	struct sim_host	*h = arg;

	(void)fd;
	h->ctl_listening = true;
}

static void
op_discard(void *arg, int fd)
{
	(void)arg;
	(void)fd;
}

void
sim_ctl_birth(struct sim_host *h)
{
	const struct ctl_ops	ops = {
		h, op_send, op_hangup, op_reading, op_descriptor, op_listen,
		op_discard
	};

	h->ctl_ops = ops;
	h->ctl_listening = false;
	ctl_init(h->ctl, &h->role[ROLE_CTL].ops, &h->ctl_ops, 0);
}

/* Clients see that the connection is closed. */
void
sim_ctl_death(struct sim_host *h)
{
	h->ctl_listening = false;
	h->client.busy = false;
}

static void
say(struct sim_host *h, enum ctl_type type, const void *payload,
    struct tm_now now)
{
	struct ctl_record	r;
	size_t			len;

	len = ctl_compose(&r, type, ++h->client.seq, payload);
	ctl_client_record(h->ctl, (unsigned int)h->client.slot, &r, len, now);
}

bool
sim_ctl_ask(struct sim_host *h, uint32_t table, uint32_t name)
{
	const struct ctl_hello	hello = { CTL_VERSION, 0 };
	struct msg_stat_req	req = { table, 0 };
	struct msg_cmd		cmd = { .cmd = name };
	struct tm_now		now = sim_host_now(h);

	if (!h->role[ROLE_CTL].alive || !h->role[ROLE_CTL].ready ||
	    !h->ctl_listening || h->client.busy ||
	    h->world->t_ns < h->role[ROLE_CTL].frozen_ns)
		return false;
	if ((h->client.slot = ctl_client_new(h->ctl, 0, now)) == -1)
		return false;
	h->client.busy = true;
	h->client.table = table;
	h->client.since_ns = h->world->t_ns;
	h->client.asked++;
	h->client.restarts = h->restarts;
	h->client.fair = h->role[ROLE_NET].ready && h->role[ROLE_CLOCK].ready;
	say(h, CTL_HELLO, &hello, now);
	if (table == 0)
		say(h, CTL_COMMAND, &cmd, now);
	else
		say(h, CTL_REQUEST, &req, now);
	sim_shell_idle(&h->role[ROLE_CTL]);
	return true;
}

void
sim_ctl_regular(struct sim_host *h)
{
	struct sim_event	e = { .kind = SIM_EV_CLIENT };

	if (h->client.busy && h->world->t_ns - h->client.since_ns >
	    PATIENCE_NS && h->world->t_ns > h->role[ROLE_CTL].frozen_ns +
	    PATIENCE_NS) {
		sim_world_fail(h->world, h, "chimectl was not answered");
		h->client.busy = false;
	}
	if (!h->client.busy) {
		if (h->client.slot >= 0 && h->role[ROLE_CTL].alive &&
		    h->client.asked > 0)
			ctl_client_gone(h->ctl, (unsigned int)h->client.slot);
		sim_ctl_ask(h, STAT_TRACKING + sim_rand_below(&h->rand,
		    STAT_POLICY), 0);
	}
	if (h->client.every_ns == 0)
		return;
	e.t_ns = h->world->t_ns + h->client.every_ns;
	e.host = (uint16_t)h->ix;
	sim_event_add(&h->world->events, e);
}
