/* ISC licence, see LICENSE. */
/* chimectl's way to the daemon, and to the DNS. */
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "chimectl_io.h"
#include "tm.h"

/* More than there can be sources: an answer must end. */
#define ROWS_MAX	100000

/* What a record may be; the rest are ends of the exchange. */
enum step { STEP_RECORD, STEP_LOST, STEP_SILENT, STEP_BROKEN };

static int
connect_to(const char *path, unsigned int timeout_ms)
{
	struct sockaddr_un	sun;
	struct timeval		tv = { timeout_ms / 1000,
				    timeout_ms % 1000 * 1000 };
	int			fd, error;

	memset(&sun, 0, sizeof sun);
	sun.sun_family = AF_UNIX;
	if (strlcpy(sun.sun_path, path, sizeof sun.sun_path) >=
	    sizeof sun.sun_path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	if ((fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)) == -1)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv) == -1 ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv) == -1 ||
	    connect(fd, (struct sockaddr *)&sun, sizeof sun) == -1) {
		error = errno;
		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

/* chronyc's addresses of this host mean the socket. */
static const char *
socket_of(const char *word)
{
	static const char *const	here[] = { "127.0.0.1", "::1",
	    "localhost" };
	size_t				i;

	for (i = 0; i < sizeof here / sizeof here[0]; i++)
		if (strcmp(word, here[i]) == 0)
			return CTL_SOCKET;
	return word;
}

/* The first of the paths, parted by commas, where somebody answers. */
static int
connect_any(struct ctl_link *l)
{
	/* one that is too long stays so */
	char		 word[sizeof ((struct sockaddr_un *)NULL)->sun_path + 1];
	const char	*at = l->path, *path;
	size_t		 n;
	int		 fd;

	for (;; at += n + 1) {
		n = strcspn(at, ",");
		snprintf(word, sizeof word, "%.*s", (int)n, at);
		path = socket_of(word);
		if ((fd = connect_to(path, *l->timeout_ms)) != -1)
			return fd;
		snprintf(l->daemon.why, sizeof l->daemon.why, "%s: %s", path,
		    errno == ENOENT && strchr(path, '/') == NULL ?
		    "expected a socket; chimed is asked on this host only" :
		    strerror(errno));
		if (at[n] == '\0')
			return -1;
	}
}

static enum step
put(struct ctl_link *l, enum ctl_type type, const void *payload)
{
	struct ctl_record	r;
	size_t			len = ctl_compose(&r, type, ++l->seq, payload);
	ssize_t			n;

	do {
		n = send(l->fd, &r, len, MSG_EOR | MSG_NOSIGNAL);
	} while (n == -1 && errno == EINTR);
	return n == (ssize_t)len ? STEP_RECORD : STEP_LOST;
}

/*
 * The next record.  ECONNRESET may be told before what was sent earlier:
 * it comes once.
 */
static enum step
get(struct ctl_link *l, struct ctl_record *r, bool greeted)
{
	ssize_t	n;

	do {
		n = recv(l->fd, r, sizeof *r, 0);
	} while (n == -1 && (errno == EINTR || errno == ECONNRESET));
	if (n == -1)
		return errno == EAGAIN || errno == EWOULDBLOCK ? STEP_SILENT :
		    STEP_LOST;
	if (n == 0)
		return STEP_LOST;
	if (ctl_judge(r, (size_t)n, CTL_BY_DAEMON, greeted) != IPC_OK ||
	    r->hdr.seq != l->seq)
		return STEP_BROKEN;
	return STEP_RECORD;
}

void
ctl_link_close(struct ctl_link *l)
{
	if (l->fd != -1)
		close(l->fd);
	l->fd = -1;
}

/* An exchange that went wrong leaves nothing to go on with. */
static enum ctl_got
give_up(struct ctl_link *l, enum step step)
{
	ctl_link_close(l);
	strlcpy(l->daemon.why, step == STEP_SILENT ? "it does not answer" :
	    "it has closed the connection", sizeof l->daemon.why);
	return step == STEP_BROKEN ? CTL_GOT_RUBBISH : CTL_GOT_NOTHING;
}

static enum ctl_got
greet(struct ctl_link *l)
{
	struct ctl_hello		 ours = { CTL_VERSION, 0 };
	const struct ctl_hello		*theirs;
	struct ctl_record		 r;
	enum step			 step;

	if ((l->fd = connect_any(l)) == -1)
		return CTL_GOT_NOTHING;
	if ((step = put(l, CTL_HELLO, &ours)) != STEP_RECORD ||
	    (step = get(l, &r, false)) != STEP_RECORD)
		return give_up(l, step);
	theirs = (const void *)r.payload;
	if (theirs->version != CTL_VERSION) {
		ctl_link_close(l);
		return CTL_GOT_STRANGER;
	}
	return CTL_GOT_ANSWER;
}

/*
 * One exchange from question to answer; rows on the way go to fn.  *seen
 * is set once anything has come back.
 */
static enum ctl_got
exchange(struct ctl_link *l, enum ctl_type type, const void *payload,
    ctl_row_fn *fn, void *fn_arg, struct ctl_record *r, bool *seen)
{
	enum ctl_got	got;
	enum step	step;
	unsigned int	rows = 0;

	if (l->fd == -1 && (got = greet(l)) != CTL_GOT_ANSWER)
		return got;
	step = put(l, type, payload);
	while (step == STEP_RECORD) {
		if ((step = get(l, r, true)) != STEP_RECORD)
			break;
		*seen = true;
		if (r->hdr.type == CTL_END || r->hdr.type == CTL_RESULT)
			return CTL_GOT_ANSWER;
		if (fn == NULL || ++rows > ROWS_MAX)
			step = STEP_BROKEN;
		else
			fn(fn_arg, (const void *)r->payload);
	}
	return give_up(l, step);
}

/*
 * A connection that idled may have been closed, and ntp-ctl restarted: a
 * question without any answer is asked once more, unless it changes counts.
 */
static enum ctl_got
ask_part(struct ctl_link *l, const struct msg_stat_req *req, ctl_row_fn *fn,
    void *fn_arg, enum cmd_status *status)
{
	struct ctl_record	 r;
	const struct msg_stat_end *end = (const void *)r.payload;
	enum ctl_got		 got;
	bool			 seen = false, again = l->fd != -1 &&
				    req->table != STAT_CLIENTS_ANEW;

	got = exchange(l, CTL_REQUEST, req, fn, fn_arg, &r, &seen);
	if (got == CTL_GOT_NOTHING && again && !seen)
		got = exchange(l, CTL_REQUEST, req, fn, fn_arg, &r, &seen);
	if (got != CTL_GOT_ANSWER)
		return got;
	if (r.hdr.type != CTL_END) {
		ctl_link_close(l);
		return CTL_GOT_RUBBISH;
	}
	*status = (enum cmd_status)end->status;
	strlcpy(l->daemon.why, end->text, sizeof l->daemon.why);
	return got;
}

/* Passes rows on, and remembers where the next part begins. */
struct part {
	ctl_row_fn	*fn;
	void		*arg;
	uint32_t	 next;		/* 0: there was no row */
};

static void
on_part(void *arg, const struct msg_stat_row *row)
{
	struct part	*p = arg;

	p->next = row->u.client.next;
	p->fn(p->arg, row);
}

/* A table of clients comes in parts, and from one worker after the other;
 * one that does not exist ends it. */
static enum ctl_got
ask_parts(struct ctl_link *l, enum stat_table table, ctl_row_fn *fn,
    void *fn_arg, enum cmd_status *status)
{
	struct msg_stat_req	req = { table, 0 };
	struct part		p = { fn, fn_arg, 0 };
	enum ctl_got		got;
	uint32_t		instance;

	do {
		p.next = 0;
		got = ask_part(l, &req, on_part, &p, status);
		instance = req.first >> STAT_INSTANCE;
		req.first = p.next > req.first ? p.next :
		    (instance + 1) << STAT_INSTANCE;
	} while (got == CTL_GOT_ANSWER && *status == CMD_OK);
	if (*status == CMD_NOSOURCE && instance > 0)
		*status = CMD_OK;
	return got;
}

static enum ctl_got
link_ask(void *arg, enum stat_table table, ctl_row_fn *fn, void *fn_arg,
    enum cmd_status *status)
{
	struct msg_stat_req	req = { table, 0 };

	/* as a command, which is never sent twice */
	if (table == STAT_CLIENTS_ANEW)
		ctl_link_close(arg);
	if (table == STAT_CLIENTS || table == STAT_CLIENTS_ANEW)
		return ask_parts(arg, table, fn, fn_arg, status);
	return ask_part(arg, &req, fn, fn_arg, status);
}

/* A command may have been carried out: it is never sent twice. */
static enum ctl_got
link_command(void *arg, const struct msg_cmd *cmd,
    struct msg_cmd_result *result)
{
	struct ctl_link		*l = arg;
	struct ctl_record	 r;
	enum ctl_got		 got;
	bool			 seen = false;

	ctl_link_close(l);
	got = exchange(l, CTL_COMMAND, cmd, NULL, NULL, &r, &seen);
	if (got != CTL_GOT_ANSWER)
		return got;
	if (r.hdr.type != CTL_RESULT) {
		ctl_link_close(l);
		return CTL_GOT_RUBBISH;
	}
	memcpy(result, r.payload, sizeof *result);
	return got;
}

void
ctl_link_init(struct ctl_link *l, const char *path,
    const unsigned int *timeout_ms)
{
	memset(l, 0, sizeof *l);
	l->path = path;
	l->timeout_ms = timeout_ms;
	l->fd = -1;
	l->daemon.arg = l;
	l->daemon.ask = link_ask;
	l->daemon.command = link_command;
}

bool
ctl_link_host(void *arg, const struct addr *addr, char *buf, size_t len)
{
	bool			*failed = arg;
	struct sockaddr_storage	 ss;
	size_t			 sslen = addr_to_sockaddr(addr, &ss);
	int			 error;

	if (*failed || sslen == 0)
		return false;
	error = getnameinfo((struct sockaddr *)&ss, (socklen_t)sslen, buf,
	    (socklen_t)len, NULL, 0, NI_NAMEREQD);
	*failed = error != 0 && error != EAI_NONAME;
	return error == 0;
}

unsigned int
ctl_link_lookup(const char *name, int family, struct addr *a,
    unsigned int most)
{
	struct addrinfo	 hints, *list, *ai;
	unsigned int	 n = 0;

	memset(&hints, 0, sizeof hints);
	hints.ai_socktype = SOCK_DGRAM;
	hints.ai_family = family == 4 ? AF_INET : family == 6 ? AF_INET6 :
	    AF_UNSPEC;
	if (getaddrinfo(name, NULL, &hints, &list) != 0)
		return 0;
	for (ai = list; ai != NULL && n < most; ai = ai->ai_next)
		n += addr_from_sockaddr(ai->ai_addr, &a[n]) == 0;
	freeaddrinfo(list);
	return n;
}

void
ctl_link_pause(int64_t ns)
{
	struct timespec	ts = { ns / TM_S, ns % TM_S };

	while (nanosleep(&ts, &ts) == -1 && errno == EINTR)
		;
}

void
ctl_link_random(void *buf, size_t len)
{
	arc4random_buf(buf, len);
}
