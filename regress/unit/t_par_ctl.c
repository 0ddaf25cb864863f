/* ISC licence, see LICENSE. */
/* Administrators' commands: who may, who does them, what is answered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fake_kernel.h"
#include "par_core.h"

#define START_RAW	(1000 * TM_S)
#define START_WALL	(INT64_C(1800000000) * TM_S)
#define CLIENT_SEQ	4711
#define SENT		32

struct sent {
	struct ipc_end	to;
	uint16_t	type;
	uint32_t	seq;
	union {
		struct msg_cmd		cmd;
		struct msg_cmd_result	result;
	} u;
};

static struct {
	struct fake_kernel	k;
	struct par_clock_sys	sys;
	struct par_clock	clock;
	struct par_conf		conf;
	struct par_overlay	overlay;
	struct par		p;
	uid_t			uid;		/* of the client */
	bool			no_net;		/* it is being restarted */
	struct sent		sent[SENT];
	unsigned int		n;
	unsigned int		resent, ended;
	char			log[256];	/* the last line */
	enum cmd_status		dumps;		/* how a dump goes */
	enum par_reloaded	reloads;	/* and a reload */
} r;

static bool
rig_send(void *arg, struct ipc_end to, uint16_t type, uint32_t gen,
    uint32_t seq, const void *payload, size_t len, int fd)
{
	struct sent	*s = &r.sent[r.n];

	(void)arg;
	(void)gen;
	assert_int_equal(fd, IPC_NOFD);
	if (r.no_net && to.role == ROLE_NET)
		return false;
	assert_true(r.n < SENT && len <= sizeof s->u);
	r.n++;
	s->to = to;
	s->type = type;
	s->seq = seq;
	memcpy(&s->u, payload, len);
	return true;
}

static void
rig_log(void *arg, int priority, const char *text)
{
	(void)arg;
	(void)priority;
	strlcpy(r.log, text, sizeof r.log);
}

static bool
rig_asked(void *arg, int fd, const struct msg_cmd *c, uid_t *uid)
{
	(void)arg;
	(void)c;
	*uid = r.uid;
	return fd == 9;
}

static void
rig_resend(void *arg)
{
	(void)arg;
	r.resent++;
}

static enum par_reloaded
rig_reload(void *arg)
{
	(void)arg;
	return r.reloads;
}

static enum cmd_status
rig_dump(void *arg, char why[PAR_WHY])
{
	(void)arg;
	if (r.dumps != CMD_OK)
		strlcpy(why, "the disk is full", PAR_WHY);
	return r.dumps;
}

static void
rig_end(void *arg, int status)
{
	(void)arg;
	(void)status;
	r.ended++;
}

static int
fresh(void **state)
{
	const struct par_ops	ops = {
		.core = { NULL, rig_send, rig_log, NULL },
		.client_asked = rig_asked, .resend = rig_resend,
		.dump = rig_dump, .reload = rig_reload, .end = rig_end
	};
	struct pol_conf		pol;

	(void)state;
	memset(&r, 0, sizeof r);
	fake_init(&r.k, START_RAW, START_WALL);
	r.sys = fake_sys(&r.k);
	par_conf_init(&r.conf);
	pol = r.conf.policy;
	pol.ceiling_ns = INT64_MAX;
	par_clock_new(&r.clock, &par_clock_none, &r.sys);
	assert_int_equal(par_clock_none.init(&r.clock), 0);
	par_init(&r.p, &ops, PAR_KEEP, &r.conf, &r.clock, &pol,
	    r.clock.drv->now(&r.clock));
	r.p.overlay = &r.overlay;
	r.p.live = &r.conf;
	r.p.own_uid = 1000;
	return 0;
}

static void
tell(enum role from, uint16_t instance, uint16_t type, uint32_t seq,
    const void *payload, size_t len, int fd)
{
	struct ipc_msg	m;

	memset(&m, 0, sizeof m);
	m.hdr.type = type;
	m.hdr.len = (uint32_t)len;
	m.hdr.seq = seq;
	m.from.role = (uint16_t)from;
	m.from.instance = instance;
	m.fd = fd;
	memcpy(m.payload, payload, len);
	par_msg(&r.p, &m, r.clock.drv->now(&r.clock));
}

/* Returns how many records that led to; the first is r.sent[0]. */
static unsigned int
command(uint32_t name, const char *text)
{
	struct msg_cmd	c;

	memset(&c, 0, sizeof c);
	c.cmd = name;
	strlcpy(c.text, text, sizeof c.text);
	r.n = 0;
	tell(ROLE_CTL, 0, MSG_CTL_CMD, CLIENT_SEQ, &c, sizeof c, 9);
	return r.n;
}

static void
result(enum role from, uint16_t instance, uint32_t seq, uint32_t cmd,
    uint32_t entry)
{
	struct msg_cmd_result	m = { .cmd = cmd, .entry = entry };

	r.n = 0;
	tell(from, instance, MSG_CMD_RESULT, seq, &m, sizeof m, IPC_NOFD);
}

