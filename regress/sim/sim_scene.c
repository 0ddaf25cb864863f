/* ISC licence, see LICENSE. */
/* The parser of scenarios: lines that describe a world. */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sim_parse.h"
#include "sim_scene.h"

static void
line_show(struct sim_parse *p)
{
	const char	*word;

	while ((word = sim_parse_word(p)) != NULL) {
		if (p->w->title[0] != '\0')
			strlcat(p->w->title, " ", sizeof p->w->title);
		strlcat(p->w->title, word, sizeof p->w->title);
	}
}

static void
line_run(struct sim_parse *p)
{
	p->w->end_ns = sim_parse_time(p);
}

static void
line_uptime(struct sim_parse *p)
{
	p->w->uptime_ns = 1 + sim_parse_time(p);
}

static void
line_utc(struct sim_parse *p)
{
	const char	*word = sim_parse_word(p);
	struct tm	 tm;
	int		 n;

	memset(&tm, 0, sizeof tm);
	if (word == NULL || (n = sscanf(word, "%d-%d-%dT%d:%d:%d",
	    &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour, &tm.tm_min,
	    &tm.tm_sec)) < 3) {
		sim_parse_bad(p, "expected YYYY-MM-DD[Thh:mm[:ss]]");
		return;
	}
	tm.tm_year -= 1900;
	tm.tm_mon--;
	p->w->epoch_ns = (int64_t)timegm(&tm) * TM_S;
	p->w->release_s = p->w->epoch_ns / TM_S - 30 * 86400;
}

static void
line_leap(struct sim_parse *p)
{
	struct sim_world	*w = p->w;
	const char		*word = sim_parse_word(p);

	if (word == NULL || (strcmp(word, "insert") != 0 &&
	    strcmp(word, "delete") != 0)) {
		sim_parse_bad(p, "expected insert or delete");
		return;
	}
	w->leap = word[0] == 'i' ? 1 : -1;
	w->leap_ns = (w->epoch_ns / TM_DAY + 1) * TM_DAY - w->epoch_ns -
	    (w->leap < 0 ? TM_S : 0);
}

static void
line_loose(struct sim_parse *p)
{
	p->w->strict = false;
}

static void
line_server(struct sim_parse *p)
{
	struct sim_world	*w = p->w;
	const char		*name = sim_parse_word(p), *word;
	struct sim_server	*s;
	int64_t			 least_ns;

	if (name == NULL || w->nservers == SIM_SERVERS) {
		sim_parse_bad(p, name == NULL ? "a name is missing" :
		    "too many servers");
		return;
	}
	strlcpy(p->server[w->nservers], name, sizeof p->server[0]);
	s = sim_world_add_server(w);
	while ((word = sim_parse_word(p)) != NULL) {
		if (strcmp(word, "stratum") == 0)
			s->stratum = (uint8_t)sim_parse_number(p);
		else if (strcmp(word, "bias") == 0)
			s->bias_ns = sim_parse_time(p);
		else if (strcmp(word, "work") == 0)
			s->work_ns = sim_parse_time(p);
		else if (strcmp(word, "disp") == 0)
			s->disp_ns = sim_parse_time(p);
		else if (strcmp(word, "delay") == 0)
			s->delay_ns = sim_parse_time(p);
		else if (strcmp(word, "tick") == 0)
			s->tick_ns = sim_parse_time(p);
		else if (!sim_parse_manner(p, word, &s->manner, &s->lie_ns,
		    &s->lie_ratio))
			return;
	}
	least_ns = llabs(s->bias_ns) - s->delay_ns / 2;
	if (s->disp_ns < least_ns)
		s->disp_ns = least_ns;
}

static void
host_option(struct sim_parse *p, struct sim_host *h, const char *word)
{
	struct sim_wave	*v = h->osc.wave[0].period_s > 0 ? &h->osc.wave[1] :
	    &h->osc.wave[0];

	if (strcmp(word, "offset") == 0)
		h->start_offset_s = tm_s_from_ns(sim_parse_time(p));
	else if (strcmp(word, "freq") == 0)
		h->osc.ratio = sim_parse_number(p) * 1e-6;
	else if (strcmp(word, "wander") == 0)
		h->osc.wander = sim_parse_number(p);
	else if (strcmp(word, "ageing") == 0)
		h->osc.ageing = sim_parse_number(p) * 1e-6 / 86400;
	else if (strcmp(word, "noset") == 0)
		h->noset = true;
	else if (strcmp(word, "temp") == 0) {
		v->ratio = sim_parse_number(p) * 1e-6;
		v->period_s = tm_s_from_ns(sim_parse_time(p));
	} else
		sim_parse_bad(p, "unknown option of a host");
}

static void
line_host(struct sim_parse *p)
{
	struct sim_world	*w = p->w;
	const char		*name = sim_parse_word(p), *word;
	struct sim_host		*h;

	if (name == NULL || w->nhosts == SIM_HOSTS) {
		sim_parse_bad(p, name == NULL ? "a name is missing" :
		    "too many hosts");
		return;
	}
	h = w->host[w->nhosts] = sim_host_new(w, w->nhosts, name);
	w->nhosts++;
	while ((word = sim_parse_word(p)) != NULL)
		host_option(p, h, word);
}

/* A directive's words, with addresses for names. */
static void
line_conf(struct sim_parse *p)
{
	struct sim_host	*h = sim_parse_host(p);
	char		*line, addr[ADDR_STRLEN];
	const char	*word;
	int		 row;

	if (h == NULL)
		return;
	if (h->nlines == SIM_LINES) {
		sim_parse_bad(p, "too many lines of configuration");
		return;
	}
	line = h->line[h->nlines++];
	line[0] = '\0';
	while ((word = sim_parse_word(p)) != NULL) {
		if (word[0] == '@' &&
		    (row = sim_parse_row(p, word + 1)) != -1)
			word = addr_str(sim_world_addr(p->w, row), addr);
		if (line[0] != '\0')
			strlcat(line, " ", sizeof h->line[0]);
		if (strlcat(line, word, sizeof h->line[0]) >=
		    sizeof h->line[0])
			sim_parse_bad(p, "too long");
	}
}

