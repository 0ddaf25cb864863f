/* ISC licence, see LICENSE. */
/* A role's ends of channels, and the records that come by them. */
#ifndef SIM_CHAN_H
#define SIM_CHAN_H

#include "sim_host.h"

/* Attaches an end of a pipe as the channel to peer; false: no room. */
bool	 sim_shell_attach(struct sim_role *, int pipe, int side,
	    struct ipc_end peer, enum ipc_state);

/* The channel to peer, or NULL; and closing it. */
struct sim_chan *sim_shell_chan(struct sim_role *, unsigned int peer);
void	 sim_shell_drop(struct sim_role *, struct sim_chan *);

/* Lets the role read in a moment, if it is there. */
void	 sim_shell_wake(struct sim_role *);

/*
 * Sends to peer.  0, EPIPE (no such channel now) or ENOBUFS.  A descriptor
 * that names a pipe's end is the receiver's from now on, or lost.
 */
int	 sim_shell_send(struct sim_role *, struct ipc_end to, uint16_t type,
	    uint32_t gen, uint32_t seq, const void *payload, size_t len,
	    int fd);

/*
 * Takes the next record that has come to the role and judges it: false
 * when there is none.  *fault is IPC_OK or the rule that was broken.
 */
bool	 sim_shell_receive(struct sim_role *, unsigned int nchan,
	    struct ipc_msg *, enum ipc_fault *fault);

#endif
