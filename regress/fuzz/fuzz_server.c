/* ISC licence, see LICENSE. */
/*
 * The server path as a whole: an input is a sequence of requests to one
 * server with a client log, rate limits and a key.  An octet says who
 * asks and how long later, one how long the request is.
 */
#include <stdlib.h>
#include <string.h>

#include "net_server.h"

#define UTC	(INT64_C(1800000000) * TM_S)
#define KEY	1

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static struct net_server	server;
static struct net_access	rules;
static struct net_keys		keys;
static struct net_clients_bucket log_[4];

static void
claim(int holds)
{
	if (!holds)
		abort();
}

static void
begin(void)
{
	static const uint8_t	key[NET_CLIENTS_KEY], secret[16] = { 1 };
	struct addr		net = { .family = 4, .ip = { 10 } };
	struct addr		net6 = { .family = 6, .ip = { 0x20, 1 } };

	memset(&server, 0, sizeof server);
	memset(log_, 0, sizeof log_);
	net_access_clear(&rules);
	net_keys_wipe(&keys);
	net_server_init(&server, -20, 1);
	net_access_add(&rules, &net, 8, true, false);
	net_access_add(&rules, &net6, 16, true, false);
	net_keys_add(&keys, KEY, MAC_SHA1, secret, sizeof secret);
	net_clients_init(&server.clients, log_, sizeof log_, key);
	server.access = &rules;
	server.keys = &keys;
	server.rate = (struct net_rate){ true, -2, 4, 2, 1 };
}

/* A reply is no longer than its request, and no request itself. */
static void
judge(const struct net_ask *ask, struct net_answer *a, struct net_view *v)
{
	struct net_answer	b;
	struct net_ask		back = *ask;
	struct pkt		p;

	claim(a->len >= PKT_HDR && a->len <= ask->len);
	claim(pkt_decode(a->buf, a->len, &p) == 0);
	claim(p.mode == (ask->peer && (ask->buf[0] & 7) == PKT_ACTIVE ?
	    PKT_PASSIVE : PKT_SERVER) && p.xmt != 0);
	if (!a->interleaved)
		claim((int64_t)(p.xmt - p.rec) >= 0);
	back.buf = a->buf;
	back.len = a->len;
	claim(!net_server_hear(&server, v, &back, &b));
}

static void
one(const uint8_t *req, size_t len, uint8_t who, struct tm_now now)
{
	struct page_data	page;
	struct net_view		v;
	struct net_answer	a;
	struct net_ask		ask = { .buf = req, .len = len };
	uint8_t			mine[512];

	memset(&page, 0, sizeof page);
	page.steer.wall_ns = UTC;
	page.truth.true_ns = UTC;
	page.truth.sync = who % 3;
	page.truth.stratum = 2;
	ask.from = (struct addr){ .family = 4, .port = who,
	    .ip = { 10, 0, 0, who & 0x1f } };
	if (who & 0x10)
		ask.from = (struct addr){ .family = 6, .port = who,
		    .ip = { 0x20, 1, 0xd, 0xb8, [15] = who & 0x1f } };
	ask.peer = who & 0x40;
	ask.to = (struct addr){ .family = 4, .port = 123, .ip = { 10, 1 } };
	ask.st.kind = who & 1;
	ask.st.real = now;
	ask.st.wall_ns = now.wall.ns - who * TM_US;
	/* half of them rightly signed, else few would get further */
	if ((who & 0x20) && len >= PKT_HDR && len < 256) {
		memcpy(mine, req, len);
		ask.buf = mine;
		ask.len = net_keys_sign(&keys, KEY, 4, mine, len);
	}
	net_server_view(&server, &v, &page, now);
	if (!net_server_hear(&server, &v, &ask, &a))
		return;
	net_server_seal(&server, &v, now, &a, 1);
	net_server_took(&server, who * TM_US, 1);
	judge(&ask, &a, &v);
	net_server_left(&server, &page, &ask.from, a.buf, &ask.st);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct net_served	*c = &server.counts;
	struct tm_now		 now = { { TM_S }, { UTC + TM_S } };
	size_t			 n;

	begin();
	while (len > 2) {
		n = data[1] < len - 2 ? data[1] : len - 2;
		now.raw.ns += data[0] * TM_MS;
		now.wall.ns += data[0] * TM_MS;
		one(data + 2, n, data[0], now);
		data += 2 + n;
		len -= 2 + n;
	}
	claim(c->hits == c->replies + c->kissed + c->limited + c->unproven +
	    c->stale);
	return 0;
}
