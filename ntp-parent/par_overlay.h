/* ISC licence, see LICENSE. */
/*
 * What administrators changed of sources and settings at run time, laid
 * over every configuration that is read: it survives a reload and the
 * restart of a child, not the daemon's end.  Pure.
 */
#ifndef PAR_OVERLAY_H
#define PAR_OVERLAY_H

#include "par_conf.h"

#define PAR_CHANGES	128
#define PAR_AGAIN	64
#define PAR_OVER_ACCESS	256
#define PAR_SETTINGS	3	/* local, maxupdateskew, reselectdist */
#define PAR_SETTING_LEN	160

enum par_change_kind { PAR_ADDED, PAR_DELETED, PAR_SET };

struct par_change {
	enum par_change_kind	kind;
	uint32_t		cmd;	/* of SET, and its value */
	int64_t			value;
	struct msg_cfg_source	source;	/* whole, or kind, name and port */
};

struct par_overlay {
	uint32_t		n;
	uint32_t		nagain;
	struct par_change	change[PAR_CHANGES];
	struct msg_cmd		again[PAR_AGAIN];	/* in their order */
	uint32_t		naccess;
	struct msg_cfg_access	access[PAR_OVER_ACCESS]; /* likewise */
	char			setting[PAR_SETTINGS][PAR_SETTING_LEN];
};

/*
 * Adds the source of a configuration's line ("server NAME OPTION...") to
 * *conf.  Where the line is not right, why says so.
 */
enum cmd_status	par_overlay_add(struct par_overlay *, struct par_conf *,
		    const char *line, char why[PAR_WHY]);

/* Removes the source of that entry from *conf. */
enum cmd_status	par_overlay_delete(struct par_overlay *, struct par_conf *,
		    uint32_t entry);

/*
 * Changes one setting of that entry: cmd is CMD_MINPOLL to CMD_OFFSET,
 * the value as CFG_SOURCE has it.
 */
enum cmd_status	par_overlay_set(struct par_overlay *, struct par_conf *,
		    uint32_t entry, uint32_t cmd, int64_t value);

/*
 * Keeps what every new ntp-net is to be told: "online" or "offline" (one for
 * the same addresses is replaced), "delete" of a pool's address.  Returns
 * false where there is no room for it.
 */
bool		par_overlay_again(struct par_overlay *, const struct msg_cmd *);

/*
 * Adds a rule of access (family 0: of both families) after those of
 * *conf; earlier ones added so that it overrides are forgotten.
 */
enum cmd_status	par_overlay_access(struct par_overlay *, struct par_conf *,
		    const struct msg_cfg_access *);

/* The part of par_overlay_apply that is about access. */
bool		par_overlay_apply_access(const struct par_overlay *,
		    struct par_conf *);

/*
 * Takes the line of one of the PAR_SETTINGS ("local off" is one too); it
 * replaces an earlier one.  Where the line is not right, why says so.
 */
enum cmd_status	par_overlay_setting(struct par_overlay *, struct par_conf *,
		    const char *line, char why[PAR_WHY]);

/* The part of par_overlay_apply that is about them. */
void		par_overlay_apply_settings(const struct par_overlay *,
		    struct par_conf *);

/*
 * Makes all changes to a configuration that was just read.  Returns false if
 * it has no room for all sources and rules that were added.
 */
bool		par_overlay_apply(const struct par_overlay *,
		    struct par_conf *);

#endif
