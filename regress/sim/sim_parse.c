/* ISC licence, see LICENSE. */
/* Words, numbers, and the two lines that are tables of their own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim_parse.h"

void
sim_parse_bad(struct sim_parse *p, const char *reason)
{
	if (!p->bad)
		fprintf(stderr, "%s:%u: %s%s%s\n", p->file, p->line,
		    p->next > 0 && p->next <= p->n ? p->word[p->next - 1] :
		    "", p->next > 0 ? ": " : "", reason);
	p->bad = true;
	p->errors++;
}

void
sim_parse_split(struct sim_parse *p, char *text)
{
	char	*word;

	p->n = p->next = 0;
	p->bad = false;
	text[strcspn(text, "#\n")] = '\0';
	while ((word = strsep(&text, " \t")) != NULL)
		if (*word != '\0') {
			if (p->n == SIM_WORDS) {
				sim_parse_bad(p, "too many words");
				return;
			}
			p->word[p->n++] = word;
		}
}

const char *
sim_parse_word(struct sim_parse *p)
{
	return p->next < p->n ? p->word[p->next++] : NULL;
}

static const struct {
	const char	*name;
	double		 ns;
} units[] = {
	{ "ns", 1 }, { "us", 1e3 }, { "ms", 1e6 }, { "s", 1e9 },
	{ "m", 60e9 }, { "h", 3600e9 }, { "d", 86400e9 }
};

static bool
read_time(const char *word, int64_t *ns)
{
	char	*end;
	double	 x = strtod(word, &end);
	size_t	 i;

	if (end == word)
		return false;
	for (i = 0; i < sizeof units / sizeof units[0]; i++)
		if (strcmp(end, units[i].name) == 0) {
			*ns = tm_ns_from_s(x * units[i].ns * 1e-9);
			return true;
		}
	return false;
}

int64_t
sim_parse_time(struct sim_parse *p)
{
	const char	*word = sim_parse_word(p);
	int64_t		 ns = 0;

	if (word == NULL || !read_time(word, &ns))
		sim_parse_bad(p, "expected a time with its unit");
	return ns;
}

double
sim_parse_number(struct sim_parse *p)
{
	const char	*word = sim_parse_word(p);
	char		*end;
	double		 x;

	if (word == NULL) {
		sim_parse_bad(p, "a number is missing");
		return 0;
	}
	x = strtod(word, &end);
	if (end == word || *end != '\0')
		sim_parse_bad(p, "expected a number");
	return x;
}

int
sim_parse_row(struct sim_parse *p, const char *name)
{
	unsigned int	i;

	for (i = 0; i < p->w->nhosts; i++)
		if (strcmp(p->w->host[i]->name, name) == 0)
			return (int)i;
	for (i = 0; i < p->w->nservers; i++)
		if (strcmp(p->server[i], name) == 0)
			return SIM_HOSTS + (int)i;
	return -1;
}

struct sim_host *
sim_parse_host(struct sim_parse *p)
{
	const char	*word = sim_parse_word(p);
	int		 row = word == NULL ? -1 : sim_parse_row(p, word);

	if (row == -1 || row >= SIM_HOSTS) {
		sim_parse_bad(p, "expected a host");
		return NULL;
	}
	return p->w->host[row];
}

int
sim_parse_server(struct sim_parse *p)
{
	const char	*word = sim_parse_word(p);
	int		 row = word == NULL ? -1 : sim_parse_row(p, word);

	if (row < SIM_HOSTS) {
		sim_parse_bad(p, "expected a server");
		return 0;
	}
	return row - SIM_HOSTS;
}

bool
sim_parse_manner(struct sim_parse *p, const char *word, uint8_t *manner,
    int64_t *lie_ns, double *lie_ratio)
{
	int	m = sim_server_manner_of(word);

	if (m == -1) {
		sim_parse_bad(p, "no such manner of a server");
		return false;
	}
	*manner = (uint8_t)m;
	if (m == SIM_FALSE)
		*lie_ns = sim_parse_time(p);
	else if (m == SIM_LIAR)
		*lie_ratio = sim_parse_number(p) * 1e-6;
	return true;
}

static int
role_of(const char *word)
{
	static const char *const roles[] = {
		[ROLE_NET] = "net", [ROLE_CLOCK] = "clock",
		[ROLE_CTL] = "ctl", [ROLE_DNS] = "dns"
	};
	int	i;

	for (i = ROLE_NET; word != NULL && i <= ROLE_DNS; i++)
		if (strcmp(word, roles[i]) == 0)
			return i;
	return -1;
}

static void
action_kill(struct sim_parse *p, struct sim_action *a)
{
	const char	*word = sim_parse_word(p);
	int		 role = role_of(word);

	if (role == -1) {
		sim_parse_bad(p, "expected net, clock, ctl or dns");
		return;
	}
	a->how = (uint8_t)role;
	if ((word = sim_parse_word(p)) == NULL)
		return;
	a->flag = strcmp(word, "crash") == 0;
	if (!a->flag)
		sim_parse_bad(p, "expected crash");
}

static void
action_freeze(struct sim_parse *p, struct sim_action *a)
{
	int	role = role_of(sim_parse_word(p));

	if (role == -1) {
		sim_parse_bad(p, "expected net, clock, ctl or dns");
		return;
	}
	a->how = (uint8_t)role;
	a->ns = sim_parse_time(p);
}

/* What a greedy clock asks for, and which way. */
static void
action_owned(struct sim_parse *p, struct sim_action *a)
{
	static const char *const kinds[] = { "freq", "slew", "step" };
	const char		*word = sim_parse_word(p);
	uint8_t			 i;

	if (word == NULL)
		return;
	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(word, kinds[i]) == 0)
			a->how = i + 1;
	word = sim_parse_word(p);
	if (a->how == 0 || word == NULL || strchr("+-", word[0]) == NULL)
		sim_parse_bad(p, "expected freq, slew or step, and + or -");
	else
		a->flag = word[0] == '+';
	if (p->next < p->n)
		a->x = tm_s_from_ns(sim_parse_time(p));
}

