/* ISC licence, see LICENSE. */
/* What children say: how much, in which order, and what it is. */
#include <sys/types.h>

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "par_hear_io.h"
#include "par_log_io.h"
#include "sbx.h"

static void	on_channel(void *, int, short);

/* Waits for what the channel can do now; a child that says too much is not
 * listened to for a while. */
static void
watch(struct par_child *c)
{
	short	events = ipc_events(&c->chan);

	if (c->paused)
		events &= ~POLLIN;
	loop_fd(c->all->loop, c->chan.fd, events, on_channel, c);
}

void
par_children_flush(struct par_children *all)
{
	struct par_child	*c;

	ipc_leave();
	for (c = all->child; c < all->child + all->n; c++)
		if (c->chan.fd != -1 && (ipc_events(&c->chan) & POLLOUT))
			watch(c);
}

static void
on_pause_over(void *arg)
{
	struct par_child	*c = arg;

	c->paused = false;
	if (c->chan.fd != -1)
		watch(c);
}

/*
 * May another message of it be read?  One that hung up has no more to send
 * than the few that are in its channel.  The rest of a record is read in
 * any case, and charged.
 */
static bool
may_speak(struct par_child *c, short revents)
{
	int64_t	wait_ns;

	if ((revents & POLLHUP) || par_talk_admit(&c->talk, loop_now_ns(),
	    ipc_more(&c->chan), &wait_ns))
		return true;
	c->paused = true;
	loop_after(c->all->loop, &c->pause_timer, wait_ns, on_pause_over, c);
	return false;
}

static bool
send_channel(struct par_child *to, const struct par_child *other, int fd)
{
	struct msg_peer_chan	m = { other->end.role, other->end.instance };

	return par_children_send(to->all, to->end, MSG_PEER_CHAN, 0, 0, &m,
	    sizeof m, fd);
}

static void
wire(struct par_child *a, struct par_child *b)
{
	int	fds[2];

	if (ipc_pair(fds) == -1) {
		par_log(LOG_ERR, "socketpair: %s", strerror(errno));
		return;
	}
	send_channel(a, b, fds[0]);
	send_channel(b, a, fds[1]);
	close(fds[0]);
	close(fds[1]);
}

/* Workers have nothing to tell ntp-clock. */
static bool
are_linked(struct ipc_end a, struct ipc_end b)
{
	if (!par_talk_linked((enum role)a.role, (enum role)b.role))
		return false;
	return (a.instance == 0 && b.instance == 0) ||
	    (a.role != ROLE_CLOCK && b.role != ROLE_CLOCK);
}

/* Connects a child that has just said HELLO to those that already have. */
static void
wire_all(struct par_child *c)
{
	struct par_child	*other;
	unsigned int		 i;

	for (i = 0; i < c->all->n; i++) {
		other = &c->all->child[i];
		if (other != c && other->life.hello && other->chan.fd != -1 &&
		    are_linked(c->end, other->end))
			wire(c, other);
	}
}

static void
on_hello(struct par_child *c, const struct ipc_msg *m)
{
	const struct msg_hello	*h = (const void *)m->payload;

	if (h->role != c->end.role || h->instance != c->end.instance ||
	    h->catalogue != ipc_catalogue_hash() || c->life.hello) {
		par_children_violation(c->all, c->end,
		    "HELLO: of another role or release");
		return;
	}
	c->life.hello = true;
	/* The page before all, so that no event is dated by another clock. */
	c->all->cb.page(c->all->cb.arg, c->end);
	wire_all(c);
	c->all->cb.greet(c->all->cb.arg, c->end);
}

/* It has read a configuration, the first one or a later one. */
static void
on_ready(struct par_child *c, const struct ipc_msg *m)
{
	const struct msg_ready	*r = (const void *)m->payload;
	struct par_children	*all = c->all;
	char			 names[128];
	unsigned int		 i;

	if (c->life.ready)
		return;
	c->chan.state = IPC_RUN;
	par_life_ready(&c->life);
	sbx_names(r->sandbox, names, sizeof names);
	par_log(LOG_INFO, "%s[%ld] ready; sandbox: %s, %u system calls",
	    ipc_role_name(c->end.role), (long)c->pid, names, r->calls);
	for (i = 0; i < all->n; i++)
		if (!all->child[i].life.ready)
			return;
	if (!all->announced) {
		all->announced = true;
		all->cb.all_ready(all->cb.arg);
	}
}

