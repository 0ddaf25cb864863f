/* ISC licence, see LICENSE. */
/*
 * Sockets for real, on loopback: a client core asks a server core in this
 * process, through everything that lies between them.
 */
#include <sys/types.h>
#include <sys/socket.h>

#include <limits.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "net_io.h"
#include "page_io.h"
#include "par_page_io.h"

#define LIMIT_NS	(10 * TM_S)	/* a run that shows nothing ends */

/* A client, a server, and the loop that they share. */
static struct world {
	struct role_shell	 shell;
	struct net		 net[2];
	struct net_io		 io[2];
	struct page		*page;
	struct loop_timer	 tick, limit;
	struct msg_sample	 sample;
	unsigned int		 samples;
	unsigned int		 wanted;
} *w;

enum { CLIENT, SERVER };

static bool
ear(void *arg, struct ipc_end to, uint16_t type, uint32_t gen, uint32_t seq,
    const void *payload, size_t len, int fd)
{
	(void)arg, (void)to, (void)gen, (void)seq, (void)fd;
	if (type != MSG_SAMPLE)
		return true;
	assert_int_equal(len, sizeof w->sample);
	memcpy(&w->sample, payload, len);
	if (++w->samples == w->wanted)
		loop_stop(w->shell.loop, 0);
	return true;
}

static void
no_log(void *arg, int priority, const char *text)
{
	(void)arg, (void)priority;
	print_message("%s\n", text);
}

static void
any_bytes(void *arg, void *buf, size_t len)
{
	(void)arg;
	arc4random_buf(buf, len);
}

static void
on_tick(void *arg)
{
	(void)arg;
	net_tick(&w->net[CLIENT], role_now(&w->shell));
}

static void
on_idle(void *arg)
{
	int64_t	at_ns = net_deadline(&w->net[CLIENT]);

	(void)arg;
	if (at_ns != TM_NEVER)
		loop_after(w->shell.loop, &w->tick,
		    at_ns - role_now(&w->shell).raw.ns, on_tick, NULL);
}

static void
on_limit(void *arg)
{
	(void)arg;
	loop_stop(w->shell.loop, 1);
}

static int
setup(void **state)
{
	struct page_data	d;
	struct tm_now		now = page_now_real();
	int			i, fd;

	(void)state;
	assert_non_null(w = calloc(1, sizeof *w));
	w->shell.loop = loop_new();
	loop_idle(w->shell.loop, on_idle, NULL);
	assert_non_null(w->page = par_page_create(&fd));
	close(fd);
	memset(&d, 0, sizeof d);
	d.steer.raw_ns = d.truth.raw_ns = now.raw.ns;
	d.steer.wall_ns = d.truth.true_ns = now.wall.ns;
	d.truth.ref_true_ns = now.wall.ns;
	d.truth.sync = PAGE_SYNC;
	d.truth.stratum = 1;
	page_write(w->page, &d);
	w->shell.page = w->page;
	for (i = 0; i < 2; i++) {
		w->shell.ops = (struct core_ops){ NULL, ear, no_log,
			any_bytes };
		net_io_init(&w->io[i], &w->shell, &w->net[i]);
		net_init(&w->net[i], &w->io[i].ops, -20, now.wall.ns);
	}
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	loop_free(w->shell.loop);
	close(w->io[0].keeper);
	close(w->io[1].keeper);
	close(w->io[CLIENT].kept[0].fd);
	close(w->io[CLIENT].kept[1].fd);
	free(w);
	return 0;
}

static void
tell(int who, uint16_t type, const void *payload, size_t len, int fd)
{
	struct ipc_msg	m;

	memset(&m, 0, sizeof m);
	m.hdr.type = type;
	m.hdr.len = (uint32_t)len;
	m.fd = fd;
	memcpy(m.payload, payload, len);
	net_msg(&w->net[who], &m, role_now(&w->shell));
}

