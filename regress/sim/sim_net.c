/* ISC licence, see LICENSE. */
/* What net_io.c does with sockets, done with events. */
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "sim_link.h"
#include "sim_net.h"
#include "sim_shell.h"
#include "sim_world.h"

#define PRECISION	(-25)

int
sim_net_target(const struct sim_world *w, const struct addr *a)
{
	unsigned int	i;

	for (i = 0; i < w->nhosts; i++)
		if (addr_same_ip(a, &w->host[i]->addr))
			return (int)i;
	for (i = 0; i < w->nservers; i++)
		if (addr_same_ip(a, &w->server[i].addr))
			return SIM_HOSTS + (int)i;
	return -1;
}

static struct sim_packet *
copy_of(const struct sim_packet *p)
{
	struct sim_packet	*q;

	if ((q = malloc(sizeof *q)) == NULL)
		err(1, NULL);
	*q = *p;
	return q;
}

/* Sends along the path between client and target, work_ns from now. */
static void
launch(struct sim_world *w, int client, int target, bool back,
    int64_t work_ns, const struct sim_packet *p)
{
	struct sim_event	e = { .kind = SIM_EV_ARRIVE };
	int64_t			delay_ns[2];
	int			i, n;

	n = sim_link_send(&w->path[client][target][back], &w->rand, w->t_ns,
	    delay_ns);
	if (back)
		e.host = (uint16_t)client;
	else if (target < SIM_HOSTS)
		e.host = (uint16_t)target;
	else {
		e.kind = SIM_EV_SERVER;
		e.host = UINT16_MAX;
		e.what = (uint32_t)target - SIM_HOSTS;
	}
	for (i = 0; i < n; i++) {
		e.t_ns = w->t_ns + work_ns + delay_ns[i];
		e.ptr = copy_of(p);
		sim_event_add(&w->events, e);
	}
}

static int
op_request(void *arg, const struct net_route *route, const uint8_t *buf,
    size_t len, struct net_tx *tx)
{
	struct sim_host		*h = arg;
	struct sim_packet	 p;
	int			 to = sim_net_target(h->world, &route->to);

	if (to == -1 || h->handle_open[h->next_handle % SIM_HANDLES]) {
		tx->why = "Network is unreachable";
		return NET_NOHANDLE;
	}
	memset(&p, 0, sizeof p);
	p.from = h->addr;
	p.from.port = (uint16_t)(1024 + h->next_handle % 60000);
	p.to = route->to;
	p.handle = h->next_handle++;
	p.request = true;
	p.len = len;
	memcpy(p.buf, buf, len);
	h->handle_open[p.handle % SIM_HANDLES] = true;
	h->handle_of[p.handle % SIM_HANDLES] = p.handle;
	h->sent++;
	tx->real = sim_host_now(h);
	tx->local = p.from;
	launch(h->world, (int)h->ix, to, false, 0, &p);
	return p.handle;
}

static void
op_close(void *arg, int handle)
{
	struct sim_host	*h = arg;

	h->handle_open[handle % SIM_HANDLES] = false;
}

static bool
op_page(void *arg, struct page_data *data)
{
	struct sim_host	*h = arg;

	*data = h->page;
	return h->role[ROLE_NET].have_page;
}

static void
op_sock_add(void *arg, unsigned int ix, int fd)
{
	struct sim_host	*h = arg;

	(void)fd;
	h->sock_on[ix] = true;
	sim_net_read(h);
}

static void
op_sock_del(void *arg, unsigned int ix)
{
	struct sim_host	*h = arg;

	h->sock_on[ix] = false;
}

static void *
op_log_memory(void *arg, size_t len)
{
	struct sim_host	*h = arg;

	free(h->log_memory);
	h->log_memory = NULL;
	if (len > 0 && (h->log_memory = calloc(1, len)) == NULL)
		err(1, NULL);
	return h->log_memory;
}

static void
op_watch(void *arg, int fd)
{
	(void)arg;
	(void)fd;
}

void
sim_net_birth(struct sim_host *h)
{
	struct net_ops	ops = {
		.core = h->role[ROLE_NET].ops, .arg = h,
		.request = op_request, .close = op_close, .page = op_page,
		.sock_add = op_sock_add, .sock_del = op_sock_del,
		.log_memory = op_log_memory, .watch = op_watch
	};

	memset(h->net, 0, sizeof *h->net);
	net_init(h->net, &ops, PRECISION, h->world->epoch_ns +
	    INT64_C(1000) * TM_DAY);
}

/* Its own sockets close; those of the parent keep what has come. */
void
sim_net_death(struct sim_host *h)
{
	memset(h->handle_open, 0, sizeof h->handle_open);
	memset(h->sock_on, 0, sizeof h->sock_on);
}

