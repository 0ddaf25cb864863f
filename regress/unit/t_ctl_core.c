/* ISC licence, see LICENSE. */
/*
 * ntp-ctl's core between fake clients and fake roles: answers find their
 * asker, silence and restarts end in a failure, hostile clients harm
 * themselves only.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ctl.h"

#define LISTENER	40
#define FD_OF(slot)	(100 + (int)(slot))

/* What the core did, as its surroundings saw it. */
struct world {
	struct ctl	ctl;

	/* towards the roles: the last record */
	bool		channel_down;
	unsigned int	asked;
	struct ipc_end	to;
	uint16_t	type;
	uint32_t	ticket;
	int		fd;

	/* towards each client */
	unsigned int	rows[CTL_CLIENTS];
	unsigned int	sent[CTL_CLIENTS];
	struct ctl_record last[CTL_CLIENTS];
	struct msg_stat_row last_row;
	bool		open[CTL_CLIENTS];
	bool		reading[CTL_CLIENTS];
	bool		stuffed[CTL_CLIENTS];

	int		listener;
	int		discarded;
	unsigned int	logged;
};

static struct world	w;

static bool
role_send(void *arg, struct ipc_end to, uint16_t type, uint32_t gen,
    uint32_t seq, const void *payload, size_t len, int fd)
{
	(void)arg;
	assert_int_equal(gen, 0);
	assert_non_null(payload);
	assert_int_equal(len, ipc_row(type)->size);
	if (w.channel_down)
		return false;
	w.asked++;
	w.to = to;
	w.type = type;
	w.ticket = seq;
	w.fd = fd;
	return true;
}

static void
role_log(void *arg, int priority, const char *text)
{
	(void)arg;
	(void)priority;
	assert_non_null(text);
	w.logged++;
}

static bool
client_send(void *arg, unsigned int slot, enum ctl_type type, uint32_t seq,
    const void *payload)
{
	size_t	len;

	(void)arg;
	assert_true(w.open[slot]);
	if (w.stuffed[slot])
		return false;
	len = ctl_compose(&w.last[slot], type, seq, payload);
	assert_int_equal(ctl_judge(&w.last[slot], len, CTL_BY_DAEMON,
	    type != CTL_HELLO), IPC_OK);
	w.sent[slot]++;
	w.rows[slot] += type == CTL_ROW;
	if (type == CTL_ROW)
		memcpy(&w.last_row, payload, sizeof w.last_row);
	return true;
}

static void
client_hangup(void *arg, unsigned int slot)
{
	(void)arg;
	assert_true(w.open[slot]);
	w.open[slot] = false;
}

static void
client_reading(void *arg, unsigned int slot, bool on)
{
	(void)arg;
	assert_true(w.open[slot]);
	w.reading[slot] = on;
}

static int
client_descriptor(void *arg, unsigned int slot)
{
	(void)arg;
	assert_true(w.open[slot]);
	return FD_OF(slot);
}

static void
take_listener(void *arg, int fd)
{
	(void)arg;
	w.listener = fd;
}

static void
discard(void *arg, int fd)
{
	(void)arg;
	w.discarded = fd;
}

static const struct core_ops	core_ops = { NULL, role_send, role_log, NULL };
static const struct ctl_ops	ctl_ops = {
	NULL, client_send, client_hangup, client_reading, client_descriptor,
	take_listener, discard
};

static struct tm_now
at(int64_t ns)
{
	struct tm_now	now = { { ns }, { ns } };

	return now;
}

static int
setup(void **state)
{
	(void)state;
	memset(&w, 0, sizeof w);
	w.listener = w.discarded = -1;
	ctl_init(&w.ctl, &core_ops, &ctl_ops, 500);
	return 0;
}

static void
from_client(unsigned int slot, enum ctl_type type, const void *payload,
    int64_t ns)
{
	struct ctl_record	r;
	size_t			len = ctl_compose(&r, type, 7, payload);

	ctl_client_record(&w.ctl, slot, &r, len, at(ns));
}

/* A client that has said HELLO. */
static unsigned int
join(uint32_t uid, int64_t ns)
{
	struct ctl_hello	hello = { CTL_VERSION, 0 };
	int			slot = ctl_client_new(&w.ctl, uid, at(ns));

	assert_in_range(slot, 0, CTL_CLIENTS - 1);
	w.open[slot] = w.reading[slot] = true;
	w.stuffed[slot] = false;
	from_client((unsigned int)slot, CTL_HELLO, &hello, ns);
	assert_int_equal(w.last[slot].hdr.type, CTL_HELLO);
	return (unsigned int)slot;
}

