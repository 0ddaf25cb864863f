/* ISC licence, see LICENSE. */
/*
 * The configuration: what chrony.conf(5) and ntpd.conf(5) say, as the
 * records that the children get and the settings that the parent keeps.
 */
#ifndef PAR_CONF_H
#define PAR_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "ipc.h"
#include "par_parse.h"
#include "pol.h"

#define PAR_SOURCES	SOURCES_MAX
#define PAR_ACCESS	1024
#define PAR_NAMED	32
#define PAR_LISTEN	(SOCKS_MAX - 2)
#define PAR_SOCKS	SOCKS_MAX
#define PAR_WORKERS	32		/* more ntp-net for a server's cores */
#define PAR_IFNAME	16
#define PAR_PATH	256
#define PAR_SOCKPATH	104		/* the shortest sun_path */
#define PAR_USER	33
#define PAR_KEPT	16384
#define PAR_DEPTH	10		/* of includes */
#define PAR_DIRS	10		/* of a confdir or sourcedir line */
#define PAR_READS	32		/* directories that includes are in */

/* authselectmode: what sources with a key are to those without. */
enum par_authselect {
	PAR_AUTH_MIX, PAR_AUTH_PREFER, PAR_AUTH_REQUIRE, PAR_AUTH_IGNORE
};

/* An allow, deny, cmdallow or cmddeny line with a host's name. */
struct par_named {
	uint8_t	allow;
	uint8_t	all;
	uint8_t	cmd;			/* of cmdallow and cmddeny */
	char	name[256];
};

/*
 * Settings first, then the tables, of which only the counted part means
 * anything (so that an empty table costs no memory).  Empty strings and
 * addresses of family 0 stand for "none" or "any".
 */
struct par_conf {
	uint32_t		gen;		/* 0 until adopted once */
	uint32_t		next_entry;	/* to try for a new one */

	/* network */
	struct msg_cfg_net	net;
	uint16_t		port;		/* 0: serve nobody */
	struct addr		bind4;		/* bindaddress */
	struct addr		bind6;
	char			binddevice[PAR_IFNAME];
	uint16_t		workers;	/* that only serve */
	uint16_t		cmdport;	/* 0: not over UDP */
	struct addr		bindcmd4;	/* family 0: not this family */
	struct addr		bindcmd6;
	char			cmdsocket[PAR_SOCKPATH]; /* of chronyc */

	/* clock */
	struct msg_cfg_clock	clock;
	struct pol_conf		policy;		/* but floor and ceiling */
	uint8_t			authselect;	/* enum par_authselect */
	int64_t			local_waitunsynced_ns; /* -1: by orphan */
	uint8_t			local_by_addr;	/* server 127.127.x.y */
	int64_t			clockprecision_ns;	/* 0: as measured */
	int64_t			initstep_ns;	/* initstepslew; 0: none */
	uint8_t			trusted;	/* some server is */
	uint8_t			rtcsync;
	char			leapsectz[64];
	char			leapseclist[PAR_PATH];

	/* files and ids */
	uint8_t			besteffort;	/* sandbox besteffort */
	char			user[PAR_USER];
	char			statedir[PAR_PATH];
	char			ctlsocket[PAR_SOCKPATH];
	char			pidfile[PAR_PATH];
	char			driftfile[PAR_PATH];
	int64_t			drift_interval_ns;
	char			keyfile[PAR_PATH];
	char			logdir[PAR_PATH];
	char			dumpdir[PAR_PATH];
	int32_t			sched_priority;	/* SCHED_FIFO; 0: ordinary */
	uint32_t		logbanner;	/* lines; 0: none */
	uint8_t			rtconutc;
	char			rtcfile[PAR_PATH];
	char			rtcdevice[PAR_PATH];
	char			hwclockfile[PAR_PATH];
	int64_t			rtcautotrim_ns;	/* 0: never */
	char			ntsdumpdir[PAR_PATH];

	uint32_t		nlisten;
	uint32_t		nsources;
	uint32_t		naccess;
	uint32_t		ncmdaccess;
	uint32_t		nnamed;
	uint32_t		nkept;		/* bytes */
	uint32_t		nreads;

	struct msg_sock		listen[PAR_LISTEN];	/* "listen on" */
	struct msg_cfg_source	source[PAR_SOURCES];
	struct msg_cfg_access	access[PAR_ACCESS];
	struct msg_cfg_access	cmdaccess[PAR_ACCESS];
	struct par_named	named[PAR_NAMED];
	char			reads[PAR_READS][PAR_PATH]; /* for a reload */

	/*
	 * Lines that are understood and checked but mean nothing yet, for
	 * -p; each ends with a newline.
	 */
	char			kept[PAR_KEPT];
};

/* A file's text, and names; both are the table's to free. */
struct par_text {
	char	*text;
	size_t	 len;
	bool	 writable;		/* by group or others */
	bool	 readable;		/* by others */
};

struct par_names {
	char	**name;			/* sorted as by strcmp(3) */
	size_t	  n;
};

#define PAR_IRREGULAR	(-1)		/* a FIFO, socket or device */

/* How files are read; 0 or an errno is returned. */
struct par_conf_io {
	void	 *arg;
	/* or PAR_IRREGULAR, of what a reader might wait for */
	int	(*read)(void *arg, const char *path, struct par_text *);
	/* of any kind: the one that names the others; NULL: as the others */
	int	(*first)(void *arg, const char *path, struct par_text *);
	void	(*read_done)(void *arg, struct par_text *);
	/* paths that match; none is not an error */
	int	(*glob)(void *arg, const char *pattern, struct par_names *);
	/* names (not paths) in a directory */
	int	(*list)(void *arg, const char *dir, struct par_names *);
	void	(*names_done)(void *arg, struct par_names *);
};

/* What such a reading ended with, in words. */
const char *par_conf_error(int error);

/* The files that are tried in this order where none is named. */
extern const char *const par_conf_paths[4];

/* The configuration before the first line. */
void	 par_conf_init(struct par_conf *);

/*
 * Reads a file, or with path NULL the first of par_conf_paths that exists
 * (and says which).  All that is wrong is said; *conf is worth nothing
 * unless 0 is returned.  Returns the number of errors.
 */
unsigned int par_conf_load(struct par_conf *, const struct par_conf_io *,
	    const char *path, par_say_fn *, void *arg);

/* The same with directives (one each) from the command line, no file. */
unsigned int par_conf_load_args(struct par_conf *, const struct par_conf_io *,
	    char *const *directives, int n, par_say_fn *, void *arg);

/*
 * Numbers the entries of a reloaded configuration: a source whose kind,
 * name and port are as before keeps its entry, others get numbers that
 * the old configuration does not use.  The generation becomes the next.
 */
void	 par_conf_adopt_entries(struct par_conf *, const struct par_conf *old);

/*
 * The server's sockets: bindaddress (or any) once there is an "allow", and
 * those of "listen on", of the families that may be used.  Returns how
 * many, at most PAR_SOCKS.
 */
size_t	 par_conf_socks(const struct par_conf *, struct msg_sock *);

/* local without options: stratum 10, distance 1 s (chrony.conf(5)). */
void	 par_conf_local(struct par_conf *);

/* How long local waits for sources where its line does not say. */
void	 par_conf_waits(struct par_conf *);

#endif
