/* ISC licence, see LICENSE. */
/*
 * Records between processes: header, judgement, names.  The channel that
 * carries them is ipc_io.h's.
 */
#ifndef IPC_H
#define IPC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum role {
	ROLE_PARENT, ROLE_NET, ROLE_CLOCK, ROLE_CTL, ROLE_DNS, ROLE_NTS,
	ROLES
};
#define IPC_ROLE(r)	(1u << (r))

#include "ipc_catalogue.h"

#define IPC_MAX		4096		/* of a record, header included */
#define IPC_PAYLOAD	(IPC_MAX - sizeof(struct ipc_hdr))
#define IPC_NOFD	(-1)

enum ipc_state { IPC_START = 1, IPC_RUN = 2 };

/* A process: role, and which of several (0 unless there are workers). */
struct ipc_end {
	uint16_t	role;
	uint16_t	instance;
};

struct ipc_hdr {
	uint16_t	type;
	uint16_t	nfds;
	uint32_t	len;		/* of the payload, in bytes */
	uint32_t	gen;		/* of the configuration: CFG_*, ADJ_* */
	uint32_t	seq;		/* echoed in an answer */
};

struct ipc_msg {
	struct ipc_hdr	hdr;
	struct ipc_end	from;
	int		fd;		/* IPC_NOFD, or the receiver's to close */
	bool		more;		/* another came with it, and is next */
	_Alignas(8) uint8_t payload[IPC_MAX - sizeof(struct ipc_hdr)];
};

#define IPC_ENUM(name, num, from, to, pl, tail, most, fds, when) \
	MSG_##name = num,
enum ipc_type {
	IPC_CATALOGUE(IPC_ENUM)
	MSG_TYPES = 0x60
};
#undef IPC_ENUM

/* A row of the catalogue as data. */
struct ipc_row {
	const char	*name;
	uint16_t	 type;
	uint16_t	 from;		/* sets of roles */
	uint16_t	 to;
	uint16_t	 when;		/* set of enum ipc_state */
	uint32_t	 size;
	uint32_t	 tail_size;	/* 0: no tail */
	uint32_t	 tail_most;
	uint32_t	 fds;
	bool	       (*check)(const void *payload);
	bool	       (*check_tail)(const void *payload, size_t ntail);
};

/* The rule that a record broke. */
enum ipc_fault {
	IPC_OK, IPC_SHORT, IPC_LONG, IPC_LENGTH, IPC_TYPE, IPC_DIRECTION,
	IPC_STATE, IPC_SIZE, IPC_TAIL, IPC_FDS, IPC_VALUE,
	IPC_FAULTS
};

/* The row of a type, NULL if there is none. */
const struct ipc_row *ipc_row(uint16_t type);

/* The nth row in the order of the catalogue, NULL after the last. */
const struct ipc_row *ipc_row_at(size_t n);

const char	*ipc_type_name(uint16_t type);
const char	*ipc_fault_name(enum ipc_fault);
const char	*ipc_role_name(unsigned int role);	/* "ntp-net" */

/*
 * Judges a record of got bytes (header included) and nfds descriptors
 * that came from one role to another while the child was in state; this
 * is all that stands between a hostile process and a handler.  payload
 * must be aligned to 8.
 */
enum ipc_fault	 ipc_judge(const struct ipc_hdr *, const void *payload,
		    size_t got, size_t nfds, unsigned int from,
		    unsigned int to, enum ipc_state state);

/* How many tail elements a judged message has. */
size_t		 ipc_ntail(const struct ipc_msg *);

/* The same for every build with the same catalogue (FNV-1a of its rows). */
uint64_t	 ipc_catalogue_hash(void);

#define IPC_CHECK(name, num, from, to, pl, tail, most, fds, when) \
	bool ipc_check_##pl(const void *);				      \
	bool ipc_tail_##tail(const void *, size_t);
IPC_CATALOGUE(IPC_CHECK)
#undef IPC_CHECK

#endif