static void
request(unsigned int slot, enum stat_table table, int64_t ns)
{
	struct msg_stat_req	req = { table, 0 };

	from_client(slot, CTL_REQUEST, &req, ns);
}

static void
command(unsigned int slot, int64_t ns)
{
	struct msg_cmd	cmd;

	memset(&cmd, 0, sizeof cmd);
	cmd.cmd = CMD_MAKESTEP;
	from_client(slot, CTL_COMMAND, &cmd, ns);
}

static void
from_role(enum role role, uint16_t type, uint32_t seq, const void *payload,
    size_t len, int fd, int64_t ns)
{
	struct ipc_msg	m;

	memset(&m, 0, sizeof m);
	m.hdr.type = type;
	m.hdr.seq = seq;
	m.hdr.len = (uint32_t)len;
	m.from.role = (uint16_t)role;
	m.fd = fd;
	memcpy(m.payload, payload, len);
	assert_true(ctl_handles(type));
	ctl_msg(&w.ctl, &m, at(ns));
}

static void
row(enum role role, enum stat_table table, uint32_t ticket, int64_t ns)
{
	struct msg_stat_row	r;

	memset(&r, 0, sizeof r);
	r.table = table;
	from_role(role, MSG_STAT_ROW, ticket, &r, sizeof r, IPC_NOFD, ns);
}

static void
end(enum role role, enum stat_table table, uint32_t ticket, int64_t ns)
{
	struct msg_stat_end	e = { .table = table };

	from_role(role, MSG_STAT_END, ticket, &e, sizeof e, IPC_NOFD, ns);
}

static void
restarted(enum role role, uint32_t instance, int64_t ns)
{
	struct msg_peer_chan	p = { role, instance };

	from_role(ROLE_PARENT, MSG_PEER_CHAN, 0, &p, sizeof p, IPC_NOFD, ns);
}

static void
expect_end(unsigned int slot, enum cmd_status status)
{
	const struct msg_stat_end	*e = (const void *)w.last[slot].payload;

	assert_int_equal(w.last[slot].hdr.type, CTL_END);
	assert_int_equal(w.last[slot].hdr.seq, 7);
	assert_int_equal(e->status, status);
	/* what went wrong here is never left unsaid */
	assert_int_equal(e->text[0] != '\0', status == CMD_FAILED);
	assert_true(w.reading[slot]);
}

static void
test_who_is_asked(void **state)
{
	static const struct {
		enum stat_table	table;
		enum role	role;
	} cases[] = {
		{ STAT_TRACKING, ROLE_CLOCK }, { STAT_SOURCES, ROLE_CLOCK },
		{ STAT_SOURCESTATS, ROLE_CLOCK }, { STAT_ACTIVITY, ROLE_NET },
		{ STAT_POLICY, ROLE_PARENT },
	};
	unsigned int	slot = join(0, 0);
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		request(slot, cases[i].table, 0);
		assert_int_equal(w.type, MSG_STAT_REQ);
		assert_int_equal(w.to.role, cases[i].role);
		assert_false(w.reading[slot]);
		row(cases[i].role, cases[i].table, w.ticket, 1);
		row(cases[i].role, cases[i].table, w.ticket, 1);
		assert_int_equal(w.last[slot].hdr.type, CTL_ROW);
		end(cases[i].role, cases[i].table, w.ticket, 2);
		expect_end(slot, CMD_OK);
		assert_int_equal(w.rows[slot], 2 * (i + 1));
	}
}

