/* ISC licence, see LICENSE. */
/*
 * What chimectl and ntp-ctl say to each other: one record per message over
 * a SOCK_SEQPACKET socket at ctlsocket.  The client begins with HELLO and
 * is answered with HELLO; then it sends one REQUEST (answered by ROWs and
 * END) or COMMAND (answered by RESULT) at a time.
 *
 * Payloads are those of the messages between processes, and so are their
 * judges: a client's word is worth no more than a compromised child's.
 */
#ifndef CTL_PROTO_H
#define CTL_PROTO_H

#include "ipc.h"

/* Grows whenever a payload of the table below, or a number, changes. */
#define CTL_VERSION	7

#define CTL_SOCKET	"/run/chimed/chimed.sock"

/* X(NAME, number, sent by, payload, judge of its values) */
#define CTL_CATALOGUE(X)						     \
X(HELLO,   1, CTL_BY_CLIENT | CTL_BY_DAEMON, ctl_hello, ctl_check_hello)    \
X(REQUEST, 2, CTL_BY_CLIENT, msg_stat_req,   ipc_check_stat_req)	     \
X(ROW,     3, CTL_BY_DAEMON, msg_stat_row,   ipc_check_stat_row)	     \
X(END,     4, CTL_BY_DAEMON, msg_stat_end,   ipc_check_stat_end)	     \
X(COMMAND, 5, CTL_BY_CLIENT, msg_cmd,        ipc_check_cmd)	     \
X(RESULT,  6, CTL_BY_DAEMON, msg_cmd_result, ipc_check_cmd_result)

#define CTL_ENUM(name, num, by, payload, check)	CTL_##name = num,
enum ctl_type {
	CTL_CATALOGUE(CTL_ENUM)
	CTL_TYPES = 7
};
#undef CTL_ENUM

enum ctl_sender { CTL_BY_CLIENT = 1, CTL_BY_DAEMON = 2 };

struct ctl_hello {
	uint32_t	version;	/* CTL_VERSION of the sender */
	uint32_t	pad;
};

struct ctl_hdr {
	uint16_t	type;
	uint16_t	pad;
	uint32_t	len;		/* of the payload, in bytes */
	uint32_t	seq;		/* the client's, echoed */
	uint32_t	pad2;
};

#define CTL_PAYLOAD	sizeof(struct msg_cmd)
#define CTL_MAX		(sizeof(struct ctl_hdr) + CTL_PAYLOAD)

struct ctl_record {
	struct ctl_hdr	hdr;
	_Alignas(8) uint8_t payload[CTL_PAYLOAD];
};

/*
 * Judges a record of got bytes, header included, that came from by;
 * greeted: that side's HELLO has come before.  Returns IPC_OK or the rule
 * that was broken.  Nothing else stands between a client and the core.
 */
enum ipc_fault	 ctl_judge(const struct ctl_record *, size_t got,
		    enum ctl_sender by, bool greeted);

/*
 * Fills in a record; the payload must be its type's (NULL: zeros).
 * Returns the bytes to send.
 */
size_t		 ctl_compose(struct ctl_record *, enum ctl_type, uint32_t seq,
		    const void *payload);

#endif