static void
answered(enum cmd_status status)
{
	assert_int_equal(r.n, 1);
	assert_int_equal(r.sent[0].to.role, ROLE_CTL);
	assert_int_equal(r.sent[0].type, MSG_CTL_RESULT);
	assert_int_equal(r.sent[0].seq, CLIENT_SEQ);
	assert_int_equal(r.sent[0].u.result.status, status);
	assert_true(ipc_check_cmd_result(&r.sent[0].u.result));
}

static void
asked(unsigned int i, enum role role, uint16_t instance, uint32_t name)
{
	assert_int_equal(r.sent[i].to.role, role);
	assert_int_equal(r.sent[i].to.instance, instance);
	assert_int_equal(r.sent[i].type, MSG_CMD);
	assert_int_equal(r.sent[i].u.cmd.cmd, name);
	assert_true(ipc_check_cmd(&r.sent[i].u.cmd));
}

/* Whoever changes something is in the log, with what he wrote. */
static void
audit(void **state)
{
	struct msg_cmd	c;

	(void)state;
	command(CMD_ADD, "server a iburst");
	assert_string_equal(r.log, "user 0: add server a iburst");
	command(CMD_SETTING, "local stratum 5");
	assert_string_equal(r.log, "user 0: local stratum 5");
	r.uid = 1000;
	command(CMD_CYCLELOGS, "");
	assert_string_equal(r.log, "user 1000: cyclelogs");
	memset(&c, 0, sizeof c);
	c.cmd = CMD_OFFLINE;
	addr_parse("192.0.2.7", &c.addr);
	tell(ROLE_CTL, 0, MSG_CTL_CMD, CLIENT_SEQ, &c, sizeof c, 9);
	assert_string_equal(r.log, "user 1000: offline 192.0.2.7");
	c.cmd = CMD_ALLOW;
	c.value[1] = 24;
	tell(ROLE_CTL, 0, MSG_CTL_CMD, CLIENT_SEQ, &c, sizeof c, 9);
	assert_string_equal(r.log, "user 1000: allow 192.0.2.7/24");
	/* who only looks is not */
	r.log[0] = '\0';
	command(CMD_ACCHECK, "");
	assert_string_equal(r.log, "");
}

/* Every command, of a user who is neither root nor ours: nothing is done. */
static void
strangers(void **state)
{
	uint32_t	i;

	(void)state;
	r.uid = 1001;
	for (i = 1; i <= CMD_LAST; i++) {
		command(i, "server a");
		answered(CMD_UNAUTH);
	}
	assert_int_equal(r.resent + r.ended + r.conf.nsources, 0);
	r.uid = 1000;
	command(CMD_ADD, "server a");
	answered(CMD_OK);
	assert_int_equal(r.resent, 1);
	r.uid = 0;
	command(CMD_ADD, "server b");
	answered(CMD_OK);
}

/* One address of a pool is ntp-net's, and every later one is told again. */
static void
pool_address(void **state)
{
	const struct ipc_end	net = { ROLE_NET, 0 };

	(void)state;
	command(CMD_ADD, "pool a");
	command(CMD_DELETE, "");
	result(ROLE_NET, 0, r.sent[0].seq, CMD_DELETE, 0);
	answered(CMD_OK);
	assert_int_equal(r.conf.nsources, 1);
	assert_int_equal(r.resent, 1);
	r.n = 0;
	par_send_conf_end(&r.p, net);
	assert_int_equal(r.n, 2);
	asked(1, ROLE_NET, 0, CMD_DELETE);
	assert_int_equal(r.sent[1].u.cmd.value[0], 1);
}

/* ntp-net finds the source, the parent keeps what was said of it. */
static void
kept(void **state)
{
	uint32_t	entry, seq;

	(void)state;
	command(CMD_ADD, "server a minpoll 4");
	entry = r.conf.source[0].entry;
	assert_int_equal(command(CMD_DELETE, "a"), 1);
	asked(0, ROLE_NET, 0, CMD_DELETE);
	assert_string_equal(r.sent[0].u.cmd.text, "a");
	seq = r.sent[0].seq;
	/* nobody asked ntp-clock, nor for this number */
	result(ROLE_CLOCK, 0, seq, CMD_DELETE, entry);
	assert_int_equal(r.n, 0);
	result(ROLE_NET, 0, seq + 1, CMD_DELETE, entry);
	assert_int_equal(r.n, 0);
	assert_int_equal(r.conf.nsources, 1);
	result(ROLE_NET, 0, seq, CMD_DELETE, entry);
	answered(CMD_OK);
	assert_int_equal(r.conf.nsources, 0);
	assert_int_equal(r.resent, 2);
	/* an entry that there is not, though ntp-net says so */
	command(CMD_OFFSET, "a");
	result(ROLE_NET, 0, r.sent[0].seq, CMD_OFFSET, entry);
	answered(CMD_NOSOURCE);
	assert_int_equal(r.resent, 2);
}

