/* ISC licence, see LICENSE. */
/* Entries and their slots.  Pure. */
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "net_client.h"
#include "net_command.h"
#include "net_names.h"
#include "net_poll.h"
#include "net_source.h"

struct net_entry *
net_slot_entry(struct net *net, const struct net_slot *slot)
{
	return &net->entries[slot->entry];
}

struct net_entry *
net_entry_find(struct net *net, uint32_t number)
{
	uint32_t	i;

	for (i = 0; i < net->nentries; i++)
		if (number != 0 && net->entries[i].cfg.entry == number)
			return &net->entries[i];
	return NULL;
}

struct net_slot *
net_slot_find(struct net *net, uint32_t id)
{
	uint32_t	ix = id & 0xffff;

	if (id == 0 || ix >= net->nslots || net->slots[ix].id != id)
		return NULL;
	return &net->slots[ix];
}

struct net_slot *
net_slot_of_handle(struct net *net, int handle)
{
	uint32_t	i;

	for (i = 0; i < net->nslots; i++)
		if (net->slots[i].id != 0 && net->slots[i].x.waiting &&
		    net->slots[i].x.handle == handle)
			return &net->slots[i];
	return NULL;
}

const char *
net_slot_label(struct net *net, const struct net_slot *slot,
    char buf[NET_LABEL])
{
	const struct net_entry	*e = net_slot_entry(net, slot);
	char			 a[ADDR_STRLEN];

	addr_str(&slot->addr, a);
	if (e->literal)
		snprintf(buf, NET_LABEL, "%s", e->cfg.name);
	else
		snprintf(buf, NET_LABEL, "%s (%s)", a, e->cfg.name);
	return buf;
}

void
net_slot_route(const struct net *net, const struct net_slot *slot,
    struct net_route *route)
{
	route->to = slot->addr;
	route->from = slot->addr.family == 4 ? net->cfg.acq4 : net->cfg.acq6;
	route->port = net->cfg.acqport;
	route->dscp = net->cfg.dscp;
	route->device = net->cfg.acqdevice;
}

static bool
slot_belongs(const struct net *net, const struct net_slot *slot,
    const struct net_entry *e)
{
	return slot->id != 0 && &net->entries[slot->entry] == e;
}

static bool
in_use(const struct net *net, const struct addr *a)
{
	const struct net_slot	*s;

	for (s = net->slots; s < net->slots + net->nslots; s++)
		if (s->id != 0 && addr_same_ip(&s->addr, a) &&
		    s->addr.port == a->port)
			return true;
	return false;
}

static bool
is_dropped(const struct net *net, const struct addr *a)
{
	uint32_t	i;

	for (i = 0; i < net->ndropped; i++)
		if (addr_same_ip(&net->dropped[i], a))
			return true;
	return false;
}

static bool
usable(const struct net *net, const struct net_entry *e,
    const struct addr *a)
{
	if (e->cfg.family != 0 && e->cfg.family != a->family)
		return false;
	if (!(a->family == 4 ? net->cfg.ipv4 : net->cfg.ipv6))
		return false;
	return !in_use(net, a) && (e->cfg.kind != SOURCE_POOL ||
	    !is_dropped(net, a));
}

/* Takes the first usable candidate off the list. */
static bool
take(struct net *net, struct net_entry *e, struct addr *a)
{
	uint8_t	i;

	for (i = 0; i < e->ncands; i++) {
		if (!usable(net, e, &e->cands[i]))
			continue;
		*a = e->cands[i];
		e->ncands--;
		memmove(&e->cands[i], &e->cands[i + 1],
		    (e->ncands - i) * sizeof e->cands[0]);
		return true;
	}
	return false;
}

static struct net_slot *
slot_new(struct net *net, const struct net_entry *e)
{
	struct net_slot	*slot;
	uint32_t	 i;

	for (i = 0; i < NET_SLOTS && net->slots[i].id != 0; i++)
		;
	if (i == NET_SLOTS) {
		if (!net->crowded)
			core_log(&net->ops.core, LOG_WARNING, "%s: %d "
			    "addresses are asked, more are left out",
			    e->cfg.name, NET_SLOTS);
		net->crowded = true;
		return NULL;
	}
	if (i >= net->nslots)
		net->nslots = i + 1;
	slot = &net->slots[i];
	slot->id = e->cfg.entry << 16 | i;
	slot->entry = (uint16_t)(e - net->entries);
	return slot;
}