static void
path_option(struct sim_parse *p, struct sim_path path[2], const char *word)
{
	static const char *const queueing[] = {
		[SIM_NONE] = "none", [SIM_EXP] = "exp",
		[SIM_GAUSS] = "gauss", [SIM_PARETO] = "pareto"
	};
	uint8_t	q;

	for (q = SIM_EXP; q <= SIM_PARETO; q++)
		if (strcmp(word, queueing[q]) == 0) {
			path[0].queueing = path[1].queueing = q;
			path[0].queue_s = path[1].queue_s =
			    tm_s_from_ns(sim_parse_time(p));
			return;
		}
	if (strcmp(word, "base") == 0)
		path[0].base_s = path[1].base_s =
		    tm_s_from_ns(sim_parse_time(p));
	else if (strcmp(word, "in") == 0)
		path[1].base_s += tm_s_from_ns(sim_parse_time(p));
	else if (strcmp(word, "loss") == 0)
		path[0].loss = path[1].loss = sim_parse_number(p);
	else if (strcmp(word, "dup") == 0)
		path[0].dup = path[1].dup = sim_parse_number(p);
	else if (strcmp(word, "forge") == 0)
		path[0].forge = path[1].forge = sim_parse_number(p);
	else if (strcmp(word, "late") == 0)
		path[0].late = path[1].late = sim_parse_number(p);
	else
		sim_parse_bad(p, "unknown option of a path");
}

static void
line_path(struct sim_parse *p)
{
	const char	*from = sim_parse_word(p), *to = sim_parse_word(p);
	const char	*word;
	int		 h, row, h_only = -1, row_only = -1;
	int		 start = p->next;

	if (from == NULL || to == NULL ||
	    (strcmp(from, "*") != 0 &&
	    (h_only = sim_parse_row(p, from)) == -1) ||
	    (strcmp(to, "*") != 0 &&
	    (row_only = sim_parse_row(p, to)) == -1)) {
		sim_parse_bad(p, "expected a host and its peer");
		return;
	}
	for (h = 0; h < SIM_HOSTS; h++)
		for (row = 0; row < SIM_TARGETS; row++) {
			if ((h_only != -1 && h != h_only) ||
			    (row_only != -1 && row != row_only))
				continue;
			p->next = start;
			while ((word = sim_parse_word(p)) != NULL)
				path_option(p, p->w->path[h][row], word);
		}
}

static void
line_name(struct sim_parse *p)
{
	struct sim_world	*w = p->w;
	const char		*word = sim_parse_word(p);
	struct sim_name		*n;
	int			 row;

	if (word == NULL || w->nnames == SIM_NAMES) {
		sim_parse_bad(p, "no (or no more) names");
		return;
	}
	n = &w->name[w->nnames++];
	strlcpy(n->name, word, sizeof n->name);
	while ((word = sim_parse_word(p)) != NULL) {
		if (strcmp(word, "fail") == 0)
			n->fail_ns = sim_parse_time(p);
		else if ((row = sim_parse_row(p, word)) == -1 ||
		    n->n == DNS_ADDRS)
			sim_parse_bad(p, "unknown server");
		else
			n->addr[n->n++] = *sim_world_addr(w, row);
	}
}

static void
line_ask(struct sim_parse *p)
{
	struct sim_host	*h = sim_parse_host(p);

	if (h != NULL)
		h->client.every_ns = sim_parse_time(p);
}

static void
line_probe(struct sim_parse *p)
{
	p->w->probe_ns = sim_parse_time(p);
}

static const struct {
	const char	*word;
	void		(*fn)(struct sim_parse *);
} lines[] = {
	{ "show", line_show },
	{ "run", line_run },
	{ "utc", line_utc },
	{ "uptime", line_uptime },
	{ "leap", line_leap },
	{ "loose", line_loose },
	{ "server", line_server },
	{ "host", line_host },
	{ "conf", line_conf },
	{ "path", line_path },
	{ "name", line_name },
	{ "ask", line_ask },
	{ "probe", line_probe },
	{ "at", sim_parse_action },
	{ "expect", sim_parse_expect },
};

static void
read_line(struct sim_parse *p, char *text)
{
	const char	*word;
	size_t		 i;

	p->line++;
	sim_parse_split(p, text);
	if ((word = sim_parse_word(p)) == NULL)
		return;
	for (i = 0; i < sizeof lines / sizeof lines[0]; i++)
		if (strcmp(word, lines[i].word) == 0) {
			lines[i].fn(p);
			if (p->next < p->n && !p->bad)
				sim_parse_bad(p, "not expected here");
			return;
		}
	sim_parse_bad(p, "no such line in a scenario");
}

unsigned int
sim_scene_read(struct sim_world *w, const char *path)
{
	static struct sim_parse	p;
	char			*text = NULL;
	size_t			 size = 0;
	FILE			*f;

	memset(&p, 0, sizeof p);
	p.w = w;
	p.file = path;
	w->probe_ns = 10 * TM_S;
	if ((f = fopen(path, "r")) == NULL) {
		warn("%s", path);
		return 1;
	}
	while (getline(&text, &size, f) != -1)
		read_line(&p, text);
	free(text);
	fclose(f);
	if (w->nhosts == 0 && p.errors == 0) {
		warnx("%s: there is no host in it", path);
		p.errors++;
	}
	return p.errors;
}
