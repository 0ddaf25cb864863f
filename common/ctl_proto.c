/* ISC licence, see LICENSE. */
/* The client protocol as data, and the judgement of a record.  Pure. */
#include <string.h>

#include "ctl_proto.h"

struct row {
	size_t	  size;
	uint32_t  by;
	bool	(*check)(const void *);
};

/* Another version than ours is not against the rules. */
static bool
ctl_check_hello(const void *p)
{
	const struct ctl_hello	*m = p;

	return m->version != 0 && m->pad == 0;
}

#define CTL_ROW(name, num, by, payload, check)				      \
	[num] = { sizeof(struct payload), by, check },
static const struct row rows[CTL_TYPES] = {
	CTL_CATALOGUE(CTL_ROW)
};

#define CTL_FITS(name, num, by, payload, check)				      \
	_Static_assert(sizeof(struct payload) % 8 == 0 &&		      \
	    sizeof(struct payload) <= CTL_PAYLOAD, #name " does not fit");
CTL_CATALOGUE(CTL_FITS)

static const struct row *
row_of(unsigned int type)
{
	return type < CTL_TYPES && rows[type].size > 0 ? &rows[type] : NULL;
}

enum ipc_fault
ctl_judge(const struct ctl_record *r, size_t got, enum ctl_sender by,
    bool greeted)
{
	const struct row	*row;

	if (got < sizeof r->hdr)
		return IPC_SHORT;
	if (got > CTL_MAX)
		return IPC_LONG;
	if (r->hdr.len != got - sizeof r->hdr)
		return IPC_LENGTH;
	if ((row = row_of(r->hdr.type)) == NULL || r->hdr.pad != 0 ||
	    r->hdr.pad2 != 0)
		return IPC_TYPE;
	if (!(row->by & by))
		return IPC_DIRECTION;
	if ((r->hdr.type == CTL_HELLO) == greeted)
		return IPC_STATE;
	if (r->hdr.len != row->size)
		return IPC_SIZE;
	return row->check(r->payload) ? IPC_OK : IPC_VALUE;
}

size_t
ctl_compose(struct ctl_record *r, enum ctl_type type, uint32_t seq,
    const void *payload)
{
	const struct row	*row = row_of(type);
	size_t			 len = row == NULL ? 0 : row->size;

	memset(&r->hdr, 0, sizeof r->hdr);
	r->hdr.type = (uint16_t)type;
	r->hdr.len = (uint32_t)len;
	r->hdr.seq = seq;
	if (payload != NULL)
		memcpy(r->payload, payload, len);
	else
		memset(r->payload, 0, len);
	return sizeof r->hdr + len;
}
