/* ISC licence, see LICENSE. */
/*
 * The client path as a whole: a source with options from the input, and
 * datagrams for its requests.  An input may have the secrets filled in
 * (the origin, a MAC); what comes of a datagram is held against that.
 */
#include <stdlib.h>
#include <string.h>

#include "net.h"
#include "net_poll.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

#define START	(1000 * TM_S)
#define UTC	(INT64_C(1800000000) * TM_S)
#define KEY	7

/* What the first octet of a datagram's record asks for. */
#define DO_ORIGIN	0x01		/* what must be echoed is filled in */
#define DO_SECOND	0x02		/* so that it is interleaved */
#define DO_SIGN		0x04
#define DO_NOSTAMP	0x08
#define DO_TX		0x10		/* the kernel's stamp comes first */
#define DO_TIME		0x20		/* up to 8 s pass before */
#define DO_NETWORK	0x40

static struct {
	struct net	 net;
	struct tm_now	 now;
	struct page_data page;
	uint64_t	 rng;
	int		 next, open;	/* handles */
	unsigned int	 samples;
	uint8_t		 sent[PKT_HDR + NET_MAC];
} w;

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
	_Alignas(8) uint8_t	 copy[2048];
	struct ipc_hdr		 hdr = { type, 0, (uint32_t)len, gen, seq };

	(void)arg;
	(void)fd;
	claim(len <= sizeof copy);
	memcpy(copy, payload, len);
	claim(ipc_judge(&hdr, copy, sizeof hdr + len, 0, ROLE_NET, to.role,
	    IPC_RUN) == IPC_OK);
	w.samples += type == MSG_SAMPLE;
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
	uint8_t	*b = buf;

	(void)arg;
	while (len-- > 0) {
		w.rng = w.rng * UINT64_C(6364136223846793005) + 1;
		*b++ = (uint8_t)(w.rng >> 56);
	}
}

static int
op_request(void *arg, const struct net_route *route, const uint8_t *buf,
    size_t len, struct net_tx *tx)
{
	(void)arg;
	claim(route->to.family == 4 && len >= PKT_HDR &&
	    len <= sizeof w.sent && w.open == 0);
	memcpy(w.sent, buf, len);
	tx->real = w.now;
	tx->local.family = 4;
	w.open = ++w.next;
	return w.open;
}

static void
op_close(void *arg, int handle)
{
	(void)arg;
	claim(handle == w.open);
	w.open = 0;
}

static bool
op_page(void *arg, struct page_data *d)
{
	(void)arg;
	*d = w.page;
	return true;
}

static void
tell(uint16_t type, const void *payload, size_t len)
{
	static struct ipc_msg	m;

	memset(&m.hdr, 0, sizeof m.hdr);
	m.hdr.type = type;
	m.hdr.len = (uint32_t)len;
	m.from.role = ROLE_PARENT;
	m.fd = IPC_NOFD;
	memcpy(m.payload, payload, len);
	net_msg(&w.net, &m, w.now);
}

static void
start(uint8_t options, bool *keyed)
{
	const struct net_ops	ops = {
		.core = { NULL, op_send, op_log, op_random },
		.request = op_request, .close = op_close, .page = op_page
	};
	struct msg_empty	empty = { 0 };
	struct msg_peer_chan	clock = { ROLE_CLOCK, 0 };
	struct msg_cfg_key	key = { .id = KEY, .type = MAC_AES128,
		.len = 16 };
	struct msg_cfg_source	s = { .entry = 1, .port = 123, .minpoll = -3,
		.maxpoll = 2, .maxsources = 1, .presend = 100, .weight = 1,
		.asymmetry_e6 = 200000, .maxdelay_ns = 3 * TM_S,
		.maxdelayratio_e6 = 3000000, .maxdelaydevratio_e6 = 10000000,
		.name = "192.0.2.1" };

	*keyed = options & 1;
	s.key = *keyed ? KEY : 0;
	s.kind = options & 2 ? SOURCE_PEER : SOURCE_SERVER;
	s.flags = options & 4 ? SRC_XLEAVE : 0;
	s.presend = options & 8 ? -3 : 100;
	s.filter = options & 16 ? 3 : 0;
	s.version = options & 32 ? 3 : 0;
	memset(&w, 0, sizeof w);
	w.rng = options;
	w.now.raw.ns = START;
	w.now.wall.ns = UTC;
	w.page.steer.wall_ns = UTC - START;
	net_init(&w.net, &ops, -24, UTC);
	tell(MSG_PEER_CHAN, &clock, sizeof clock);
	tell(MSG_CFG_BEGIN, &empty, sizeof empty);
	tell(MSG_CFG_KEY, &key, sizeof key);
	tell(MSG_CFG_SOURCE, &s, sizeof s);
	tell(MSG_CFG_END, &empty, sizeof empty);
}

