/* ISC licence, see LICENSE. */
/* The configuration, record by record, to the child that wants it.  Pure. */
#include <string.h>

#include "par_core.h"
#include "par_leap.h"
#include "par_stmt_auth.h"

static void
send(struct par *p, struct ipc_end to, uint16_t type, const void *payload,
    size_t len)
{
	p->ops.core.send(p->ops.core.arg, to, type, p->gen, 0, payload, len,
	    IPC_NOFD);
}

static void
send_sources(struct par *p, struct ipc_end to)
{
	struct msg_cfg_source	m;
	uint32_t		i;

	for (i = 0; i < p->conf->nsources; i++) {
		m = p->conf->source[i];
		/* ntp-clock has from ntp-net what is in force */
		if (to.role == ROLE_NET)
			m.flags |= par_auth_flags(p->conf, &m);
		send(p, to, MSG_CFG_SOURCE, &m, sizeof m);
	}
}

/* Those of cmdallow and cmddeny are not ntp-net's. */
static void
send_named(struct par *p, struct ipc_end to)
{
	const struct par_named		*r;
	struct msg_cfg_access_name	 m;
	uint32_t			 i;

	for (i = 0; i < p->conf->nnamed; i++) {
		r = &p->conf->named[i];
		if (r->cmd)
			continue;
		memset(&m, 0, sizeof m);
		m.allow = r->allow;
		m.all = r->all;
		memcpy(m.name, r->name, sizeof m.name);
		send(p, to, MSG_CFG_ACCESS_NAME, &m, sizeof m);
	}
}

static void
send_net(struct par *p, struct ipc_end to)
{
	uint32_t	i;

	send(p, to, MSG_CFG_NET, &p->conf->net, sizeof p->conf->net);
	for (i = 0; p->keys != NULL && i < p->keys->n; i++)
		send(p, to, MSG_CFG_KEY, &p->keys->key[i],
		    sizeof p->keys->key[i]);
	/* workers only serve */
	if (to.instance == 0)
		send_sources(p, to);
	for (i = 0; i < p->conf->naccess; i++)
		send(p, to, MSG_CFG_ACCESS, &p->conf->access[i],
		    sizeof p->conf->access[i]);
	send_named(p, to);
}

static void
send_policy(struct par *p, struct ipc_end to)
{
	const struct pol_conf	*c = &p->pol.conf;
	struct msg_cfg_policy	 m = {
		.forward_ns = c->forward_ns, .backward_ns = c->backward_ns,
		.makestep_ns = c->makestep_ns,
		.floor_ns = c->floor_ns, .ceiling_ns = c->ceiling_ns,
		.trusted_ppb16 = p->pol.trusted_ppb16,
		.trusted_known = p->pol.trusted_known,
		.charged_ns = pol_charged(&p->pol),
		.steps_left = p->pol.steps_left
	};

	send(p, to, MSG_CFG_POLICY, &m, sizeof m);
}

static void
send_clock(struct par *p, struct ipc_end to)
{
	struct msg_cfg_clock	m = p->conf->clock;

	m.noset = p->pol.conf.noset;
	m.once = p->mode != PAR_KEEP;
	m.nsources = p->conf->nsources;
	send(p, to, MSG_CFG_CLOCK, &m, sizeof m);
	send_policy(p, to);
	par_leap_send(p);
	if (p->have_saved)
		send(p, to, MSG_SAVED, &p->saved, sizeof p->saved);
	send_sources(p, to);
}

void
par_send_conf(struct par *p, struct ipc_end to, struct tm_now now)
{
	const struct msg_empty	empty = { 0 };

	pol_advance(&p->pol, now.raw);
	send(p, to, MSG_CFG_BEGIN, &empty, sizeof empty);
	switch (to.role) {
	case ROLE_NET:
		send_net(p, to);
		break;
	case ROLE_CLOCK:
		send_clock(p, to);
		break;
	case ROLE_DNS:
		par_leap_ask(p, now);
		break;
	}
}

void
par_send_conf_end(struct par *p, struct ipc_end to)
{
	const struct msg_empty	empty = { 0 };
	uint32_t		i;

	send(p, to, MSG_CFG_END, &empty, sizeof empty);
	if (to.role != ROLE_NET || to.instance != 0 || p->overlay == NULL)
		return;
	for (i = 0; i < p->overlay->nagain; i++)
		send(p, to, MSG_CMD, &p->overlay->again[i],
		    sizeof p->overlay->again[i]);
}
