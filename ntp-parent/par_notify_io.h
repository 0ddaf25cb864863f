/* ISC licence, see LICENSE. */
/* Telling the service manager, where there is one, how far we are. */
#ifndef PAR_NOTIFY_IO_H
#define PAR_NOTIFY_IO_H

/*
 * Remembers where it listens ($NOTIFY_SOCKET, see sd_notify(3)) and opens
 * the way there; to be called before the sandbox is.
 */
void	 par_notify_open(void);

/* Tells it ("READY=1", "STOPPING=1"); nothing where nobody listens. */
void	 par_notify(const char *text);

#endif
