/* ISC licence, see LICENSE. */
/* What a child that has been taken over can send. */
#include <sys/types.h>
#include <sys/socket.h>

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "catalogue_rows.h"
#include "hostile.h"
#include "sbx.h"

#define FLOOD_NS	(3 * TM_S)
/* of a payload; what follows in the longer ones is text */
#define SWEPT		160

struct record {
	struct ipc_hdr		hdr;
	_Alignas(8) uint8_t	payload[2 * IPC_MAX];
};

static void
send_ready(struct hostile *h)
{
	hostile_send(h, HOSTILE_FD, MSG_READY, &h->shell.reached,
	    sizeof h->shell.reached, IPC_NOFD);
}

/* The order of things. */

static void
early(struct hostile *h)
{
	send_ready(h);
}

static void
two_hellos(struct hostile *h)
{
	hostile_hello(h);
	hostile_hello(h);
}

static void
two_readies(struct hostile *h)
{
	hostile_hello(h);
	send_ready(h);
	send_ready(h);
}

static void
mute(struct hostile *h)
{
	(void)h;
}

static void
never_ready(struct hostile *h)
{
	hostile_hello(h);
}

static void
deaf(struct hostile *h)
{
	(void)h;
	hostile_sleep();
}

/* It goes on living without its channel. */
static void
hang_up(struct hostile *h)
{
	(void)h;
	close(HOSTILE_FD);
	hostile_sleep();
}

static void
leave(struct hostile *h)
{
	(void)h;
	_exit(0);
}

/* Records. */

static bool
is_sound(const struct hostile *h, const struct record *r, enum role to)
{
	return ipc_judge(&r->hdr, r->payload, sizeof r->hdr + r->hdr.len,
	    r->hdr.nfds, h->role, to, IPC_RUN) == IPC_OK;
}

static bool
build(struct hostile *h, const struct ipc_row *row, struct record *r)
{
	const struct sample_row	*s = sample_row(row->type);

	if (s == NULL || !(row->from & IPC_ROLE(h->role)))
		return false;
	memset(r, 0, sizeof *r);
	r->hdr.type = row->type;
	r->hdr.nfds = (uint16_t)row->fds;
	r->hdr.len = row->size + row->tail_size;
	r->hdr.gen = h->gen;
	r->hdr.seq = 1;
	s->good(r->payload);
	return true;
}

static const struct ipc_chan *
channel_for(const struct hostile *h, const struct ipc_row *row, unsigned int i)
{
	const struct ipc_chan	*c = &h->shell.chans[i];

	return c->fd != -1 && (row->to & IPC_ROLE(c->peer.role)) ? c : NULL;
}

static bool
send_record(const struct ipc_chan *c, const struct record *r)
{
	return hostile_put(c->fd, r, sizeof r->hdr + r->hdr.len,
	    STDIN_FILENO, r->hdr.nfds);
}

static const int64_t	limits[] = {
	INT64_MIN, INT64_MAX, -1, 0, 1, INT32_MAX, INT32_MIN, UINT32_MAX,
	INT64_C(9000000000000000000), -INT64_C(9000000000000000000),
	INT64_C(3155760000000000000), -INT64_C(3155760000000000000),
	INT64_C(500000) << 16, -(INT64_C(500000) << 16), INT64_C(500000000) << 16
};
#define NLIMITS	(sizeof limits / sizeof limits[0])

/* One value at its limit, at each place of the payload in turn. */
static unsigned int
sweep_row(struct hostile *h, const struct ipc_row *row,
    const struct ipc_chan *c, bool sound)
{
	struct record	r, changed;
	unsigned int	sent = 0;
	size_t		at, i, width;

	if (!build(h, row, &r))
		return 0;
	for (at = 0; at < r.hdr.len && at < SWEPT; at += 4)
		for (i = 0; i < NLIMITS; i++)
			for (width = 1; width <= 8; width *= 2) {
				if (at % width != 0 || at + width > r.hdr.len)
					continue;
				changed = r;
				memcpy(changed.payload + at, &limits[i], width);
				if (is_sound(h, &changed, c->peer.role) != sound)
					continue;
				if (!send_record(c, &changed))
					return sent;
				sent++;
				if (!sound)
					return sent;
			}
	return sent;
}

/* The log takes no more than so many lines a second. */
static void
let_log_settle(void)
{
	poll(NULL, 0, 1500);
}

static bool
has_own_test(uint16_t type)
{
	return type == MSG_VIOLATION || type == MSG_READY ||
	    type == MSG_CMD_RESULT;
}

/* Everything that this role may say, with every value that it may have. */
static void
say_limits(struct hostile *h)
{
	const struct ipc_row	*row;
	const struct ipc_chan	*c;
	unsigned int		 sent = 0, i;
	size_t			 n;

	for (n = 0; (row = ipc_row_at(n)) != NULL; n++)
		for (i = 0; i < ROLE_CHANS; i++)
			if (!has_own_test(row->type) &&
			    (c = channel_for(h, row, i)) != NULL)
				sent += sweep_row(h, row, c, true);
	let_log_settle();
	hostile_log(h, "hostile: %u sound records at their limits", sent);
}