/* Forgets the address, not what ntp-clock was told. */
static void
slot_clear(struct net *net, struct net_slot *slot)
{
	struct net_slot	old = *slot;

	net_client_cancel(net, slot);
	memset(slot, 0, sizeof *slot);
	slot->told_up = old.told_up;
	slot->told_id = old.told_id;
	slot->told_addr = old.told_addr;
	slot->poll.next_ns = TM_NEVER;
}

static void
slot_set(struct net *net, struct net_slot *slot, const struct addr *a,
    struct tm_now now)
{
	uint32_t	id = slot->id;
	uint16_t	entry = slot->entry;

	slot_clear(net, slot);
	slot->id = id;
	slot->entry = entry;
	slot->addr = *a;
	slot->stat_due = true;
	if (a->family == 0)
		return;
	net_poll_start(&slot->poll, &net->entries[entry].cfg,
	    (uint32_t)(slot - net->slots), now.raw.ns);
	net_command_onoff(net, slot, now);
}

static uint32_t
wanted(const struct net_entry *e)
{
	if (e->cfg.kind != SOURCE_POOL || e->cfg.maxsources == 0)
		return 1;
	return e->cfg.maxsources < NET_ADDRS ? e->cfg.maxsources : NET_ADDRS;
}

static uint32_t
have(const struct net *net, const struct net_entry *e)
{
	const struct net_slot	*s;
	uint32_t		 n = 0;

	for (s = net->slots; s < net->slots + net->nslots; s++)
		n += slot_belongs(net, s, e) && s->addr.family != 0;
	return n;
}

static struct net_slot *
placeholder(struct net *net, const struct net_entry *e)
{
	struct net_slot	*s;

	for (s = net->slots; s < net->slots + net->nslots; s++)
		if (slot_belongs(net, s, e) && s->addr.family == 0)
			return s;
	return NULL;
}

static void
replace_unwanted(struct net *net, struct net_entry *e, struct tm_now now)
{
	static const char *const whys[] = {
		[NET_WANT_SILENT] = "does not answer",
		[NET_WANT_FALSE] = "disagrees with the others",
		[NET_WANT_GONE] = "is no address of that name any more"
	};
	struct net_slot	*s;
	struct addr	 a;
	char		 old[ADDR_STRLEN], fresh[ADDR_STRLEN];

	for (s = net->slots; s < net->slots + net->nslots; s++) {
		if (!slot_belongs(net, s, e) || s->want == NET_WANT_NONE)
			continue;
		if (!take(net, e, &a))
			return;
		core_log(&net->ops.core, LOG_INFO,
		    "%s: %s %s, %s is asked instead", e->cfg.name,
		    addr_str(&s->addr, old), whys[s->want],
		    addr_str(&a, fresh));
		slot_set(net, s, &a, now);
	}
}

void
net_entry_fill(struct net *net, struct net_entry *e, struct tm_now now)
{
	static const struct addr	none;
	struct net_slot			*s;
	struct addr			 a;
	uint32_t			 n = have(net, e);

	replace_unwanted(net, e, now);
	for (; n < wanted(e) && take(net, e, &a); n++) {
		if ((s = placeholder(net, e)) == NULL &&
		    (s = slot_new(net, e)) == NULL)
			return;
		slot_set(net, s, &a, now);
	}
	if (n == 0 && placeholder(net, e) == NULL &&
	    (s = slot_new(net, e)) != NULL)
		slot_set(net, s, &none, now);
}

bool
net_entry_content(const struct net *net, const struct net_entry *e)
{
	const struct net_slot	*s;

	if (have(net, e) < wanted(e))
		return false;
	for (s = net->slots; s < net->slots + net->nslots; s++)
		if (slot_belongs(net, s, e) && s->want != NET_WANT_NONE)
			return false;
	return true;
}

void
net_slot_replace(struct net *net, struct net_slot *slot, enum net_want why,
    struct tm_now now)
{
	struct net_entry	*e = net_slot_entry(net, slot);

