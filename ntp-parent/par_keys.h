/* ISC licence, see LICENSE. */
/* The keyfile: lines "ID [TYPE] KEY" as in chrony.conf(5). */
#ifndef PAR_KEYS_H
#define PAR_KEYS_H

#include "par_conf.h"

#define PAR_KEYS	1024

/* Only the counted part means anything. */
struct par_keys {
	uint32_t		n;
	struct msg_cfg_key	key[PAR_KEYS];
};

/*
 * Reads the configuration's keyfile, if it names one, and says what is
 * wrong with it (never what is in it): a file that does not exist is a
 * warning, as is a source whose key is not there; loose permissions are
 * reported.  Returns the number of errors; then *keys is worth nothing.
 */
unsigned int par_keys_load(struct par_keys *, const struct par_conf *,
	    const struct par_conf_io *, par_say_fn *, void *arg);

/* Overwrites them. */
void	 par_keys_wipe(struct par_keys *);

/* The key of an id, or NULL. */
const struct msg_cfg_key *par_keys_find(const struct par_keys *, uint32_t id);

#endif
