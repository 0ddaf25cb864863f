/* ISC licence, see LICENSE. */
/*
 * The core of ntp-ctl: clients ask, the role that knows is asked, its rows
 * go back in order; commands go to the parent together with the client's
 * descriptor.  Events come in with the time, all of it on the raw clock.
 */
#ifndef CTL_H
#define CTL_H

#include "core.h"
#include "ctl_proto.h"
#include "log.h"
#include "tm.h"

#define CTL_CLIENTS	16		/* at once */
#define CTL_PER_USER	4		/* of one user who is not root */
#define CTL_NETS	64		/* bits of nets: more than workers */
#define CTL_COMPLAINTS	2		/* lines a second about clients */
#define CTL_TIMEOUT_NS	(5 * TM_S)	/* for the whole of an answer */

/*
 * What all users but root may ask for together: this many requests at
 * once, and then one each CTL_GAP_NS.  Whoever is early is read later.
 */
#define CTL_BURST_MAX	64
#define CTL_GAP_NS	(10 * TM_MS)

/* What the core asks its shell to do; slot is 0 to CTL_CLIENTS - 1. */
struct ctl_ops {
	void	*arg;

	/* Sends or queues a record; false when too much waits already. */
	bool	(*send)(void *arg, unsigned int slot, enum ctl_type,
		    uint32_t seq, const void *payload);

	/* Closes the client's connection; the slot is free. */
	void	(*hangup)(void *arg, unsigned int slot);

	/* From now on records of this client are (not) to be read. */
	void	(*reading)(void *arg, unsigned int slot, bool on);

	/* The client's connected descriptor. */
	int	(*descriptor)(void *arg, unsigned int slot);

	/* Takes the listening socket in place of an older one. */
	void	(*listen)(void *arg, int fd);

	/* Closes a descriptor that is of no use here. */
	void	(*discard)(void *arg, int fd);
};

enum ctl_waiting {
	CTL_IDLE,		/* for the client's next record */
	CTL_HELD,		/* until its turn to be read */
	CTL_ASKED		/* for an answer */
};

struct ctl_client {
	bool			used;
	bool			greeted;
	enum ctl_waiting	waiting;
	uint32_t		uid;
	uint32_t		seq;		/* the client's */
	uint32_t		ticket;		/* ours, towards the role */
	enum role		role;		/* that was asked */
	uint16_t		instance;	/* of it */
	uint16_t		owed;		/* answers for one sum */
	struct stat_serverstats	sum;
	enum ctl_type		type;		/* CTL_REQUEST, CTL_COMMAND */
	uint32_t		what;		/* table or command */
	int64_t			until_ns;	/* the wait's end */
	int64_t			active_ns;	/* its last record */
};

struct ctl {
	const struct core_ops	*core;
	const struct ctl_ops	*ops;
	struct ctl_client	 clients[CTL_CLIENTS];
	uint32_t		 ticket;	/* the last one given */
	uint64_t		 nets;		/* instances of ntp-net, as bits */
	int64_t			 allowance_ns;	/* when users' bucket is full */
	struct log_limit	 complaints;	/* about clients */
	uint32_t		 own_uid;	/* who started the daemon */
};

/* own_uid sees what root sees. */
void	 ctl_init(struct ctl *, const struct core_ops *,
	    const struct ctl_ops *, uint32_t own_uid);

/* A message of the catalogue, judged; and whether there is a handler. */
void	 ctl_msg(void *ctl, const struct ipc_msg *, struct tm_now);
bool	 ctl_handles(uint16_t type);

void	 ctl_tick(void *ctl, struct tm_now);
int64_t	 ctl_deadline(const void *ctl);

/*
 * A client connected.  Returns its slot, or -1 to refuse it.  May hang up
 * on one that idles to make room.  uid is that of the connecting process.
 */
int	 ctl_client_new(struct ctl *, uint32_t uid, struct tm_now);

/*
 * got bytes came from a client; it is hung up on for any broken rule.  Returns
 * if they are done with: false means that the parent takes them itself.
 */
bool	 ctl_client_record(struct ctl *, unsigned int slot,
	    const struct ctl_record *, size_t got, struct tm_now);

/* The client's connection is no more. */
void	 ctl_client_gone(struct ctl *, unsigned int slot);

#endif
