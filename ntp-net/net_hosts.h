/* ISC licence, see LICENSE. */
/*
 * allow and deny by name: hosts whose addresses are looked up after the
 * configuration is in force, and again and again, so that a name server
 * that is away delays nothing and is no error.
 */
#ifndef NET_HOSTS_H
#define NET_HOSTS_H

#include "ipc.h"
#include "tm.h"

#define NET_HOSTS	32
#define NET_HOST_ADDRS	16

/* Queries of ours are told from those for sources by the highest bit. */
#define NET_HOSTS_ID	UINT32_C(0x80000000)

struct net;

struct net_host {
	struct msg_cfg_access_name cfg;
	bool		 asking;
	bool		 complained;	/* its trouble was logged */
	uint16_t	 asked;		/* tells answers apart */
	uint8_t		 n;		/* addresses known so far */
	int64_t		 ask_ns;	/* raw, of the next query */
	int64_t		 retry_ns;
	struct addr	 addrs[NET_HOST_ADDRS];
};

struct net_hosts {
	uint32_t	 n;
	struct net_host	 host[NET_HOSTS];
};

/* Stages a line; false when there are too many. */
bool	 net_hosts_stage(struct net_hosts *,
	    const struct msg_cfg_access_name *);

/*
 * Those staged come into force; what was known of the same names is kept,
 * and enters the access rules after all that are by address.
 */
void	 net_hosts_config(struct net *, struct tm_now);

/* Asks what is due; when that is next, raw ns. */
void	 net_hosts_tick(struct net *, struct tm_now);
int64_t	 net_hosts_due(const struct net *);

/* An answer to a query with NET_HOSTS_ID. */
void	 net_hosts_reply(struct net *, const struct msg_dns_reply *,
	    const struct msg_addr *, size_t n, struct tm_now);

/* A new ntp-dns: what the old one was asked is asked again. */
void	 net_hosts_again(struct net *, struct tm_now);

#endif
