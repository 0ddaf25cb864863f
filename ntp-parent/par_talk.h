/* ISC licence, see LICENSE. */
/*
 * How a child may speak to the parent: how much, what it owes, whom it may
 * accuse.  Times are monotonic nanoseconds; pure.
 */
#ifndef PAR_TALK_H
#define PAR_TALK_H

#include <stdbool.h>
#include <stdint.h>

#include "ipc.h"

struct par_talk {
	int64_t		filled_ns;	/* of the bucket of records */
	int64_t		room_ns;	/* what is in it */
	unsigned int	owed;		/* answers to requests of ours */
	unsigned int	accusations;
	unsigned int	accused;	/* the role */
	int64_t		doubted_ns;	/* its role's word is, until then */
};

/*
 * A child that has just been started; all zeros before the first.  A role
 * that accused falsely in an earlier life stays in doubt.
 */
void	 par_talk_init(struct par_talk *, int64_t now_ns);

/*
 * May one more message be read from it now?  If not, *wait_ns is how long to
 * leave them in its channel: it waits then, and harms nobody.  One of a
 * record that was begun may, and is paid for later.
 */
bool	 par_talk_admit(struct par_talk *, int64_t now_ns, bool begun,
	    int64_t *wait_ns);

/* A message was sent to it; true when it is one that must be answered. */
bool	 par_talk_asked(struct par_talk *, uint16_t type);

/*
 * A message came from it.  Returns false when it is an answer that nobody
 * waits for.
 */
bool	 par_talk_answered(struct par_talk *, uint16_t type);

/* How long a role may take to answer; ntp-dns waits for name servers. */
int64_t	 par_talk_patience_ns(enum role);

/* Do these two have a channel of their own? */
bool	 par_talk_linked(enum role, enum role);

enum par_word {
	WORD_BELIEVED,
	WORD_IGNORED,	/* its role accused falsely not long ago */
	WORD_FALSE	/* it cannot know, accuses several, or too often */
};

/* What is to be made of a child that says that a sibling broke a rule. */
enum par_word	 par_talk_accuses(struct par_talk *, int64_t now_ns,
		    enum role self, enum role other);

#endif
