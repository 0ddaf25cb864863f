/* ISC licence, see LICENSE. */
/*
 * Asks one NTP server once (RFC 4330).  usage: ntp_probe ADDRESS PORT
 * Prints "offset-ns delay-ns leap stratum refid" against this machine's
 * own clock.  Exit 0: it claims to be synchronised, 1: it answered but
 * does not, 2: no valid answer within a quarter of a second.
 */
#include <sys/socket.h>

#include <err.h>
#include <inttypes.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ntp_wire.h"
#include "page_io.h"

#define WAIT_MS	250

int
main(int argc, char **argv)
{
	uint8_t		req[WIRE_LEN], rep[WIRE_MAX];
	struct pollfd	pfd;
	int64_t		t1_ns, t2_ns, t3_ns, t4_ns;
	ssize_t		n;
	uint32_t	refid;

	if (argc != 3)
		errx(2, "usage: ntp_probe address port");
	pfd.fd = wire_connect(argv[1], argv[2]);
	pfd.events = POLLIN;
	t1_ns = page_now_real().wall.ns;
	wire_request(req, tm_ntp_from_utc(t1_ns));
	if (send(pfd.fd, req, sizeof req, 0) == -1)
		err(2, "send");
	if (poll(&pfd, 1, WAIT_MS) != 1)
		return 2;
	n = recv(pfd.fd, rep, sizeof rep, 0);
	t4_ns = page_now_real().wall.ns;
	if (!wire_is_reply(req, rep, n))
		return 2;
	t2_ns = tm_utc_from_ntp(wire_u64(rep + 32), t1_ns);
	t3_ns = tm_utc_from_ntp(wire_u64(rep + 40), t1_ns);
	memcpy(&refid, rep + 12, 4);
	printf("%" PRId64 " %" PRId64 " %d %d %08x\n",
	    (t2_ns - t1_ns + t3_ns - t4_ns) / 2,
	    t4_ns - t1_ns - (t3_ns - t2_ns), rep[0] >> 6, rep[1],
	    ntohl(refid));
	return wire_claims_sync(rep) ? 0 : 1;
}