static void
pass(int64_t ns)
{
	int64_t	end_ns = w.now.raw.ns + ns, due_ns;
	int	i;

	for (i = 0; i < 1000 && (due_ns = net_deadline(&w.net)) <= end_ns;
	    i++) {
		if (due_ns > w.now.raw.ns) {
			w.now.wall.ns += due_ns - w.now.raw.ns;
			w.now.raw.ns = due_ns;
		}
		net_tick(&w.net, w.now);
	}
	claim(i < 1000);
	w.now.wall.ns += end_ns - w.now.raw.ns;
	w.now.raw.ns = end_ns;
}

static struct net_stamp
stamp(bool kernel)
{
	struct net_stamp	st;

	memset(&st, 0, sizeof st);
	st.kind = kernel ? NET_STAMP_KERNEL : NET_STAMP_NONE;
	st.real = w.now;
	st.wall_ns = w.now.wall.ns - 10 * TM_US;
	return st;
}

/* One record: what to do, and the datagram. */
static void
datagram(uint8_t todo, const uint8_t *data, size_t len, bool keyed)
{
	const struct net_slot	*slot = &w.net.slots[0];
	struct net_exchange	 x;
	struct net_stamp	 st = stamp(true);
	uint8_t			 buf[PKT_MAX + NET_MAC];
	unsigned int		 before = w.samples;
	bool			 ours = false;
	uint64_t		 origin;
	int			 i;

	if (todo & DO_TIME)
		pass(TM_S * (1 + (data[0] & 7)));
	if (todo & DO_NETWORK)
		net_network(&w.net, w.now);
	pass(TM_MS);
	x = slot->x;
	if (todo & DO_TX)
		net_sent(&w.net, x.handle, &st);
	memcpy(buf, data, len);
	origin = todo & DO_SECOND ? x.second : x.origin;
	if (todo & DO_ORIGIN && len >= PKT_HDR)
		for (i = 0; i < 8; i++)
			buf[24 + i] = (uint8_t)(origin >> (56 - 8 * i));
	if (todo & DO_SIGN && len == PKT_HDR)
		len = net_keys_sign(w.net.keys, KEY, buf[0] >> 3 & 7, buf,
		    len);
	ours = (todo & DO_ORIGIN) && (!keyed || (todo & DO_SIGN));
	st = stamp(!(todo & DO_NOSTAMP));
	net_reply(&w.net, x.handle, buf, len, &st, w.now);
	claim((w.open != 0) == slot->x.waiting);
	if (ours)
		return;
	/* without the secrets nothing has come of it */
	claim(w.samples == before);
	claim(slot->x.waiting == x.waiting && slot->x.origin == x.origin &&
	    slot->x.second == x.second && !(slot->x.kissed && !x.kissed));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	bool	keyed;
	size_t	n;

	if (len < 1)
		return 0;
	start(data[0], &keyed);
	data++, len--;
	while (len >= 3) {
		n = (size_t)data[1] << 8 | data[2];
		if (n == 0 || n > len - 3 || n > PKT_MAX)
			break;
		datagram(data[0], data + 3, n, keyed);
		data += 3 + n, len -= 3 + n;
	}
	pass(10 * TM_S);
	return 0;
}