/* Who asked the server: root may know, and who started the daemon. */
static void
test_clients_are_private(void **state)
{
	static const struct {
		uint32_t	uid;
		bool		may;
	} cases[] = { { 0, true }, { 500, true }, { 1000, false } };
	unsigned int	slot, asked;
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		slot = join(cases[i].uid, 0);
		asked = w.asked;
		request(slot, STAT_CLIENTS, 0);
		assert_int_equal(w.asked - asked, cases[i].may);
		if (cases[i].may)
			end(ROLE_NET, STAT_CLIENTS, w.ticket, 1);
		expect_end(slot, cases[i].may ? CMD_OK : CMD_UNAUTH);
		asked = w.asked;
		request(slot, STAT_CLIENTS_ANEW, 2);
		assert_int_equal(w.asked - asked, cases[i].may);
		if (cases[i].may)
			end(ROLE_NET, STAT_CLIENTS_ANEW, w.ticket, 3);
		expect_end(slot, cases[i].may ? CMD_OK : CMD_UNAUTH);
		/* nothing else is kept from anybody */
		request(slot, STAT_NTPDATA, 4);
		end(ROLE_NET, STAT_NTPDATA, w.ticket, 5);
		expect_end(slot, CMD_OK);
	}
}

/* Two clients ask the same thing; the answers come mixed. */
static void
test_no_mixing(void **state)
{
	unsigned int	a = join(0, 0), b = join(1000, 0);
	uint32_t	ta, tb;

	(void)state;
	request(a, STAT_SOURCES, 0);
	ta = w.ticket;
	request(b, STAT_SOURCES, 0);
	tb = w.ticket;
	assert_int_not_equal(ta, tb);
	row(ROLE_CLOCK, STAT_SOURCES, tb, 1);
	row(ROLE_CLOCK, STAT_SOURCES, ta, 1);
	row(ROLE_CLOCK, STAT_SOURCES, tb, 1);
	assert_int_equal(w.rows[a], 1);
	assert_int_equal(w.rows[b], 2);
	end(ROLE_CLOCK, STAT_SOURCES, tb, 1);
	expect_end(b, CMD_OK);
	row(ROLE_CLOCK, STAT_SOURCES, ta, 1);
	assert_int_equal(w.rows[a], 2);
	end(ROLE_CLOCK, STAT_SOURCES, ta, 1);
	expect_end(a, CMD_OK);
}

static void
test_silence(void **state)
{
	unsigned int	slot = join(0, 0);
	uint32_t	ticket;

	(void)state;
	assert_int_equal(ctl_deadline(&w.ctl), TM_NEVER);
	request(slot, STAT_ACTIVITY, TM_S);
	ticket = w.ticket;
	assert_int_equal(ctl_deadline(&w.ctl), TM_S + CTL_TIMEOUT_NS);
	ctl_tick(&w.ctl, at(TM_S + CTL_TIMEOUT_NS - 1));
	assert_false(w.reading[slot]);
	ctl_tick(&w.ctl, at(TM_S + CTL_TIMEOUT_NS));
	expect_end(slot, CMD_FAILED);
	assert_int_equal(ctl_deadline(&w.ctl), TM_NEVER);

	/* too late, and in the middle of the next answer */
	request(slot, STAT_ACTIVITY, 10 * TM_S);
	row(ROLE_NET, STAT_ACTIVITY, ticket, 10 * TM_S);
	end(ROLE_NET, STAT_ACTIVITY, ticket, 10 * TM_S);
	assert_int_equal(w.rows[slot], 0);
	assert_false(w.reading[slot]);
}

static void
test_restart(void **state)
{
	unsigned int	a = join(0, 0), b = join(0, 0);

	(void)state;
	request(a, STAT_TRACKING, 0);
	request(b, STAT_ACTIVITY, 0);
	restarted(ROLE_CLOCK, 1, 1);
	assert_false(w.reading[a]);
	restarted(ROLE_CLOCK, 0, 1);
	expect_end(a, CMD_FAILED);
	assert_false(w.reading[b]);
	end(ROLE_NET, STAT_ACTIVITY, w.ticket, 1);
	expect_end(b, CMD_OK);
}

static void
test_no_channel(void **state)
{
	const struct msg_cmd_result	*result;
	unsigned int			 slot = join(0, 0);

	(void)state;
	w.channel_down = true;
	request(slot, STAT_TRACKING, 0);
	expect_end(slot, CMD_FAILED);
	command(slot, 0);
	result = (const void *)w.last[slot].payload;
	assert_int_equal(w.last[slot].hdr.type, CTL_RESULT);
	assert_int_equal(result->status, CMD_FAILED);
	assert_int_equal(result->cmd, CMD_MAKESTEP);
}