static void
on_reported(struct par_child *c, const struct ipc_msg *m)
{
	const struct msg_violation	*v = (const void *)m->payload;
	struct ipc_end			 end = {
		(uint16_t)v->role, (uint16_t)v->instance
	};
	char				 rule[128];

	switch (par_talk_accuses(&c->talk, loop_now_ns(), c->end.role,
	    end.role)) {
	case WORD_FALSE:
		par_children_violation(c->all, c->end,
		    "VIOLATION: accuses others");
		return;
	case WORD_IGNORED:
		return;
	case WORD_BELIEVED:
		break;
	}
	snprintf(rule, sizeof rule, "%s: %s (seen by %s)",
	    ipc_type_name((uint16_t)v->type), ipc_fault_name(v->fault),
	    ipc_role_name(c->end.role));
	par_children_violation(c->all, end, rule);
}

static void
on_log(struct par_child *c, const struct ipc_msg *m)
{
	const struct msg_log	*l = (const void *)m->payload;

	par_log_line((enum role)c->end.role, l->priority, l->text);
}

/* What the catalogue cannot know: HELLO first, and no answer unasked. */
static bool
in_order(struct par_child *c, const struct ipc_msg *m)
{
	char	rule[64];

	if ((c->life.hello || m->hdr.type == MSG_HELLO) &&
	    par_talk_answered(&c->talk, m->hdr.type)) {
		if (c->talk.owed == 0 && c->life.hello)
			loop_timer_del(c->all->loop, &c->hung_timer);
		return true;
	}
	snprintf(rule, sizeof rule, "%s: %s", ipc_type_name(m->hdr.type),
	    ipc_fault_name(IPC_STATE));
	par_children_violation(c->all, c->end, rule);
	return false;
}

static void
deliver(struct par_child *c, struct ipc_msg *m)
{
	switch (m->hdr.type) {
	case MSG_HELLO:
		on_hello(c, m);
		break;
	case MSG_READY:
		on_ready(c, m);
		break;
	case MSG_LOG:
		on_log(c, m);
		break;
	case MSG_VIOLATION:
		on_reported(c, m);
		break;
	default:
		c->all->cb.msg(c->all->cb.arg, m);
	}
}

/* One record: there is seldom a second, and so no child starves another. */
static void
on_channel(void *arg, int fd, short revents)
{
	/* not on the stack, where all of it would be cleared each time */
	static struct ipc_msg	 m;
	struct par_child	*c = arg;
	enum ipc_fault		 fault;
	char			 rule[128];

	if (c->killed)
		return;
	if ((revents & POLLOUT) && ipc_flush(&c->chan) == -1) {
		par_child_drop(c);
		return;
	}
	watch(c);
	do {
		if (!may_speak(c, revents)) {
			watch(c);
			return;
		}
		switch (ipc_recv(&c->chan, &m, &fault)) {
		case IPC_GOT:
			if (in_order(c, &m))
				deliver(c, &m);
			else if (m.fd != IPC_NOFD)
				close(m.fd);
			break;
		case IPC_NOTHING:
			return;
		case IPC_CLOSED:
			/* closed but alive: of no more use */
			par_child_drop(c);
			par_child_kill(c, PAR_KILLED);
			return;
		case IPC_BROKEN:
			snprintf(rule, sizeof rule, "%s: %s",
			    ipc_type_name(m.hdr.type), ipc_fault_name(fault));
			par_children_violation(c->all, c->end, rule);
			return;
		}
	} while (c->chan.fd == fd && !c->killed && ipc_more(&c->chan));
}

void
par_hear_start(struct par_child *c)
{
	par_talk_init(&c->talk, loop_now_ns());
	c->paused = false;
	watch(c);
}
