/* ISC licence, see LICENSE. */
/* Changes at run time, laid over the configuration. */
#include <stdio.h>
#include <string.h>

#include "par_include.h"
#include "par_overlay.h"
#include "par_source.h"

static struct msg_cfg_source *
by_entry(struct par_conf *conf, uint32_t entry)
{
	uint32_t	i;

	for (i = 0; i < conf->nsources; i++)
		if (conf->source[i].entry == entry)
			return &conf->source[i];
	return NULL;
}

static struct msg_cfg_source *
by_name(struct par_conf *conf, const struct msg_cfg_source *s)
{
	uint32_t	i;

	for (i = 0; i < conf->nsources; i++)
		if (par_source_same(&conf->source[i], s))
			return &conf->source[i];
	return NULL;
}

static void
count_sources(struct par_conf *conf)
{
	conf->clock.nsources = conf->nsources;
}

static void
renumber_last(struct par_conf *conf)
{
	struct msg_cfg_source	*last = &conf->source[conf->nsources - 1];

	do {
		if (conf->next_entry > UINT16_MAX)
			conf->next_entry = 1;
		last->entry = conf->next_entry++;
	} while (by_entry(conf, last->entry) != last);
}

static void
remove_source(struct par_conf *conf, struct msg_cfg_source *s)
{
	size_t	after = (size_t)(conf->source + conf->nsources - (s + 1));

	memmove(s, s + 1, after * sizeof *s);
	conf->nsources--;
	count_sources(conf);
}

/* Options that this command names are set or not, others stay. */
static int
set_options(struct msg_cfg_source *s, int64_t v)
{
	uint32_t	named = (uint32_t)(v >> 32), on = (uint32_t)v;

	if (named & ~(uint32_t)SRC_SELECTOPTS || on & ~named)
		return -1;
	s->flags = (s->flags & ~named) | on;
	return 0;
}

/* An earlier command's options and a later one's, as one command. */
static int64_t
both_options(int64_t earlier, int64_t later)
{
	return (earlier & ~(later >> 32)) | later;
}

/* The options of a source's line that a command of that name changes. */
static const char *const option_of[] = {
	[CMD_MINPOLL] = "minpoll", [CMD_MAXPOLL] = "maxpoll",
	[CMD_MAXDELAY] = "maxdelay", [CMD_MAXDELAYRATIO] = "maxdelayratio",
	[CMD_MAXDELAYDEVRATIO] = "maxdelaydevratio",
	[CMD_MINSTRATUM] = "minstratum", [CMD_POLLTARGET] = "polltarget",
	[CMD_OFFSET] = "offset"
};

/* One poll goes with the other where it would pass it. */
static int
set_value(struct msg_cfg_source *s, uint32_t cmd, int64_t v)
{
	if (cmd == CMD_SELECTOPTS)
		return set_options(s, v);
	if (cmd >= sizeof option_of / sizeof option_of[0] ||
	    option_of[cmd] == NULL || !par_source_set(s, option_of[cmd], v))
		return -1;
	if (cmd == CMD_MINPOLL && s->maxpoll < s->minpoll)
		s->maxpoll = s->minpoll;
	else if (cmd == CMD_MAXPOLL && s->minpoll > s->maxpoll)
		s->minpoll = s->maxpoll;
	return 0;
}

/* Forgets changes of a source; returns whether it had been added. */
static bool
forget(struct par_overlay *o, const struct msg_cfg_source *s)
{
	uint32_t	i, n = 0;
	bool		added = false;

	for (i = 0; i < o->n; i++) {
		if (par_source_same(&o->change[i].source, s)) {
			added |= o->change[i].kind == PAR_ADDED;
			continue;
		}
		if (n != i)
			o->change[n] = o->change[i];
		n++;
	}
	o->n = n;
	return added;
}

static struct par_change *
append(struct par_overlay *o, enum par_change_kind kind,
    const struct msg_cfg_source *s)
{
	struct par_change	*c;

	if (o->n == PAR_CHANGES)
		return NULL;
	c = &o->change[o->n++];
	memset(c, 0, sizeof *c);
	c->kind = kind;
	c->source = *s;
	return c;
}

