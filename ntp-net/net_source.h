/* ISC licence, see LICENSE. */
/*
 * Sources: an entry is a line of the configuration, a slot one address
 * that is asked because of it.
 */
#ifndef NET_SOURCE_H
#define NET_SOURCE_H

#include "net.h"

#define NET_LABEL	(ADDR_STRLEN + 260)

/* Enters a line and makes its first slots.  Returns false when full. */
bool	 net_entry_add(struct net *, const struct msg_cfg_source *,
	    struct tm_now);

/* Removes a line with its slots. */
void	 net_entry_remove(struct net *, struct net_entry *);

/* A line whose address another line had gets it, once it is free. */
void	 net_entry_claim(struct net *, struct net_entry *, struct tm_now);

/* The entry of that number, or NULL. */
struct net_entry *net_entry_find(struct net *, uint32_t number);

/*
 * Takes addresses from the entry's candidates: for slots that want
 * another, then until the entry has as many as it may.  An entry without
 * any keeps one slot of family 0, so that reports can show its name.
 */
void	 net_entry_fill(struct net *, struct net_entry *, struct tm_now);

/* Whether no slot is missing and none wants another address. */
bool	 net_entry_content(const struct net *, const struct net_entry *);

/*
 * The slot should get another address of its name, when there is one; its
 * own stays in use until then.
 */
void	 net_slot_replace(struct net *, struct net_slot *, enum net_want,
	    struct tm_now);

/* A pool does without this address from now on; false: they are too many. */
bool	 net_slot_drop(struct net *, const struct addr *, struct tm_now);

/* The slot of an id, or of an open request; NULL. */
struct net_slot	*net_slot_find(struct net *, uint32_t id);
struct net_slot	*net_slot_of_handle(struct net *, int handle);

struct net_entry *net_slot_entry(struct net *, const struct net_slot *);

/* How the slot's requests leave. */
void	 net_slot_route(const struct net *, const struct net_slot *,
	    struct net_route *);

/* The entry's record was changed in what needs no new address. */
void	 net_entry_change(struct net *, struct net_entry *,
	    const struct msg_cfg_source *, struct tm_now);

/* Whether that is so. */
bool	 net_entry_same(const struct msg_cfg_source *,
	    const struct msg_cfg_source *);

/* "192.0.2.1 (ntp.example.org)" for the log; returns buf. */
const char *net_slot_label(struct net *, const struct net_slot *,
	    char buf[NET_LABEL]);

#endif