/* The parent decides; it gets the descriptor of the one who asked. */
static void
test_command(void **state)
{
	struct msg_cmd_result	 result;
	unsigned int		 other, slot;

	(void)state;
	other = join(0, 0);
	slot = join(1000, 0);
	command(slot, 0);
	assert_int_equal(w.type, MSG_CTL_CMD);
	assert_int_equal(w.to.role, ROLE_PARENT);
	assert_int_equal(w.fd, FD_OF(slot));
	memset(&result, 0, sizeof result);
	result.cmd = CMD_MAKESTEP;
	result.status = CMD_UNAUTH;
	strlcpy(result.text, "root only", sizeof result.text);
	from_role(ROLE_PARENT, MSG_CTL_RESULT, w.ticket, &result,
	    sizeof result, IPC_NOFD, 1);
	assert_int_equal(w.last[slot].hdr.type, CTL_RESULT);
	assert_memory_equal(w.last[slot].payload, &result, sizeof result);
	assert_true(w.reading[slot]);
	assert_int_equal(w.sent[other], 1);

	command(slot, 1);
	ctl_tick(&w.ctl, at(1 + CTL_TIMEOUT_NS));
	assert_int_equal(w.last[slot].hdr.type, CTL_RESULT);
	assert_true(w.reading[slot]);
}

/* A role that answers what it was not asked, or in another's name. */
static void
test_wrong_answers(void **state)
{
	unsigned int	slot = join(0, 0);

	(void)state;
	request(slot, STAT_TRACKING, 0);
	row(ROLE_NET, STAT_TRACKING, w.ticket, 1);
	expect_end(slot, CMD_FAILED);
	request(slot, STAT_TRACKING, 2);
	row(ROLE_CLOCK, STAT_SOURCES, w.ticket, 3);
	expect_end(slot, CMD_FAILED);
	assert_int_equal(w.rows[slot], 0);
	assert_int_equal(w.logged, 2);
	row(ROLE_CLOCK, STAT_SOURCES, w.ticket + 100, 3);
	assert_int_equal(w.logged, 2);
}

static void
test_hostile(void **state)
{
	struct ctl_hello	 stranger = { CTL_VERSION + 1, 0 };
	struct ctl_record	 r;
	unsigned int		 good = join(0, 0), slot;
	uint32_t		 ticket;
	size_t			 len;

	(void)state;
	request(good, STAT_SOURCES, 0);
	ticket = w.ticket;

	/* no HELLO; HELLO twice; too long; a daemon's record */
	slot = (unsigned int)ctl_client_new(&w.ctl, 1000, at(0));
	w.open[slot] = true;
	request(slot, STAT_SOURCES, 0);
	assert_false(w.open[slot]);
	slot = join(1000, 0);
	from_client(slot, CTL_HELLO, NULL, 0);
	assert_false(w.open[slot]);
	slot = join(1000, 0);
	len = ctl_compose(&r, CTL_COMMAND, 0, NULL);
	ctl_client_record(&w.ctl, slot, &r, len + 1, at(0));
	assert_false(w.open[slot]);
	slot = join(1000, 0);
	from_client(slot, CTL_END, NULL, 0);
	assert_false(w.open[slot]);

	/* a second question before the first was answered */
	slot = join(1000, 0);
	request(slot, STAT_SOURCES, 0);
	request(slot, STAT_SOURCES, 0);
	assert_false(w.open[slot]);

	/* an other version learns ours before it has to go */
	slot = (unsigned int)ctl_client_new(&w.ctl, 1000, at(0));
	w.open[slot] = true;
	w.sent[slot] = 0;
	from_client(slot, CTL_HELLO, &stranger, 0);
	assert_int_equal(w.sent[slot], 1);
	assert_false(w.open[slot]);

	/* none of which was felt by the first */
	row(ROLE_CLOCK, STAT_SOURCES, ticket, 1);
	end(ROLE_CLOCK, STAT_SOURCES, ticket, 1);
	expect_end(good, CMD_OK);
	assert_int_equal(w.rows[good], 1);
}

