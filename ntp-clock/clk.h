/* ISC licence, see LICENSE. */
/* The clock room: what time is it?  Its whole state, and its events. */
#ifndef CLK_H
#define CLK_H

#include <stdbool.h>
#include <stdint.h>

#include "clk_est.h"
#include "clk_fall.h"
#include "clk_leap.h"
#include "clk_list.h"
#include "clk_local.h"
#include "clk_source.h"
#include "clk_steer.h"
#include "core.h"
#include "ipc.h"
#include "page.h"

#define CLK_ENTRIES	64

/* What a line of the configuration means here. */
struct clk_entry {
	uint32_t	entry;
	uint32_t	flags;		/* SRC_* */
	uint32_t	weight;
	int8_t		minpoll;	/* log2 s */
	int8_t		maxpoll;
	uint8_t		kind;		/* enum source_kind */
	uint8_t		minstratum;
	uint8_t		polltarget;
	bool		keyed;		/* its samples are authenticated */
	uint8_t		pad[2];		/* compared as a whole */
};

struct clk_conf {
	uint32_t		gen;
	uint32_t		n;
	struct clk_entry	entry[CLK_ENTRIES];
	struct msg_cfg_clock	clock;
	struct msg_cfg_policy	policy;
};

/* Root delay and dispersion of f, the latter as of raw_ns and growing. */
struct clk_root {
	int64_t	raw_ns;
	int64_t	delay_ns;
	int64_t	disp_ns;
	int64_t	disp_ppb16;
};

/* What was made of the samples: f, and what is claimed of it. */
struct clk_track {
	bool			 open;		/* f is known and in use */
	bool			 restored;	/* from what was saved */
	bool			 selected;	/* there is a majority now */
	const char		*lack;		/* why not, as it was said */
	bool			 doubt;		/* wall jumped: f or wall? */
	bool			 barred;	/* by maxchange: no steering */
	bool			 unsaid;	/* nobody knows f as it is now */
	bool			 hurried;	/* to hear enough for a start */
	uint32_t		 ignored;	/* corrections, by maxchange */
	int64_t			 allowed_ns;	/* the last one that it let */
	uint32_t		 ref_id;	/* 0: none */
	struct clk_source	*ref;		/* now, or NULL */
	struct addr		 ref_addr;	/* of the last update's */
	char			 ref_name[256];
	struct clk_root		 root;
	struct page_truth	 truth;		/* as it was published */
	unsigned int		 lost;		/* samples that none believes */
	unsigned int		 outside;	/* with f outside of what is shared */
	bool			 strange;	/* f had an impossible rate */
	double			 freq, freq_sd;	/* known before any sample */
	bool			 freq_saved;	/* in the drift file */
	double			 last_offset_s;	/* > 0: f was ahead */
	double			 rms2;		/* s^2, exponential mean */
	double			 resid;		/* last change of f's rate */
	int64_t			 learnt_ns;	/* raw: f's rate, since then */
	int64_t			 update_ns;	/* raw, of the last update */
	int64_t			 interval_ns;
	int64_t			 saved_ns;	/* raw, of the last SAVE */
	int64_t			 status_ns;	/* raw, of ADJ_STATUS */
	bool			 status_synced;
};

/* An administrator's makestep that waits for the parent's answer. */
struct clk_manual {
	bool		pending;
	uint32_t	seq;
};

struct clk {
	struct core_ops		 ops;
	bool			 configured;
	bool			 more;		/* the next event is here already */
	bool			 tried;		/* all sources, by ntp-net */
	struct clk_conf		 conf;
	struct clk_conf		 staged;	/* between CFG_BEGIN and END */
	struct clk_sources	 sources;
	struct clk_est		 est;
	struct clk_steer	 steer;
	struct clk_local	 local;
	struct clk_fall		 fall;
	struct clk_leap		 leap;
	struct clk_list		 list;	/* while it is read */
	struct clk_track	 track;
	struct clk_manual	 manual;
	int64_t			 start_ns;	/* raw */
	int64_t			 due_ns;	/* raw: to look round */
};

/* Starts without configuration; c may hold anything, ops is copied. */
void	clk_init(struct clk *, const struct core_ops *);

/* Events: a judged message, and the time asked for with clk_deadline. */
void	clk_msg(void *, const struct ipc_msg *, struct tm_now);
void	clk_tick(void *, struct tm_now);
int64_t	clk_deadline(const void *);	/* raw ns, or TM_NEVER */

/* Is there a handler for this type here? */
bool	clk_handles(uint16_t type);

/* The configuration of a source's line, NULL if there is none. */
const struct clk_entry *clk_entry_of(const struct clk_conf *, uint32_t id);

#endif