/* The same, and one value beyond what it may have. */
static void
say_beyond(struct hostile *h)
{
	const struct ipc_row	*row;
	const struct ipc_chan	*c;
	unsigned int		 i;
	size_t			 n, tries;

	for (tries = 0; tries < 10000; tries++) {
		n = arc4random_uniform(MSG_TYPES);
		i = arc4random_uniform(ROLE_CHANS);
		if ((row = ipc_row((uint16_t)n)) != NULL &&
		    (c = channel_for(h, row, i)) != NULL &&
		    sweep_row(h, row, c, false) > 0)
			return;
	}
}

/* Random bytes of any length, behind a random header or one in order. */
static void
say_noise(struct hostile *h)
{
	struct record	r;
	size_t		len = arc4random_uniform(sizeof r.payload);

	(void)h;
	arc4random_buf(&r, sizeof r);
	if (arc4random_uniform(2)) {
		r.hdr.type = (uint16_t)arc4random_uniform(MSG_TYPES);
		r.hdr.len = (uint32_t)len;
		r.hdr.nfds = 0;
	}
	hostile_put(HOSTILE_FD, &r, sizeof r.hdr + len, -1, 0);
}

/* More descriptors than the catalogue has any row for. */
static void
say_descriptors(struct hostile *h)
{
	struct record	r;

	if (!build(h, ipc_row(MSG_LOG), &r))
		return;
	r.hdr.nfds = (uint16_t)(1 + arc4random_uniform(16));
	send_record(&h->shell.chans[0], &r);
}

/* As much as goes through of one type for a while. */
static void
flood(struct hostile *h, uint16_t type)
{
	int64_t		end_ns = loop_now_ns() + FLOOD_NS;
	struct record	r;
	unsigned long	n = 0;

	if (!build(h, ipc_row(type), &r))
		return;
	while (loop_now_ns() < end_ns &&
	    send_record(&h->shell.chans[0], &r))
		n++;
	let_log_settle();
	hostile_log(h, "hostile: %lu records of type %u", n, type);
}

static void
flood_log(struct hostile *h)
{
	flood(h, MSG_LOG);
}

static void
flood_requests(struct hostile *h)
{
	flood(h, h->role == ROLE_CLOCK ? MSG_ADJ_SLEW :
	    h->role == ROLE_CTL ? MSG_STAT_REQ : MSG_LOG);
}

/* It says that its siblings broke a rule, over and over. */
static void
accuse(struct hostile *h)
{
	struct msg_violation	v = { .type = 0x5f, .fault = IPC_TYPE };
	int			i;

	for (i = 0; i < 8; i++)
		for (v.role = ROLE_NET; v.role <= ROLE_DNS; v.role++)
			if (v.role != h->role)
				hostile_send(h, HOSTILE_FD, MSG_VIOLATION, &v,
				    sizeof v, IPC_NOFD);
}

/* An answer that nobody asked for. */
static void
answer_unasked(struct hostile *h)
{
	struct msg_cmd_result	m = { .cmd = CMD_MAKESTEP };

	hostile_send(h, HOSTILE_FD, MSG_CMD_RESULT, &m, sizeof m, IPC_NOFD);
}

/*
 * Commands in the name of an administrator: with every descriptor that it
 * has in the place of his connection.
 */
static void
command(struct hostile *h)
{
	static const uint32_t	cmds[] = {
		CMD_RELOAD, CMD_MAKESTEP, CMD_SHUTDOWN
	};
	struct msg_cmd		m;
	size_t			k;
	int			fd;

	for (k = 0; k < sizeof cmds / sizeof cmds[0]; k++)
		for (fd = 0; fd < 32; fd++) {
			memset(&m, 0, sizeof m);
			m.cmd = cmds[k];
			hostile_send(h, HOSTILE_FD, MSG_CTL_CMD, &m, sizeof m,
			    fd);
		}
	hostile_log(h, "hostile: commands sent");
}

/* An administrator asks for a report: his connection, another command. */
static void
borrow(struct hostile *h)
{
	struct msg_cmd		m = { .cmd = CMD_MAKESTEP };
	struct pollfd		pfd = { .events = POLLIN };
	int			i;

	if (h->nsocks == 0) {
		/* not yet: once more, after the next message */
		h->done = false;
		return;
	}
	pfd.fd = h->socks[0];
	if (poll(&pfd, 1, 20 * 1000) != 1)
		return;
	pfd.fd = accept4(pfd.fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	for (i = 0; i < 2 && poll(&pfd, 1, 5 * 1000) == 1; i++)
		hostile_send(h, HOSTILE_FD, MSG_CTL_CMD, &m, sizeof m, pfd.fd);
	hostile_log(h, "hostile: borrowed");
}

const struct behaviour	hostile_records[] = {
	{ "early", AT_BIRTH, early },
	{ "hellos", AT_BIRTH, two_hellos },
	{ "readies", AT_BIRTH, two_readies },
	{ "mute", AT_BIRTH, mute },
	{ "unready", AT_BIRTH, never_ready },
	{ "deaf", AT_READY, deaf },
	{ "hangup", AT_READY, hang_up },
	{ "leave", AT_READY, leave },
	{ "limits", AT_READY, say_limits },
	{ "beyond", AT_READY, say_beyond },
	{ "noise", AT_READY, say_noise },
	{ "descriptors", AT_READY, say_descriptors },
	{ "floodlog", AT_READY, flood_log },
	{ "flood", AT_READY, flood_requests },
	{ "accuse", AT_READY, accuse },
	{ "answer", AT_READY, answer_unasked },
	{ "command", AT_READY, command },
	{ "borrow", AT_READY, borrow },
	{ NULL, AT_BIRTH, NULL }
};
