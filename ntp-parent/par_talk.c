/* ISC licence, see LICENSE. */
/* How children may speak.  Pure. */
#include <string.h>

#include "par_talk.h"
#include "tm.h"

/* 1000 records a second, a second's worth at once: no honest child needs
 * more, and the parent has time for the others. */
#define RECORD_NS	TM_MS
#define ROOM_NS		TM_S

#define PATIENCE	(30 * TM_S)
#define PATIENCE_DNS	(600 * TM_S)

#define ACCUSATIONS	4
#define DOUBT_NS	(3600 * TM_S)

void
par_talk_init(struct par_talk *t, int64_t now_ns)
{
	int64_t	doubted_ns = t->doubted_ns;

	memset(t, 0, sizeof *t);
	t->doubted_ns = doubted_ns;
	t->filled_ns = now_ns;
	t->room_ns = ROOM_NS;
}

bool
par_talk_admit(struct par_talk *t, int64_t now_ns, bool begun,
    int64_t *wait_ns)
{
	if (now_ns - t->filled_ns >= ROOM_NS - t->room_ns)
		t->room_ns = ROOM_NS;
	else if (now_ns > t->filled_ns)
		t->room_ns += now_ns - t->filled_ns;
	t->filled_ns = now_ns;
	if (begun || t->room_ns >= RECORD_NS) {
		t->room_ns -= RECORD_NS;
		return true;
	}
	/* not for one: a wake-up should be worth it */
	*wait_ns = ROOM_NS / 10;
	return false;
}

static bool
is_request(uint16_t type)
{
	return type == MSG_CFG_END || type == MSG_CMD ||
	    type == MSG_TZ_QUERY;
}

static bool
is_answer(uint16_t type)
{
	return type == MSG_READY || type == MSG_CMD_RESULT ||
	    type == MSG_TZ_REPLY;
}

bool
par_talk_asked(struct par_talk *t, uint16_t type)
{
	if (!is_request(type))
		return false;
	t->owed++;
	return true;
}

bool
par_talk_answered(struct par_talk *t, uint16_t type)
{
	if (!is_answer(type))
		return true;
	if (t->owed == 0)
		return false;
	t->owed--;
	return true;
}

int64_t
par_talk_patience_ns(enum role role)
{
	return role == ROLE_DNS ? PATIENCE_DNS : PATIENCE;
}

bool
par_talk_linked(enum role a, enum role b)
{
	static const enum role	pairs[][2] = {
		{ ROLE_NET, ROLE_CLOCK }, { ROLE_NET, ROLE_DNS },
		{ ROLE_CTL, ROLE_NET }, { ROLE_CTL, ROLE_CLOCK }
	};
	size_t			i;

	for (i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
		if ((pairs[i][0] == a && pairs[i][1] == b) ||
		    (pairs[i][0] == b && pairs[i][1] == a))
			return true;
	return false;
}

enum par_word
par_talk_accuses(struct par_talk *t, int64_t now_ns, enum role self,
    enum role other)
{
	if (now_ns < t->doubted_ns)
		return WORD_IGNORED;
	if (!par_talk_linked(self, other) ||
	    ++t->accusations > ACCUSATIONS ||
	    (t->accusations > 1 && t->accused != other)) {
		t->doubted_ns = now_ns + DOUBT_NS;
		return WORD_FALSE;
	}
	t->accused = other;
	return WORD_BELIEVED;
}