/* Who does not read is hung up on; who goes is forgotten. */
static void
test_deaf_and_gone(void **state)
{
	unsigned int	deaf = join(1000, 0), gone = join(1000, 0);
	uint32_t	ticket;

	(void)state;
	request(deaf, STAT_SOURCES, 0);
	w.stuffed[deaf] = true;
	row(ROLE_CLOCK, STAT_SOURCES, w.ticket, 1);
	assert_false(w.open[deaf]);
	row(ROLE_CLOCK, STAT_SOURCES, w.ticket, 1);
	end(ROLE_CLOCK, STAT_SOURCES, w.ticket, 1);

	request(gone, STAT_SOURCES, 1);
	ticket = w.ticket;
	ctl_client_gone(&w.ctl, gone);
	w.open[gone] = false;
	assert_int_equal(ctl_deadline(&w.ctl), TM_NEVER);
	row(ROLE_CLOCK, STAT_SOURCES, ticket, 2);
	restarted(ROLE_CLOCK, 0, 3);
	ctl_tick(&w.ctl, at(100 * TM_S));

	/* a deaf one in the very answer that says it failed */
	deaf = join(1000, 0);
	request(deaf, STAT_SOURCES, 0);
	w.stuffed[deaf] = true;
	ctl_tick(&w.ctl, at(100 * TM_S));
	assert_false(w.open[deaf]);
}

static unsigned int
count_open(void)
{
	unsigned int	i, n = 0;

	for (i = 0; i < CTL_CLIENTS; i++)
		n += w.open[i];
	return n;
}

/* One user cannot take all places, all users cannot take root's. */
static void
test_places(void **state)
{
	unsigned int	i, slot, first = join(1000, 0);

	(void)state;
	for (i = 1; i < 10; i++)
		join(1000, i);
	assert_int_equal(count_open(), CTL_PER_USER);
	for (i = 0; i < 20; i++)
		join(2000 + i, 100 + i);
	assert_int_equal(count_open(), CTL_CLIENTS);
	(void)first;

	/* all of them busy: another user is refused, root is not */
	for (slot = 0; slot < CTL_CLIENTS; slot++)
		request(slot, STAT_TRACKING, 200);
	w.logged = 0;
	assert_int_equal(ctl_client_new(&w.ctl, 5000, at(201)), -1);
	assert_int_equal(w.logged, 1);
	slot = join(0, 202);
	request(slot, STAT_TRACKING, 203);
	end(ROLE_CLOCK, STAT_TRACKING, w.ticket, 204);
	expect_end(slot, CMD_OK);

	/* a user at his limit with all busy is refused, too */
	setup(NULL);
	for (i = 0; i < CTL_PER_USER; i++)
		request(join(1000, i), STAT_TRACKING, i);
	assert_int_equal(ctl_client_new(&w.ctl, 1000, at(10)), -1);
	assert_int_equal(count_open(), CTL_PER_USER);
	/* root may have them all, but no more than there are */
	setup(NULL);
	for (i = 0; i < CTL_CLIENTS; i++)
		request(join(0, i), STAT_TRACKING, i);
	assert_int_equal(ctl_client_new(&w.ctl, 0, at(20)), -1);
}

/* The one longest without a word makes room. */
static void
test_eviction_order(void **state)
{
	unsigned int	a = join(1000, 0), b = join(1000, 1);

	(void)state;
	join(1000, 2);
	join(1000, 3);
	request(a, STAT_TRACKING, 4);
	end(ROLE_CLOCK, STAT_TRACKING, w.ticket, 5);
	w.sent[a] = 0;
	assert_int_equal(join(1000, 6), b);
	assert_true(w.open[a]);
}

/* How many questions of a client are answered in a second of trying. */
static unsigned int
hammer(unsigned int slot)
{
	unsigned int	n = 0;
	int64_t		ns;

	for (ns = 0; ns < TM_S; ns += TM_MS / 2) {
		if (ctl_deadline(&w.ctl) <= ns)
			ctl_tick(&w.ctl, at(ns));
		if (!w.reading[slot])
			continue;
		request(slot, STAT_TRACKING, ns);
		end(ROLE_CLOCK, STAT_TRACKING, w.ticket, ns);
		n++;
	}
	return n;
}

static void
test_rate(void **state)
{
	(void)state;
	assert_in_range(hammer(join(1000, 0)),
	    CTL_BURST_MAX + TM_S / CTL_GAP_NS - 2,
	    CTL_BURST_MAX + TM_S / CTL_GAP_NS + 2);
	/* root is not held up, not even then */
	setup(NULL);
	assert_int_equal(hammer(join(0, 0)), 2000);
}

