/* ISC licence, see LICENSE. */
/*
 * Where reports go, and as what: text for people, CSV in chronyc's columns,
 * JSON.  A report for programs is a sequence of named fields; CSV drops the
 * names.
 */
#ifndef CHIMECTL_OUT_H
#define CHIMECTL_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum ctl_format { CTL_TEXT, CTL_CSV, CTL_JSON };

/* Two reports may share a JSON object: one begins it, the other ends it. */
enum ctl_part { CTL_WHOLE, CTL_HEAD, CTL_TAIL };

struct ctl_out {
	FILE		*f;
	enum ctl_format	 format;
	enum ctl_part	 part;
	bool		 first_field;
	bool		 first_row;
	bool		 list;
};

void	ctl_out_init(struct ctl_out *, FILE *, enum ctl_format);

/* A report of one row, or of a list of them (a JSON array). */
void	ctl_out_begin(struct ctl_out *, bool list);
void	ctl_out_end(struct ctl_out *);
void	ctl_out_row(struct ctl_out *);
void	ctl_out_row_end(struct ctl_out *);

/* One field of a row; names carry the unit. */
void	ctl_out_text(struct ctl_out *, const char *name, const char *);
void	ctl_out_char(struct ctl_out *, const char *name, char);
void	ctl_out_int(struct ctl_out *, const char *name, int64_t);
void	ctl_out_bool(struct ctl_out *, const char *name, bool);

/* A reachability register: octal digits in CSV, a number in JSON. */
void	ctl_out_octal(struct ctl_out *, const char *name, uint32_t);

/* An age as of ctl_age_s; never is null in JSON. */
void	ctl_out_age(struct ctl_out *, const char *name, uint32_t age_s);

/* ns as seconds with nine decimals, exactly. */
void	ctl_out_seconds(struct ctl_out *, const char *name, int64_t ns);
void	ctl_out_double(struct ctl_out *, const char *name, int decimals,
	    double);

/*
 * Text from elsewhere as it may be shown: what is not printable ASCII
 * becomes '?'.  Cut to len - 1 bytes; returns buf.
 */
const char *ctl_printable(const char *text, char *buf, size_t len);

#endif
