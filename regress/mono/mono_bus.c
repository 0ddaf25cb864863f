/* ISC licence, see LICENSE. */
/* Records and timers of roles that share a process. */
#include <sys/random.h>

#include <err.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "mono_bus.h"
#include "page_map_io.h"
#include "par_log_io.h"

/* Roles that never stop answering each other would stop the time. */
#define ROUNDS		100000

/* What stands for a channel in a record; nobody can use it. */
#define WIRE		INT_MAX

struct mono_record {
	STAILQ_ENTRY(mono_record) next;
	enum role		 to;
	struct ipc_msg		 msg;
};

struct tm_now
mono_bus_now(const struct mono_bus *b)
{
	return page_now(&b->page);
}

/* Siblings talk over channels that are open from the start. */
static enum ipc_state
state_between(const struct mono_bus *b, enum role from, enum role to)
{
	if (from == ROLE_PARENT)
		return b->role[to].state;
	if (to == ROLE_PARENT)
		return b->role[from].state;
	return IPC_RUN;
}

static bool
bus_send(void *arg, struct ipc_end to, uint16_t type, uint32_t gen,
    uint32_t seq, const void *payload, size_t len, int fd)
{
	struct mono_role	*r = arg;
	struct mono_bus		*b = r->bus;
	struct mono_record	*rec;
	struct ipc_hdr		*hdr;
	enum ipc_fault		 fault;

	if (to.role >= ROLES || to.instance != 0 ||
	    b->role[to.role].def == NULL)
		return false;
	if (len > IPC_PAYLOAD || b->queued >= MONO_QUEUE)
		errx(1, "%s to %s: no room", ipc_type_name(type),
		    ipc_role_name(to.role));
	if ((rec = malloc(sizeof *rec)) == NULL)
		err(1, "record");
	hdr = &rec->msg.hdr;
	hdr->type = type;
	hdr->nfds = fd != IPC_NOFD;
	hdr->len = (uint32_t)len;
	hdr->gen = gen;
	hdr->seq = seq;
	rec->to = (enum role)to.role;
	rec->msg.from = r->self;
	rec->msg.fd = fd;
	rec->msg.more = false;
	memcpy(rec->msg.payload, payload, len);
	fault = ipc_judge(hdr, rec->msg.payload, sizeof *hdr + len,
	    hdr->nfds, r->self.role, to.role,
	    state_between(b, (enum role)r->self.role, rec->to));
	/* The daemon would restart the sender; here it is what we look for. */
	if (fault != IPC_OK)
		errx(1, "%s from %s to %s: %s", ipc_type_name(type),
		    ipc_role_name(r->self.role), ipc_role_name(to.role),
		    ipc_fault_name(fault));
	STAILQ_INSERT_TAIL(&b->records, rec, next);
	b->queued++;
	return true;
}

static void
bus_log(void *arg, int priority, const char *text)
{
	const struct mono_role	*r = arg;

	par_log_line((enum role)r->self.role, priority, text);
}

/* getrandom(2) is what simulators replace to make runs repeatable. */
static void
bus_random(void *arg, void *buf, size_t len)
{
	(void)arg;
	if (getrandom(buf, len, 0) != (ssize_t)len)
		err(1, "getrandom");
}

void
mono_bus_init(struct mono_bus *b)
{
	struct mono_role	*r;

	memset(b, 0, sizeof *b);
	b->loop = loop_new();
	STAILQ_INIT(&b->records);
	for (r = b->role; r < b->role + ROLES; r++) {
		r->bus = b;
		r->self.role = (uint16_t)(r - b->role);
		r->state = IPC_START;
		r->deadline_ns = TM_NEVER;
		r->ops.arg = r;
		r->ops.send = bus_send;
		r->ops.log = bus_log;
		r->ops.random = bus_random;
	}
	b->role[ROLE_PARENT].state = IPC_RUN;
}

void
mono_bus_add(struct mono_bus *b, const struct role_def *def)
{
	b->role[def->role].def = def;
}

static void
wire(struct mono_bus *b, enum role to, enum role other)
{
	struct mono_role	*parent = &b->role[ROLE_PARENT];
	struct ipc_end		 end = { (uint16_t)to, 0 };
	struct msg_peer_chan	 m = { other, 0 };

	bus_send(parent, end, MSG_PEER_CHAN, 0, 0, &m, sizeof m, WIRE);
}

void
mono_bus_wire(struct mono_bus *b)
{
	static const enum role	pairs[][2] = {
		{ ROLE_NET, ROLE_CLOCK }, { ROLE_NET, ROLE_DNS },
		{ ROLE_CTL, ROLE_NET }, { ROLE_CTL, ROLE_CLOCK }
	};
	size_t			i;

	for (i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		if (b->role[pairs[i][0]].def == NULL ||
		    b->role[pairs[i][1]].def == NULL)
			continue;
		wire(b, pairs[i][0], pairs[i][1]);
		wire(b, pairs[i][1], pairs[i][0]);
	}
}

static void
deliver_all(struct mono_bus *b)
{
	struct mono_record	*rec;
	struct mono_role	*r;
	unsigned int		 n = 0;

	while ((rec = STAILQ_FIRST(&b->records)) != NULL) {
		if (++n > ROUNDS)
			errx(1, "the roles never stop talking");
		STAILQ_REMOVE_HEAD(&b->records, next);
		b->queued--;
		r = &b->role[rec->to];
		r->def->msg(r->def->core, &rec->msg, mono_bus_now(b));
		/* This is when a child says READY. */
		if (rec->msg.hdr.type == MSG_CFG_END)
			r->state = IPC_RUN;
		free(rec);
	}
}

static void
on_timer(void *arg)
{
	struct mono_role	*r = arg;

	r->deadline_ns = TM_NEVER;
	r->def->tick(r->def->core, mono_bus_now(r->bus));
}

static void
set_timer(struct mono_bus *b, struct mono_role *r)
{
	int64_t	at_ns = r->def->deadline(r->def->core);

	if (at_ns == r->deadline_ns)
		return;
	r->deadline_ns = at_ns;
	if (at_ns == TM_NEVER)
		loop_timer_del(b->loop, &r->timer);
	else
		loop_after(b->loop, &r->timer,
		    page_timeout(&b->page.data.steer, mono_bus_now(b).raw,
		    at_ns), on_timer, r);
}

static void
on_idle(void *arg)
{
	struct mono_bus	*b = arg;
	unsigned int	 i;

	deliver_all(b);
	for (i = 0; i < ROLES; i++)
		if (b->role[i].def != NULL && b->role[i].state == IPC_RUN)
			set_timer(b, &b->role[i]);
	b->before(b);
}

int
mono_bus_run(struct mono_bus *b, loop_timer_fn *before)
{
	b->before = before;
	loop_idle(b->loop, on_idle, b);
	return loop_run(b->loop);
}