enum cmd_status
par_overlay_add(struct par_overlay *o, struct par_conf *conf,
    const char *line, char why[PAR_WHY])
{
	struct par_parse	p;
	uint32_t		before = conf->nsources;
	uint8_t			local = conf->local_by_addr;
	char			text[PAR_LINE_MAX];

	memset(&p, 0, sizeof p);
	memset(why, 0, PAR_WHY);
	p.conf = conf;
	p.say = par_keep_first;
	p.arg = why;
	p.drop_in = true;
	if (conf->nsources == PAR_SOURCES || o->n == PAR_CHANGES)
		return CMD_TOOMANY;
	if (strchr(line, '\n') != NULL ||
	    (size_t)snprintf(text, sizeof text, "%s\n", line) >= sizeof text)
		return CMD_INVALID;
	par_include_line(&p, "add", 1, text);
	if (conf->nsources == before) {
		if (p.bad == 0 && p.warnings > 0)
			return CMD_EXISTS;
		conf->local_by_addr = local;
		return CMD_INVALID;
	}
	renumber_last(conf);
	count_sources(conf);
	forget(o, &conf->source[before]);
	append(o, PAR_ADDED, &conf->source[before]);
	return CMD_OK;
}

enum cmd_status
par_overlay_delete(struct par_overlay *o, struct par_conf *conf,
    uint32_t entry)
{
	struct msg_cfg_source	*s = by_entry(conf, entry);

	if (s == NULL)
		return CMD_NOSOURCE;
	if (!forget(o, s) && append(o, PAR_DELETED, s) == NULL)
		return CMD_TOOMANY;
	remove_source(conf, s);
	return CMD_OK;
}

enum cmd_status
par_overlay_set(struct par_overlay *o, struct par_conf *conf, uint32_t entry,
    uint32_t cmd, int64_t value)
{
	struct msg_cfg_source	*s = by_entry(conf, entry), changed;
	struct par_change	*c = NULL;
	uint32_t		 i;

	if (s == NULL)
		return CMD_NOSOURCE;
	changed = *s;
	if (set_value(&changed, cmd, value) == -1)
		return CMD_INVALID;
	for (i = 0; i < o->n; i++)
		if (o->change[i].kind == PAR_SET && o->change[i].cmd == cmd &&
		    par_source_same(&o->change[i].source, s))
			c = &o->change[i];
	if (c == NULL && (c = append(o, PAR_SET, s)) == NULL)
		return CMD_TOOMANY;
	c->cmd = cmd;
	c->value = cmd == CMD_SELECTOPTS ? both_options(c->value, value) :
	    value;
	*s = changed;
	return CMD_OK;
}

bool
par_overlay_again(struct par_overlay *o, const struct msg_cmd *cmd)
{
	const struct msg_cmd	*k;
	uint32_t		 i, n = 0;

	for (i = 0; i < o->nagain; i++) {
		k = &o->again[i];
		if (k->cmd != CMD_DELETE && cmd->cmd != CMD_DELETE &&
		    (cmd->addr.family == 0 || (k->value[1] == cmd->value[1] &&
		    addr_same_ip(&k->addr, &cmd->addr))))
			continue;
		if (n != i)
			o->again[n] = *k;
		n++;
	}
	o->nagain = n;
	if (n == PAR_AGAIN)
		return false;
	o->again[o->nagain++] = *cmd;
	return true;
}

static bool
apply(const struct par_change *c, struct par_conf *conf)
{
	struct msg_cfg_source	*s = by_name(conf, &c->source);

	if (c->kind == PAR_ADDED && s == NULL) {
		if (conf->nsources == PAR_SOURCES)
			return false;
		conf->source[conf->nsources++] = c->source;
		renumber_last(conf);
	} else if (c->kind == PAR_DELETED && s != NULL)
		remove_source(conf, s);
	else if (c->kind == PAR_SET && s != NULL)
		(void)set_value(s, c->cmd, c->value);
	return true;
}

bool
par_overlay_apply(const struct par_overlay *o, struct par_conf *conf)
{
	uint32_t	i;
	bool		all = true;

	for (i = 0; i < o->n; i++)
		all &= apply(&o->change[i], conf);
	all &= par_overlay_apply_access(o, conf);
	par_overlay_apply_settings(o, conf);
	count_sources(conf);
	return all;
}