static bool
is_open(const struct sim_host *h, const struct sim_packet *p)
{
	if (!h->running)
		return false;
	if (p->request)
		return h->serving;
	return h->handle_open[p->handle % SIM_HANDLES] &&
	    h->handle_of[p->handle % SIM_HANDLES] == p->handle;
}

void
sim_net_arrive(struct sim_host *h, struct sim_packet *p)
{
	struct sim_event	e = { .kind = SIM_EV_READ };

	if (h->off || !is_open(h, p) || h->ninbox == SIM_INBOX) {
		free(p);
		return;
	}
	p->st.kind = NET_STAMP_KERNEL;
	p->st.wall_ns = sim_host_now(h).wall.ns;
	h->inbox[h->ninbox++] = p;
	if (h->reading)
		return;
	h->reading = true;
	e.t_ns = h->world->t_ns + 3 * TM_US +
	    (int64_t)(1e4 * sim_rand_exp(&h->rand));
	e.host = (uint16_t)h->ix;
	sim_event_add(&h->world->events, e);
}

static void
serve(struct sim_host *h, const struct sim_packet *p, struct tm_now now)
{
	struct sim_packet	r;
	int			client = sim_net_target(h->world, &p->from);

	memset(&r, 0, sizeof r);
	r.len = net_request(h->net, 0, &p->from, &p->to, p->buf, p->len,
	    &p->st, now, r.buf);
	if (r.len == 0 || client == -1)
		return;
	r.from = p->to;
	r.to = p->from;
	r.handle = p->handle;
	launch(h->world, client, (int)h->ix, true, 0, &r);
}

/* As many as there were; an answer may close sockets, none are added. */
void
sim_net_read(struct sim_host *h)
{
	struct sim_packet	*p;
	struct tm_now		 now = sim_host_now(h);
	unsigned int		 i, kept = 0;

	h->reading = false;
	for (i = 0; i < h->ninbox; i++) {
		p = h->inbox[i];
		p->st.real = now;
		if (p->request && !h->sock_on[0] && h->serving) {
			h->inbox[kept++] = p;
			continue;
		}
		if (h->role[ROLE_NET].alive && is_open(h, p)) {
			if (p->request)
				serve(h, p, now);
			else
				net_reply(h->net, p->handle, p->buf, p->len,
				    &p->st, now);
		}
		free(p);
	}
	h->ninbox = kept;
	sim_shell_idle(&h->role[ROLE_NET]);
}

/* Somebody who knows or guesses the port, but not what was asked. */
static void
forge(struct sim_world *w, unsigned int server, const struct sim_packet *p)
{
	int			 client = sim_net_target(w, &p->from);
	int			 row = SIM_HOSTS + (int)server;
	double			 part = w->path[client][row][1].forge;
	struct sim_packet	 r;

	if (part <= 0 || sim_rand_unit(&w->rand) >= part)
		return;
	memset(&r, 0, sizeof r);
	r.len = sim_server_forge(&w->rand, sim_world_utc(w, w->t_ns), r.buf);
	r.from = p->to;
	r.to = p->from;
	r.handle = p->handle;
	launch(w, client, row, true, 0, &r);
}

void
sim_net_server(struct sim_world *w, unsigned int server,
    struct sim_packet *p)
{
	struct sim_server	*s = &w->server[server];
	struct sim_packet	 r;
	int			 client = sim_net_target(w, &p->from);

	memset(&r, 0, sizeof r);
	r.len = sim_server_answer(s, &w->rand, p->buf, p->len, w->t_ns,
	    sim_world_utc(w, w->t_ns), sim_world_leap(w), r.buf);
	r.from = p->to;
	r.to = p->from;
	r.handle = p->handle;
	if (client != -1)
		forge(w, server, p);
	if (r.len > 0 && client != -1)
		launch(w, client, SIM_HOSTS + (int)server, true, s->work_ns,
		    &r);
	free(p);
}

static enum dns_error
lookup(void *arg, const char *name, unsigned int family,
    struct addr out[DNS_ADDRS], size_t *n)
{
	struct sim_host		*h = arg;
	const struct sim_name	*s = sim_world_name(h->world, name);

	if (s == NULL)
		return DNS_NOTFOUND;
	if (h->world->t_ns < s->fail_ns)
		return DNS_TRYAGAIN;
	if (family == 6 || s->n == 0)
		return DNS_NOTFOUND;
	memcpy(out, s->addr, s->n * sizeof out[0]);
	*n = s->n;
	return DNS_OK;
}

void
sim_net_dns_birth(struct sim_host *h)
{
	struct dns_ops	ops = {
		.core = h->role[ROLE_DNS].ops, .arg = h, .lookup = lookup
	};

	dns_init(&h->dns, &ops);
}
