/* ISC licence, see LICENSE. */
/*
 * A record of all that an ntp-clock was told, and what it made of it.  As
 * the core is pure, that is enough to run it again to the same bits.
 *
 * A line is an event, with both clocks in ns:
 *
 *	RAW WALL birth
 *	RAW WALL tick
 *	RAW WALL sample ID REFID RAW THETA DELAY NOISE ROOT-DELAY ROOT-DISP
 *	    STRATUM LEAP PRECISION STAMPS IN-BURST LOCAL
 *	RAW WALL msg FROM TYPE GEN SEQ HEX	any other message
 *
 * or what came of the event before it:
 *
 *	f RAW TRUE RATE ROOT-DELAY ROOT-DISP SYNC	TRUTH was sent
 *	lost N			the Nth record sent since birth was not taken
 */
#ifndef SIM_RECORD_H
#define SIM_RECORD_H

#include <stdio.h>

#include "ipc.h"
#include "tm.h"

enum sim_line {
	SIM_LINE_NONE, SIM_LINE_BIRTH, SIM_LINE_TICK, SIM_LINE_MSG,
	SIM_LINE_TRUTH, SIM_LINE_LOST, SIM_LINE_BAD
};

struct sim_record {
	enum sim_line	kind;
	struct tm_now	now;
	struct ipc_msg	msg;		/* its payload is zero where unused */
	struct page_truth truth;
	uint64_t	lost;
};

/* Writers; a NULL file is none. */
void	 sim_record_birth(FILE *, struct tm_now);
void	 sim_record_tick(FILE *, struct tm_now);
void	 sim_record_msg(FILE *, struct tm_now, const struct ipc_msg *);
void	 sim_record_truth(FILE *, const struct page_truth *);
void	 sim_record_lost(FILE *, uint64_t nth);

/* Reads a line: SIM_LINE_NONE for an empty one or a comment (#). */
void	 sim_record_read(const char *line, struct sim_record *);

#endif
