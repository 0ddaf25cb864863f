/* ISC licence, see LICENSE. */
/* SO_REUSEPORT with a classic BPF program, as Linux has it: socket(7). */
#ifdef __linux__

#include <sys/types.h>
#include <sys/socket.h>

#include <linux/filter.h>

#include <stdint.h>
#include <string.h>

#include "par_group_io.h"

#ifndef SO_ATTACH_REUSEPORT_CBPF
#define SO_ATTACH_REUSEPORT_CBPF	51
#endif

/* of the source in the header of the network: RFC 791, RFC 8200 */
#define SRC4	(SKF_NET_OFF + 12)
#define SRC6	(SKF_NET_OFF + 8)

#define MODE_ACTIVE	1
#define MODE_PASSIVE	2

int
par_group_join(int fd)
{
	int	on = 1;

	return setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
}

int
par_group_device(int fd, const char *interface)
{
	return setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface,
	    (socklen_t)strlen(interface) + 1);
}

static void
add(struct sock_fprog *p, uint16_t code, uint8_t jt, uint8_t jf, uint32_t k)
{
	p->filter[p->len++] = (struct sock_filter){ code, jt, jf, k };
}

/* The first octet of the payload: the mode is in its low bits. */
static void
add_symmetric(struct sock_fprog *p)
{
	add(p, BPF_LD | BPF_B | BPF_ABS, 0, 0, 0);
	add(p, BPF_ALU | BPF_AND | BPF_K, 0, 0, 7);
	add(p, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, MODE_ACTIVE);
	add(p, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, MODE_PASSIVE);
	add(p, BPF_RET | BPF_K, 0, 0, 0);
}

/* The words of the source address, added up. */
static void
add_source(struct sock_fprog *p, int family)
{
	uint32_t	off = family == AF_INET ? SRC4 : SRC6;
	int		words = family == AF_INET ? 1 : 4;

	add(p, BPF_LD | BPF_W | BPF_ABS, 0, 0, off);
	while (--words > 0) {
		off += 4;
		add(p, BPF_MISC | BPF_TAX, 0, 0, 0);
		add(p, BPF_LD | BPF_W | BPF_ABS, 0, 0, off);
		add(p, BPF_ALU | BPF_ADD | BPF_X, 0, 0, 0);
	}
}

/*
 * Fibonacci hashing: an address's last bits are spread into the highest.
 * Who wants to fill one worker's share can, and hurts one worker.
 */
int
par_group_share(int fd, int family, unsigned int n, bool peers)
{
	struct sock_filter	code[32];
	struct sock_fprog	p = { 0, code };

	if (peers)
		add_symmetric(&p);
	add_source(&p, family);
	add(&p, BPF_ALU | BPF_MUL | BPF_K, 0, 0, 2654435769u);
	add(&p, BPF_ALU | BPF_RSH | BPF_K, 0, 0, 16);
	add(&p, BPF_ALU | BPF_MUL | BPF_K, 0, 0, n);
	add(&p, BPF_ALU | BPF_RSH | BPF_K, 0, 0, 16);
	add(&p, BPF_ALU | BPF_ADD | BPF_K, 0, 0, 1);
	add(&p, BPF_RET | BPF_A, 0, 0, 0);
	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &p,
	    sizeof p);
}

#endif
