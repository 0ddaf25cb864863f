/* ISC licence, see LICENSE. */
/* The parent's shell: configuration, start and end. */
#ifndef SIM_PARENT_H
#define SIM_PARENT_H

#include "sim_host.h"

/* Reads the configuration's lines; the number of errors, said. */
unsigned int sim_parent_conf(struct sim_host *, struct par_conf *);

/* The daemon starts, ends cleanly (or is killed). */
void	 sim_parent_boot(struct sim_host *);
void	 sim_parent_woke(struct sim_host *);
void	 sim_parent_end(struct sim_host *, bool clean);

/* Boots it again after so long. */
void	 sim_parent_boot_in(struct sim_host *, int64_t in_ns);

/* As core_ops.send, and the parent's op: a child has broken a rule. */
bool	 sim_parent_send(void *host, struct ipc_end to, uint16_t type,
	    uint32_t gen, uint32_t seq, const void *payload, size_t len,
	    int fd);
void	 sim_parent_violation(void *host, struct ipc_end, const char *rule);

/* Sends a child its configuration and sockets; to all of them, anew. */
void	 sim_parent_configure(struct sim_host *, struct ipc_end);
void	 sim_parent_reload(struct sim_host *);

#endif