static void
action_path(struct sim_parse *p, struct sim_action *a)
{
	const char	*word = sim_parse_word(p);
	int		 row = word == NULL ? -1 : sim_parse_row(p, word);

	if (row == -1) {
		sim_parse_bad(p, "expected a peer");
		return;
	}
	a->b = (unsigned int)row;
	if (a->act == SIM_LOSS)
		a->x = sim_parse_number(p);
	else
		a->ns = sim_parse_time(p);
}

static void
action_host(struct sim_parse *p, struct sim_action *a)
{
	struct sim_host	*h = sim_parse_host(p);

	if (h == NULL)
		return;
	a->a = h->ix;
	switch (a->act) {
	case SIM_KILL:
		action_kill(p, a);
		break;
	case SIM_FREEZE:
		action_freeze(p, a);
		break;
	case SIM_JUMP:
	case SIM_PAUSE:
	case SIM_WARP:
		a->ns = sim_parse_time(p);
		break;
	case SIM_OWNED:
		a->ns = sim_parse_time(p);
		action_owned(p, a);
		break;
	case SIM_SUSPEND:
		a->ns = sim_parse_time(p);
		if (p->next < p->n)
			a->x = tm_s_from_ns(sim_parse_time(p));
		break;
	case SIM_FREQ:
		a->x = sim_parse_number(p) * 1e-6;
		break;
	case SIM_OUTAGE:
	case SIM_ROUTE:
	case SIM_ROUTE_IN:
	case SIM_QUEUE_OUT:
	case SIM_LOSS:
		action_path(p, a);
		break;
	}
}

static int
act_of(const char *word)
{
	int	i;

	for (i = 0; word != NULL && i < SIM_ACTS; i++)
		if (strcmp(word, sim_action_name((unsigned int)i)) == 0)
			return i;
	return -1;
}

static void
action_name(struct sim_parse *p, struct sim_action *a)
{
	const char	*word = sim_parse_word(p);
	unsigned int	 i;

	for (i = 0; word != NULL && i < p->w->nnames; i++)
		if (strcmp(word, p->w->name[i].name) == 0) {
			a->a = i;
			return;
		}
	sim_parse_bad(p, "expected a name");
}

void
sim_parse_action(struct sim_parse *p)
{
	struct sim_action	a = { .t_ns = sim_parse_time(p) };
	const char		*word;
	int			 act = act_of(sim_parse_word(p));

	if (act == -1 || p->w->nactions == SIM_ACTIONS) {
		sim_parse_bad(p, act == -1 ? "no such action" :
		    "too many actions");
		return;
	}
	a.act = (uint8_t)act;
	if (act == SIM_MANNER) {
		a.a = (unsigned int)sim_parse_server(p);
		if ((word = sim_parse_word(p)) == NULL)
			sim_parse_bad(p, "a manner is missing");
		else
			sim_parse_manner(p, word, &a.how, &a.ns, &a.x);
	} else if (act == SIM_NAME)
		action_name(p, &a);
	else
		action_host(p, &a);
	p->w->action[p->w->nactions++] = a;
}

static int
what_of(const char *word)
{
	int	i;

	for (i = 0; word != NULL && i < SIM_WHATS; i++)
		if (strcmp(word, sim_expect_name((unsigned int)i)) == 0)
			return i;
	return -1;
}

/* The value: a time, a number, or letters for the states of a source. */
static void
expect_value(struct sim_parse *p, struct sim_expect *x)
{
	const char	*word = sim_parse_word(p);
	int64_t		 ns;
	char		*end;

	if (word == NULL) {
		sim_parse_bad(p, "a value is missing");
		return;
	}
	if (x->what == SIM_SOURCE) {
		strlcpy(x->states, word, sizeof x->states);
		return;
	}
	if (read_time(word, &ns)) {
		x->value = tm_s_from_ns(ns);
		return;
	}
	x->value = strtod(word, &end);
	if (end == word || *end != '\0')
		sim_parse_bad(p, "expected a time or a number");
}

void
sim_parse_expect(struct sim_parse *p)
{
	struct sim_expect	 x = { .to_ns = INT64_MAX, .line = p->line };
	struct sim_host		*h = sim_parse_host(p);
	int			 what = what_of(sim_parse_word(p));
	const char		*word;

	if (h == NULL || what == -1 || p->w->nexpects == SIM_EXPECTS) {
		sim_parse_bad(p, what == -1 ? "nothing to be expected" :
		    "too many expectations");
		return;
	}
	x.host = h->ix;
	x.what = (uint8_t)what;
	if (what == SIM_SOURCE)
		x.server = (unsigned int)sim_parse_server(p);
	if ((word = sim_parse_word(p)) == NULL || word[1] != '\0' ||
	    strchr("<>=", word[0]) == NULL) {
		sim_parse_bad(p, "expected <, > or =");
		return;
	}
	x.op = word[0];
	expect_value(p, &x);
	while ((word = sim_parse_word(p)) != NULL) {
		if (strcmp(word, "after") == 0)
			x.from_ns = sim_parse_time(p);
		else if (strcmp(word, "until") == 0)
			x.to_ns = sim_parse_time(p);
		else
			sim_parse_bad(p, "expected after or until");
	}
	p->w->expect[p->w->nexpects++] = x;
}