static void
test_sockets(void **state)
{
	struct msg_sock		sock;
	struct msg_empty	none = { 0 };

	(void)state;
	memset(&sock, 0, sizeof sock);
	from_role(ROLE_PARENT, MSG_CFG_BEGIN, 0, &none, sizeof none, -1, 0);
	from_role(ROLE_PARENT, MSG_CFG_END, 0, &none, sizeof none, -1, 0);
	/* the parent has said why there is none; with -Q none is wanted */
	assert_int_equal(w.logged, 0);
	sock.kind = SOCK_NTP;
	from_role(ROLE_PARENT, MSG_SOCK, 0, &sock, sizeof sock, 9, 0);
	assert_int_equal(w.discarded, 9);
	assert_int_equal(w.listener, -1);
	sock.kind = SOCK_CTL;
	from_role(ROLE_PARENT, MSG_SOCK, 0, &sock, sizeof sock, LISTENER, 0);
	assert_int_equal(w.listener, LISTENER);
	w.logged = 0;
	from_role(ROLE_PARENT, MSG_CFG_END, 0, &none, sizeof none, -1, 0);
	assert_int_equal(w.logged, 0);
}

static void
from_worker(uint16_t instance, uint16_t type, const void *payload, size_t len)
{
	struct ipc_msg	m;

	memset(&m, 0, sizeof m);
	m.hdr.type = type;
	m.hdr.seq = w.ticket;
	m.hdr.len = (uint32_t)len;
	m.from.role = ROLE_NET;
	m.from.instance = instance;
	m.fd = IPC_NOFD;
	memcpy(m.payload, payload, len);
	ctl_msg(&w.ctl, &m, at(0));
}

/* Counters of all workers are added up; their clients come one by one. */
static void
test_workers(void **state)
{
	struct msg_stat_row	r;
	struct msg_stat_end	e = { .table = STAT_SERVERSTATS };
	struct msg_stat_req	req = { STAT_CLIENTS, 2u << STAT_INSTANCE };
	const struct msg_stat_row *sum;
	const struct msg_stat_end *last;
	unsigned int		slot = join(0, 0);
	uint16_t		i;

	(void)state;
	for (i = 0; i < 3; i++)
		restarted(ROLE_NET, i, 0);
	request(slot, STAT_SERVERSTATS, 0);
	assert_int_equal(w.asked, 3);
	memset(&r, 0, sizeof r);
	r.table = STAT_SERVERSTATS;
	for (i = 0; i < 3; i++) {
		assert_int_equal(w.rows[slot], 0);
		r.u.serverstats.ntp_hits = 10u + i;
		r.u.serverstats.looped = i;
		r.u.serverstats.span_s = 5u * i;
		from_worker(i, MSG_STAT_ROW, &r, sizeof r);
		from_worker(i, MSG_STAT_END, &e, sizeof e);
	}
	assert_int_equal(w.rows[slot], 1);
	assert_int_equal(w.last[slot].hdr.type, CTL_END);
	sum = &w.last_row;
	assert_int_equal(sum->u.serverstats.ntp_hits, 33);
	assert_int_equal(sum->u.serverstats.looped, 3);
	assert_int_equal(sum->u.serverstats.span_s, 10);
	/* a part of a table is that worker's to tell */
	from_client(slot, CTL_REQUEST, &req, 0);
	assert_int_equal(w.to.role, ROLE_NET);
	assert_int_equal(w.to.instance, 2);
	e.table = STAT_CLIENTS;
	from_worker(2, MSG_STAT_END, &e, sizeof e);
	/* and of one that does not exist there is nothing to tell */
	req.first = 3u << STAT_INSTANCE;
	i = (uint16_t)w.asked;
	from_client(slot, CTL_REQUEST, &req, 0);
	assert_int_equal(w.asked, i);
	last = (const void *)w.last[slot].payload;
	assert_int_equal(w.last[slot].hdr.type, CTL_END);
	assert_int_equal(last->status, CMD_NOSOURCE);
}

int
main(void)
{
#define T(f)	cmocka_unit_test_setup(f, setup)
	const struct CMUnitTest	tests[] = {
		T(test_who_is_asked), T(test_clients_are_private),
		T(test_no_mixing), T(test_silence),
		T(test_restart), T(test_no_channel), T(test_command),
		T(test_wrong_answers), T(test_hostile),
		T(test_deaf_and_gone), T(test_places),
		T(test_eviction_order), T(test_rate), T(test_sockets),
		T(test_workers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
