/* ISC licence, see LICENSE. */
/* The control role on the bus. */
#include <string.h>
#include <unistd.h>

#include "ctl_io.h"
#include "mono_ctl.h"
#include "par_sock_io.h"

static struct role_shell	shell;	/* what its sockets need of one */
static struct ctl_io		io;
static struct ctl		core;
static struct par_socks		socks;

bool
mono_ctl_wanted(const struct par_conf *conf)
{
	static struct par_conf	defaults;

	par_conf_init(&defaults);
	return conf->ctlsocket[0] != '\0' &&
	    strcmp(conf->ctlsocket, defaults.ctlsocket) != 0;
}

void
mono_ctl_open(struct mono_bus *b, const struct par_conf *conf)
{
	static struct par_conf		alone;
	static const struct role_def	def = {
		ROLE_CTL, &core, ctl_msg, ctl_tick, ctl_deadline
	};

	/* The sockets for clients of time are the bus's, not these. */
	alone = *conf;
	alone.port = 0;
	alone.nlisten = 0;
	par_socks_init(&socks, 0);
	(void)par_socks_open(&socks, &alone);
	shell.loop = b->loop;
	shell.page = &b->page;
	shell.ops = b->role[ROLE_CTL].ops;
	ctl_io_init(&io, &shell, &core);
	ctl_init(&core, &shell.ops, &io.ops, geteuid());
	mono_bus_add(b, &def);
}

void
mono_ctl_greet(struct mono_bus *b, uint32_t gen)
{
	const struct core_ops	*ops = &b->role[ROLE_PARENT].ops;
	const struct ipc_end	 to = { ROLE_CTL, 0 };
	struct msg_sock		 m = { .kind = SOCK_CTL };

	if (socks.ctl_fd != -1)
		ops->send(ops->arg, to, MSG_SOCK, gen, 0, &m, sizeof m,
		    socks.ctl_fd);
}

void
mono_ctl_close(void)
{
	par_socks_close(&socks);
}