static void
settings(void **state)
{
	(void)state;
	command(CMD_SETTING, "local stratum 3");
	answered(CMD_OK);
	assert_int_equal(r.conf.clock.local_stratum, 3);
	assert_int_equal(r.resent, 1);
	command(CMD_SETTING, "local stratum x");
	answered(CMD_INVALID);
	assert_true(r.sent[0].u.result.text[0] != '\0');
	command(CMD_SETTING, "user root");
	answered(CMD_INVALID);
	assert_int_equal(r.resent, 1);
}

/* Every ntp-net started later is told of it, or the answer says not. */
static void
not_kept(void **state)
{
	struct msg_cmd	c;
	unsigned int		i;

	(void)state;
	memset(&c, 0, sizeof c);
	c.cmd = CMD_OFFLINE;
	c.addr.family = 4;
	c.value[1] = 32;
	for (i = 0; i <= PAR_AGAIN; i++) {
		c.addr.ip[3] = (uint8_t)i;
		r.n = 0;
		tell(ROLE_CTL, 0, MSG_CTL_CMD, CLIENT_SEQ, &c, sizeof c, 9);
		result(ROLE_NET, 0, r.sent[0].seq, CMD_OFFLINE, 0);
		answered(i < PAR_AGAIN ? CMD_OK : CMD_TOOMANY);
	}
	assert_non_null(strstr(r.sent[0].u.result.text, "not kept"));
}

/* What could not be written is told to who asked for it. */
static void
dump(void **state)
{
	(void)state;
	command(CMD_DUMP, "");
	answered(CMD_OK);
	r.dumps = CMD_FAILED;
	command(CMD_DUMP, "");
	answered(CMD_FAILED);
	assert_string_equal(r.sent[0].u.result.text, "the disk is full");
}

static void
reload(void **state)
{
	(void)state;
	command(CMD_RELOAD, "");
	answered(CMD_OK);
	r.reloads = PAR_RELOADED_PARTLY;
	command(CMD_RELOAD, "");
	answered(CMD_FAILED);
	assert_non_null(strstr(r.sent[0].u.result.text, "is in force, but"));
	r.reloads = PAR_NOT_RELOADED;
	command(CMD_RELOAD, "");
	answered(CMD_FAILED);
	assert_non_null(strstr(r.sent[0].u.result.text, "is kept"));
}

static void
reset_sources(void **state)
{
	(void)state;
	r.p.saved.raw_ns = 12;
	r.p.saved.have_freq = 1;
	assert_int_equal(command(CMD_RESELECT, ""), 1);
	asked(0, ROLE_CLOCK, 0, CMD_RESELECT);
	assert_int_equal(r.p.saved.raw_ns, 12);
	assert_int_equal(command(CMD_RESET_SOURCES, ""), 1);
	asked(0, ROLE_CLOCK, 0, CMD_RESET_SOURCES);
	/* a new ntp-clock would not begin with that phase */
	assert_int_equal(r.p.saved.raw_ns, 0);
	assert_int_equal(r.p.saved.have_freq, 1);
	result(ROLE_CLOCK, 0, r.sent[0].seq, CMD_RESET_SOURCES, 0);
	answered(CMD_OK);
}

/* Who waits is told when nothing will come, or nothing has. */
static void
no_answer(void **state)
{
	const struct ipc_end	net = { ROLE_NET, 0 };
	unsigned int		i;

	(void)state;
	r.no_net = true;
	command(CMD_REFRESH, "");
	answered(CMD_FAILED);
	r.no_net = false;
	assert_int_equal(command(CMD_REFRESH, ""), 1);
	r.n = 0;
	par_child_died(&r.p, net, r.clock.drv->now(&r.clock));
	answered(CMD_FAILED);
	for (i = 0; i < PAR_PENDING; i++)
		assert_int_equal(command(CMD_REFRESH, ""), 1);
	asked(0, ROLE_NET, 0, CMD_REFRESH);
	command(CMD_REFRESH, "");
	answered(CMD_FAILED);
	assert_string_equal(r.sent[0].u.result.text,
	    "too many commands wait already");
	assert_true(par_deadline(&r.p) <= START_RAW + 4 * TM_S);
	r.n = 0;
	r.k.raw_ns += 4 * TM_S;
	par_tick(&r.p, r.clock.drv->now(&r.clock));
	assert_int_equal(r.n, PAR_PENDING);
	assert_int_equal(r.sent[0].u.result.status, CMD_FAILED);
	assert_true(par_deadline(&r.p) > START_RAW + 4 * TM_S);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test_setup(audit, fresh),
		cmocka_unit_test_setup(strangers, fresh),
		cmocka_unit_test_setup(kept, fresh),
		cmocka_unit_test_setup(pool_address, fresh),
		cmocka_unit_test_setup(settings, fresh),
		cmocka_unit_test_setup(not_kept, fresh),
		cmocka_unit_test_setup(dump, fresh),
		cmocka_unit_test_setup(reload, fresh),
		cmocka_unit_test_setup(reset_sources, fresh),
		cmocka_unit_test_setup(no_answer, fresh),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
