/* ISC licence, see LICENSE. */
/*
 * "listen on ADDRESS rtable N": a socket in another routing table than the
 * main one.  One file per kind of system.
 */
#ifndef PAR_RTABLE_IO_H
#define PAR_RTABLE_IO_H

#include <stddef.h>
#include <stdint.h>

/*
 * Before bind(2): the socket belongs to that table.  Returns 0, or -1 with
 * errno (Linux: ENODEV where no VRF interface has it).
 */
int	 par_rtable_join(int fd, unsigned int table);

#ifdef __linux__
/*
 * The name of the VRF interface of that table among the links of a dump by
 * rtnetlink(7), NULL if there is none.
 */
const char *par_rtable_vrf(const void *dump, size_t len, uint32_t table);
#endif

#endif
