/* ISC licence, see LICENSE. */
/*
 * Answers of ntp-dns: the judge of the record, and what ntp-net makes of
 * one that it let through.
 */
#include <stdlib.h>
#include <string.h>

#include "net.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

#define START	(1000 * TM_S)
#define UTC	(INT64_C(1800000000) * TM_S)

static struct net	net;
static struct tm_now	now;
static uint32_t		asked;	/* the last query's id */
static int		open_handles, next;

static void
claim(int holds)
{
	if (!holds)
		abort();
}

static bool
op_send(void *arg, struct ipc_end to, uint16_t type, uint32_t gen,
    uint32_t seq, const void *payload, size_t len, int fd)
{
	_Alignas(8) uint8_t	copy[2048];
	struct ipc_hdr		hdr = { type, 0, (uint32_t)len, gen, seq };

	(void)arg;
	(void)fd;
	claim(len <= sizeof copy);
	memcpy(copy, payload, len);
	claim(ipc_judge(&hdr, copy, sizeof hdr + len, 0, ROLE_NET, to.role,
	    IPC_RUN) == IPC_OK);
	if (type == MSG_DNS_QUERY)
		asked = ((const struct msg_dns_query *)(void *)copy)->id;
	return true;
}

static void
op_log(void *arg, int priority, const char *text)
{
	(void)arg;
	(void)priority;
	claim(strlen(text) < 512);
}

static void
op_random(void *arg, void *buf, size_t len)
{
	(void)arg;
	memset(buf, 0x5a, len);
}

static int
op_request(void *arg, const struct net_route *route, const uint8_t *buf,
    size_t len, struct net_tx *tx)
{
	(void)arg;
	(void)buf;
	claim(len == PKT_HDR && route->to.port == 123);
	claim(route->to.family == 4 || route->to.family == 6);
	tx->real = now;
	open_handles++;
	return ++next;
}

static void
op_close(void *arg, int handle)
{
	(void)arg;
	(void)handle;
	claim(open_handles-- > 0);
}

static bool
op_page(void *arg, struct page_data *d)
{
	(void)arg;
	memset(d, 0, sizeof *d);
	return true;
}

static void
tell(enum role from, uint16_t type, const void *payload, size_t len)
{
	static struct ipc_msg	m;

	memset(&m.hdr, 0, sizeof m.hdr);
	m.hdr.type = type;
	m.hdr.len = (uint32_t)len;
	m.from.role = (uint16_t)from;
	m.fd = IPC_NOFD;
	memcpy(m.payload, payload, len);
	net_msg(&net, &m, now);
}

static void
start(void)
{
	const struct net_ops	ops = {
		.core = { NULL, op_send, op_log, op_random },
		.request = op_request, .close = op_close, .page = op_page
	};
	struct msg_empty	empty = { 0 };
	struct msg_peer_chan	clock = { ROLE_CLOCK, 0 };
	struct msg_peer_chan	dns = { ROLE_DNS, 0 };
	struct msg_cfg_source	s = { .entry = 1, .port = 123, .minpoll = 6,
		.maxpoll = 10, .maxsources = 4, .presend = 100, .weight = 1,
		.kind = SOURCE_POOL, .asymmetry_e6 = 1000000,
		.name = "pool.example" };

	memset(&net, 0, sizeof net);
	open_handles = next = 0;
	now.raw.ns = START;
	now.wall.ns = UTC;
	net_init(&net, &ops, -24, UTC);
	tell(ROLE_PARENT, MSG_PEER_CHAN, &clock, sizeof clock);
	tell(ROLE_PARENT, MSG_PEER_CHAN, &dns, sizeof dns);
	tell(ROLE_PARENT, MSG_CFG_BEGIN, &empty, sizeof empty);
	tell(ROLE_PARENT, MSG_CFG_SOURCE, &s, sizeof s);
	tell(ROLE_PARENT, MSG_CFG_END, &empty, sizeof empty);
	net_tick(&net, now);
}

/* Octet 0: fill in the id that was asked for. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static _Alignas(8) uint8_t	payload[IPC_MAX];
	struct ipc_hdr			hdr;
	struct msg_dns_reply		*r = (void *)payload;
	uint32_t			 i, used = 0;

	if (len < 1 || len - 1 > IPC_PAYLOAD)
		return 0;
	start();
	memset(payload, 0, sizeof payload);
	memcpy(payload, data + 1, len - 1);
	if (data[0] & 1)
		r->id = asked;
	hdr = (struct ipc_hdr){ MSG_DNS_REPLY, 0, (uint32_t)(len - 1), 0, 0 };
	if (ipc_judge(&hdr, payload, sizeof hdr + len - 1, 0, ROLE_DNS,
	    ROLE_NET, IPC_RUN) != IPC_OK)
		return 0;
	tell(ROLE_DNS, MSG_DNS_REPLY, payload, len - 1);
	net_tick(&net, now);
	for (i = 0; i < net.nslots; i++)
		used += net.slots[i].id != 0 &&
		    net.slots[i].addr.family != 0;
	claim(used <= 4 && (int)used == open_handles);
	claim(used == 0 || (data[0] & 1) || r->id == asked);
	return 0;
}