/* Binds a socket to any port; returns false where there is no IPv6. */
static bool
bind_to(const char *local, struct msg_sock *m, int *fd)
{
	struct sockaddr_storage	ss;
	socklen_t		len;

	memset(m, 0, sizeof *m);
	m->kind = SOCK_NTP;
	m->flags = SOCK_ALLOW_ALL;
	assert_int_equal(addr_parse(local, &m->local), 0);
	len = (socklen_t)addr_to_sockaddr(&m->local, &ss);
	*fd = socket(ss.ss_family, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	if (*fd == -1 || bind(*fd, (struct sockaddr *)&ss, len) == -1)
		return false;
	len = sizeof ss;
	assert_int_equal(getsockname(*fd, (struct sockaddr *)&ss, &len), 0);
	assert_int_equal(addr_from_sockaddr((struct sockaddr *)&ss,
	    &m->local), 0);
	return true;
}

/* The server core serves there; returns the port, 0 without IPv6. */
static uint16_t
serve(const char *local)
{
	struct msg_sock	m;
	int		fd;

	if (!bind_to(local, &m, &fd))
		return 0;
	tell(SERVER, MSG_SOCK, &m, sizeof m, fd);
	return m.local.port;
}

static void
ask(const char *name, uint16_t port)
{
	struct msg_cfg_source	s;
	struct msg_empty	e = { 0 };
	struct msg_peer_chan	p = { ROLE_CLOCK, 0 };

	memset(&s, 0, sizeof s);
	s.entry = 1;
	s.kind = SOURCE_SERVER;
	s.minpoll = s.maxpoll = -4;
	s.port = port;
	strlcpy(s.name, name, sizeof s.name);
	tell(CLIENT, MSG_PEER_CHAN, &p, sizeof p, IPC_NOFD);
	tell(CLIENT, MSG_CFG_BEGIN, &e, sizeof e, IPC_NOFD);
	tell(CLIENT, MSG_CFG_SOURCE, &s, sizeof s, IPC_NOFD);
	tell(CLIENT, MSG_CFG_END, &e, sizeof e, IPC_NOFD);
}

static int
run(unsigned int wanted, int64_t limit_ns)
{
	w->wanted = wanted;
	loop_after(w->shell.loop, &w->limit, limit_ns, on_limit, NULL);
	return loop_run(w->shell.loop);
}

static void
expect_good(void)
{
	struct tm_now	now = page_now_real();

	assert_int_equal(w->sample.stamps,
	    STAMP_RX_KERNEL | STAMP_TX_KERNEL);
	assert_int_equal(w->sample.stratum, 1);
	assert_in_range(w->sample.delay_ns, 1, 500 * TM_MS);
	/* f is wall of a moment ago: half the delay is the most it can err */
	assert_in_range(w->sample.theta_ns - (now.wall.ns - now.raw.ns) +
	    w->sample.delay_ns / 2 + TM_MS, 0,
	    w->sample.delay_ns + 2 * TM_MS);
}

static void
v4(void **state)
{
	(void)state;
	ask("127.0.0.1", serve("127.0.0.1"));
	assert_int_equal(run(5, LIMIT_NS), 0);
	expect_good();
	assert_true(w->net[SERVER].server.counts.replies >= 5);
}

/* The reply leaves from the address that was asked, not the first one. */
static void
any_address(void **state)
{
	(void)state;
	ask("127.0.0.77", serve("0.0.0.0"));
	assert_int_equal(run(3, LIMIT_NS), 0);
	expect_good();
}

static void
v6(void **state)
{
	uint16_t	port = serve("::1");

	(void)state;
	if (port == 0)
		skip();
	ask("::1", port);
	assert_int_equal(run(3, LIMIT_NS), 0);
	expect_good();
}

static uint16_t	heard_from[2];
static size_t	heard;

/* Stands for a server: notes the port that it was asked from. */
static void
on_request(void *arg, int fd, short revents)
{
	struct sockaddr_storage	ss;
	struct addr		from;
	socklen_t		len = sizeof ss;
	char			buf[PKT_HDR];

	(void)arg, (void)revents;
	if (recvfrom(fd, buf, sizeof buf, MSG_DONTWAIT,
	    (struct sockaddr *)&ss, &len) == -1)
		return;
	assert_int_equal(addr_from_sockaddr((struct sockaddr *)&ss, &from), 0);
	heard_from[heard++] = from.port;
	if (heard == 2)
		loop_stop(w->shell.loop, 0);
}

/* Two sources, asked from that port by way of loopback's interface. */
static void
ask_from(uint16_t acqport, uint16_t port)
{
	struct msg_cfg_net	n = { .ipv4 = 1, .acqport = acqport,
		.acqdevice = "lo" };
	struct msg_cfg_source	s = { .kind = SOURCE_SERVER, .minpoll = 6,
		.maxpoll = 6, .port = port };
	struct msg_empty	e = { 0 };

	heard = 0;
	tell(CLIENT, MSG_CFG_BEGIN, &e, sizeof e, IPC_NOFD);
	tell(CLIENT, MSG_CFG_NET, &n, sizeof n, IPC_NOFD);
	for (s.entry = 1; s.entry <= 2; s.entry++) {
		snprintf(s.name, sizeof s.name, "127.0.0.%u", s.entry);
		tell(CLIENT, MSG_CFG_SOURCE, &s, sizeof s, IPC_NOFD);
	}
	tell(CLIENT, MSG_CFG_END, &e, sizeof e, IPC_NOFD);
	assert_int_equal(run(UINT_MAX, LIMIT_NS), 0);
}

/* acquisitionport, bindacqdevice: one port for all, if it can be had. */
static void
acquisition(void **state)
{
	struct msg_sock	a, b;
	int		fd, spare;

	(void)state;
	assert_true(bind_to("0.0.0.0", &a, &fd));
	loop_fd(w->shell.loop, fd, POLLIN, on_request, NULL);
	assert_true(bind_to("0.0.0.0", &b, &spare));
	close(spare);
	ask_from(b.local.port, a.local.port);
	assert_int_equal(heard_from[0], b.local.port);
	assert_int_equal(heard_from[1], b.local.port);
	assert_int_equal(w->io[CLIENT].port_refused, 0);
	/* somebody else's: said, and no reason to lose the time */
	ask_from(a.local.port, a.local.port);
	assert_true(heard_from[0] != a.local.port && heard_from[0] != 0);
	assert_int_equal(w->io[CLIENT].port_refused, a.local.port);
	loop_fd_del(w->shell.loop, fd);
	close(fd);
}

#define ASKED	8
static uint16_t	asked_from[ASKED];
static unsigned int	asked, says;

static void
say(int fd, const struct addr *to, const uint8_t buf[PKT_HDR])
{
	struct sockaddr_storage	ss;
	socklen_t		len = (socklen_t)addr_to_sockaddr(to, &ss);

	(void)sendto(fd, buf, PKT_HDR, 0, (struct sockaddr *)&ss, len);
}

/* Replies so many times, and also to the port asked from before. */
static void
on_question(void *arg, int fd, short revents)
{
	struct sockaddr_storage	ss;
	struct addr		from;
	socklen_t		len = sizeof ss;
	uint8_t			buf[PKT_HDR];
	struct pkt		p;
	unsigned int		i;

	(void)arg, (void)revents;
	if (recvfrom(fd, buf, sizeof buf, MSG_DONTWAIT,
	    (struct sockaddr *)&ss, &len) != sizeof buf)
		return;
	assert_int_equal(addr_from_sockaddr((struct sockaddr *)&ss, &from), 0);
	assert_int_equal(pkt_decode(buf, sizeof buf, &p), 0);
	p.mode = PKT_SERVER;
	p.stratum = 1;
	p.precision = -20;
	p.org = p.xmt;
	p.rec = p.xmt = tm_ntp_from_utc(page_now_real().wall.ns);
	pkt_encode(&p, buf);
	for (i = 0; i < says; i++)
		say(fd, &from, buf);
	asked_from[asked++ % ASKED] = from.port;
	if (asked == 1)
		return;
	from.port = asked_from[(asked - 2) % ASKED];
	say(fd, &from, buf);
}

/*
 * Each request leaves from a port of its own, although most need no new
 * socket, and hears nothing that was sent to the one before.
 */
static void
ports(unsigned int times)
{
	struct msg_sock	m;
	unsigned int	i, j, same = 0;
	int		fd;

	asked = 0;
	says = times;
	assert_true(bind_to("127.0.0.1", &m, &fd));
	loop_fd(w->shell.loop, fd, POLLIN, on_question, NULL);
	ask("127.0.0.1", m.local.port);
	assert_int_equal(run(ASKED, LIMIT_NS), 0);
	/* by chance one of some 28,000 ports may be chosen twice */
	for (i = 0; i < ASKED; i++)
		for (j = 0; j < i; j++)
			same += asked_from[i] == asked_from[j];
	assert_in_range(same, 0, 1);
	assert_int_equal(w->net[CLIENT].counts.rejected, 0);
	loop_fd_del(w->shell.loop, fd);
	close(fd);
}

static void
ports_once(void **state)
{
	(void)state;
	ports(1);
}

static void
ports_thrice(void **state)
{
	(void)state;
	ports(3);
}

#define MANY	200
static struct loop_timer	poll_many;
static int			many_fd;
static unsigned int		many_got;

static void
take_many(void *arg)
{
	uint8_t	buf[PKT_MAX];
	ssize_t	n;

	(void)arg;
	while ((n = recv(many_fd, buf, sizeof buf, MSG_DONTWAIT)) > 0) {
		assert_int_equal(n, PKT_HDR);
		assert_int_equal(buf[0] & 7, PKT_SERVER);
		/* T3 is not before T2 */
		assert_true(memcmp(buf + 40, buf + 32, 8) >= 0);
		many_got++;
	}
	if (many_got == MANY)
		loop_stop(w->shell.loop, 0);
	else
		loop_after(w->shell.loop, &poll_many, TM_MS, take_many, NULL);
}

/* More than a batch waits: all are answered, rubbish between them is not. */
static void
batches(void **state)
{
	struct addr		to;
	struct sockaddr_storage	ss;
	uint8_t			buf[NET_ASK_MAX + 100];
	uint16_t		port = serve("0.0.0.0");
	unsigned int		i;
	socklen_t		len;

	(void)state;
	assert_int_equal(addr_parse("127.0.0.9", &to), 0);
	to.port = port;
	len = (socklen_t)addr_to_sockaddr(&to, &ss);
	many_fd = socket(AF_INET, SOCK_DGRAM, 0);
	assert_int_equal(connect(many_fd, (struct sockaddr *)&ss, len), 0);
	memset(buf, 0, sizeof buf);
	buf[0] = 4 << 3 | PKT_CLIENT;
	for (i = 0; i < MANY; i++) {
		buf[40] = (uint8_t)i;
		assert_int_equal(send(many_fd, buf, PKT_HDR, 0), PKT_HDR);
		if (i % 50 == 0) {
			(void)send(many_fd, buf, i == 0 ? sizeof buf : 7, 0);
			(void)send(many_fd, buf, 0, 0);
		}
	}
	many_got = 0;
	loop_after(w->shell.loop, &poll_many, 0, take_many, NULL);
	assert_int_equal(run(UINT32_MAX, LIMIT_NS), 0);
	assert_int_equal(w->net[SERVER].server.counts.replies, MANY);
	assert_int_equal(w->net[SERVER].server.counts.rx_kernel, MANY);
	close(many_fd);
}

/* Its own server is no server, and nobody there is no reason to spin. */
static void
itself_and_nobody(void **state)
{
	struct msg_sock	m;
	int		fd;

	(void)state;
	assert_true(bind_to("127.0.0.1", &m, &fd));
	ask("127.0.0.1", m.local.port);
	tell(CLIENT, MSG_SOCK, &m, sizeof m, fd);
	assert_int_equal(run(1, TM_S), 1);
	assert_int_equal(w->net[CLIENT].server.counts.replies, 0);
	assert_true(w->net[CLIENT].server.counts.looped >= 8);
	ask("127.0.0.1", 1);
	assert_int_equal(run(1, TM_S), 1);
	assert_in_range(w->net[CLIENT].slots[0].poll.tries, 8, 32);
}

/* A server's replies have the DSCP of the configuration, or none again. */
static void
dscp(void **state)
{
	static const int	some[] = { 46, 0 };
	struct msg_empty	e = { 0 };
	struct msg_cfg_net	net = { 0 };
	struct msg_sock		m;
	socklen_t		len = sizeof(int);
	size_t			i;
	int			fd, tos = -1;

	(void)state;
	assert_true(bind_to("127.0.0.1", &m, &fd));
	for (i = 0; i < 2; i++) {
		net.dscp = (uint8_t)some[i];
		tell(SERVER, MSG_CFG_BEGIN, &e, sizeof e, IPC_NOFD);
		tell(SERVER, MSG_CFG_NET, &net, sizeof net, IPC_NOFD);
		tell(SERVER, MSG_SOCK, &m, sizeof m, dup(fd));
		tell(SERVER, MSG_CFG_END, &e, sizeof e, IPC_NOFD);
		assert_int_equal(getsockopt(fd, IPPROTO_IP, IP_TOS, &tos,
		    &len), 0);
		assert_int_equal(tos, some[i] << 2);
	}
	close(fd);
}

static void
precision(void **state)
{
	(void)state;
	assert_in_range(-net_io_precision(), 6, 30);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test_setup_teardown(v4, setup, teardown),
		cmocka_unit_test_setup_teardown(any_address, setup, teardown),
		cmocka_unit_test_setup_teardown(v6, setup, teardown),
		cmocka_unit_test_setup_teardown(acquisition, setup, teardown),
		cmocka_unit_test_setup_teardown(ports_once, setup, teardown),
		cmocka_unit_test_setup_teardown(ports_thrice, setup, teardown),
		cmocka_unit_test_setup_teardown(batches, setup, teardown),
		cmocka_unit_test_setup_teardown(dscp, setup, teardown),
		cmocka_unit_test_setup_teardown(itself_and_nobody, setup,
		    teardown),
		cmocka_unit_test(precision),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