	if (e->literal || slot->addr.family == 0)
		return;
	slot->want = (uint8_t)why;
	net_entry_fill(net, e, now);
	net_names_want(net, e, now);
}

bool
net_slot_drop(struct net *net, const struct addr *a, struct tm_now now)
{
	struct net_entry	*e;
	struct net_slot		*s;

	if (!is_dropped(net, a)) {
		if (net->ndropped == NET_DROPPED)
			return false;
		net->dropped[net->ndropped] = *a;
		net->dropped[net->ndropped++].port = 0;
	}
	for (s = net->slots; s < net->slots + net->nslots; s++) {
		if (s->id == 0 || !addr_same_ip(&s->addr, a))
			continue;
		e = net_slot_entry(net, s);
		if (e->cfg.kind != SOURCE_POOL)
			continue;
		slot_clear(net, s);
		net_entry_fill(net, e, now);
		net_names_want(net, e, now);
	}
	return true;
}

static void
add_literal(struct net *net, struct net_entry *e, const struct addr *a,
    struct tm_now now)
{
	e->literal = true;
	e->ask_ns = TM_NEVER;
	e->cands[0] = *a;
	e->cands[0].port = e->cfg.port;
	e->ncands = 1;
	net_entry_fill(net, e, now);
	if (e->ncands > 0)
		core_log(&net->ops.core, LOG_WARNING, "%s: %s", e->cfg.name,
		    in_use(net, &e->cands[0]) ?
		    "already a source, this line adds nothing" :
		    "its address family is not used");
}

bool
net_entry_add(struct net *net, const struct msg_cfg_source *cfg,
    struct tm_now now)
{
	struct net_entry	*e;
	struct addr		 a;
	uint32_t		 i;

	for (i = 0; i < NET_ENTRIES && net->entries[i].cfg.entry != 0; i++)
		;
	if (i == NET_ENTRIES)
		return false;
	if (i >= net->nentries)
		net->nentries = i + 1;
	e = &net->entries[i];
	memset(e, 0, sizeof *e);
	e->cfg = *cfg;
	e->since_ns = now.raw.ns;
	if (addr_parse(cfg->name, &a) == 0)
		add_literal(net, e, &a, now);
	else {
		net_names_start(e, now);
		net_entry_fill(net, e, now);
	}
	return true;
}

void
net_entry_remove(struct net *net, struct net_entry *e)
{
	struct net_slot	*s;

	for (s = net->slots; s < net->slots + net->nslots; s++)
		if (slot_belongs(net, s, e))
			slot_clear(net, s);
	e->cfg.entry = 0;
}

void
net_entry_claim(struct net *net, struct net_entry *e, struct tm_now now)
{
	if (e->cfg.entry == 0 || !e->literal || e->ncands == 0)
		return;
	net_entry_fill(net, e, now);
	if (e->ncands == 0)
		core_log(&net->ops.core, LOG_NOTICE, "%s: no other line's "
		    "any more, it is asked from now on", e->cfg.name);
}

/* Options that concern only what is done with a source. */
bool
net_entry_same(const struct msg_cfg_source *a, const struct msg_cfg_source *b)
{
	return a->entry == b->entry && a->kind == b->kind &&
	    a->family == b->family && a->port == b->port &&
	    a->key == b->key && a->maxsources == b->maxsources &&
	    strcmp(a->name, b->name) == 0;
}

void
net_entry_change(struct net *net, struct net_entry *e,
    const struct msg_cfg_source *cfg, struct tm_now now)
{
	bool		 onoff = (e->cfg.flags ^ cfg->flags) & SRC_OFFLINE;
	bool		 flags = e->cfg.flags != cfg->flags;
	struct net_slot	*s;

	e->cfg = *cfg;
	for (s = net->slots; s < net->slots + net->nslots; s++) {
		if (!slot_belongs(net, s, e) || s->addr.family == 0)
			continue;
		if (onoff && cfg->flags & SRC_OFFLINE)
			net_poll_offline(&s->poll);
		else if (onoff)
			net_poll_online(&s->poll, cfg, now.raw.ns);
		net_poll_limits(&s->poll, cfg, now.raw.ns);
		s->filtered = 0;
		s->flags_due = s->flags_due || flags;
		s->stat_due = true;
	}
}
