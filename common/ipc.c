/* ISC licence, see LICENSE. */
/* The catalogue as data, and the judgement of a record.  Pure. */
#include "ipc.h"


/* the letters of the catalogue */
#define P	IPC_ROLE(ROLE_PARENT)
#define N	IPC_ROLE(ROLE_NET)
#define C	IPC_ROLE(ROLE_CLOCK)
#define T	IPC_ROLE(ROLE_CTL)
#define D	IPC_ROLE(ROLE_DNS)
#define S	IPC_START
#define R	IPC_RUN

#define IPC_SIZES(name, num, from, to, pl, tail, most, fds, when)	      \
	_Static_assert(sizeof(struct msg_##pl) % 8 == 0, #name " padded");    \
	_Static_assert(sizeof(struct msg_##pl) +			      \
	    (most) * sizeof(struct msg_##tail) <= IPC_PAYLOAD, #name " long");
IPC_CATALOGUE(IPC_SIZES)

#define IPC_ROW(name, num, from, to, pl, tail, most, fds, when)		      \
	{ #name, num, from, to, when, sizeof(struct msg_##pl),		      \
	    (most) > 0 ? sizeof(struct msg_##tail) : 0, most, fds,	      \
	    ipc_check_##pl, ipc_tail_##tail },
static const struct ipc_row rows[] = {
	IPC_CATALOGUE(IPC_ROW)
};
#define NROWS	(sizeof rows / sizeof rows[0])

#define IPC_INDEX(name, num, from, to, pl, tail, most, fds, when)	      \
	[num] = ROW_##name + 1,
#define IPC_ORDER(name, num, from, to, pl, tail, most, fds, when)	      \
	ROW_##name,
enum { IPC_CATALOGUE(IPC_ORDER) };
static const uint8_t row_of[MSG_TYPES] = { IPC_CATALOGUE(IPC_INDEX) };

const struct ipc_row *
ipc_row(uint16_t type)
{
	if (type >= MSG_TYPES || row_of[type] == 0)
		return NULL;
	return &rows[row_of[type] - 1];
}

const struct ipc_row *
ipc_row_at(size_t n)
{
	return n < NROWS ? &rows[n] : NULL;
}

const char *
ipc_type_name(uint16_t type)
{
	const struct ipc_row	*row = ipc_row(type);

	return row == NULL ? "unknown" : row->name;
}

const char *
ipc_fault_name(enum ipc_fault fault)
{
	static const char *const names[IPC_FAULTS] = {
		[IPC_OK] = "ok",
		[IPC_SHORT] = "shorter than a header",
		[IPC_LONG] = "longer than a record may be",
		[IPC_LENGTH] = "length differs from its header's",
		[IPC_TYPE] = "unknown type",
		[IPC_DIRECTION] = "not from or to this role",
		[IPC_STATE] = "not in this state",
		[IPC_SIZE] = "wrong size",
		[IPC_TAIL] = "partial or too long tail",
		[IPC_FDS] = "wrong number of descriptors",
		[IPC_VALUE] = "value out of range",
	};

	return fault < IPC_FAULTS ? names[fault] : "unknown fault";
}

const char *
ipc_role_name(unsigned int role)
{
	static const char *const names[ROLES] = {
		"chimed", "ntp-net", "ntp-clock", "ntp-ctl", "ntp-dns",
		"ntp-nts"
	};

	return role < ROLES ? names[role] : "unknown";
}

static enum ipc_fault
judge_size(const struct ipc_row *row, size_t len)
{
	size_t	tail;

	if (len < row->size)
		return IPC_SIZE;
	tail = len - row->size;
	if (row->tail_size == 0)
		return tail == 0 ? IPC_OK : IPC_SIZE;
	if (tail % row->tail_size != 0 ||
	    tail / row->tail_size > row->tail_most)
		return IPC_TAIL;
	return IPC_OK;
}

enum ipc_fault
ipc_judge(const struct ipc_hdr *hdr, const void *payload, size_t got,
    size_t nfds, unsigned int from, unsigned int to, enum ipc_state state)
{
	const struct ipc_row	*row;
	enum ipc_fault		 fault;
	size_t			 ntail = 0;

	if (got < sizeof *hdr)
		return IPC_SHORT;
	if (got > IPC_MAX)
		return IPC_LONG;
	if (hdr->len != got - sizeof *hdr)
		return IPC_LENGTH;
	if ((row = ipc_row(hdr->type)) == NULL)
		return IPC_TYPE;
	if (!(row->from & IPC_ROLE(from)) || !(row->to & IPC_ROLE(to)))
		return IPC_DIRECTION;
	if (!(row->when & state))
		return IPC_STATE;
	if ((fault = judge_size(row, hdr->len)) != IPC_OK)
		return fault;
	if (hdr->nfds != nfds || nfds != row->fds)
		return IPC_FDS;
	if (row->tail_size > 0)
		ntail = (hdr->len - row->size) / row->tail_size;
	return row->check(payload) && row->check_tail(payload, ntail) ?
	    IPC_OK : IPC_VALUE;
}

size_t
ipc_ntail(const struct ipc_msg *m)
{
	const struct ipc_row	*row = ipc_row(m->hdr.type);

	if (row == NULL || row->tail_size == 0 || m->hdr.len < row->size)
		return 0;
	return (m->hdr.len - row->size) / row->tail_size;
}

static uint64_t
fnv1a(uint64_t h, const void *p, size_t len)
{
	const uint8_t	*b = p;

	while (len-- > 0)
		h = (h ^ *b++) * UINT64_C(0x100000001b3);
	return h;
}

uint64_t
ipc_catalogue_hash(void)
{
	uint64_t	h = UINT64_C(0xcbf29ce484222325);
	const char	*p;
	size_t		i;

	for (i = 0; i < NROWS; i++) {
		for (p = rows[i].name; *p != '\0'; p++)
			h = fnv1a(h, p, 1);
		h = fnv1a(h, &rows[i].type, 4 * sizeof(uint16_t));
		h = fnv1a(h, &rows[i].size, 4 * sizeof(uint32_t));
	}
	return h;
}
