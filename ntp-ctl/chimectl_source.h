/* ISC licence, see LICENSE. */
/* chronyc's commands that change sources, or wait for them. */
#ifndef CHIMECTL_SOURCE_H
#define CHIMECTL_SOURCE_H

#include "chimectl_tool.h"

/* Each takes the words of its line; words[0] is the command. */
typedef enum ctl_exit ctl_cmd_fn(struct ctl_tool *, unsigned int, char **);

ctl_cmd_fn	ctl_source_add;		/* add server|pool|peer NAME ... */
ctl_cmd_fn	ctl_source_delete;	/* delete ADDRESS|NAME */
ctl_cmd_fn	ctl_source_burst;	/* burst GOOD/MAX [MASK/ADDRESS] */
ctl_cmd_fn	ctl_source_onoff;	/* online, offline [MASK/ADDRESS] */
ctl_cmd_fn	ctl_source_plain;	/* onoffline, refresh, reselect, rekey */
ctl_cmd_fn	ctl_source_all;		/* reload sources, reset sources */
ctl_cmd_fn	ctl_source_set;		/* minpoll ... polltarget, offset */
ctl_cmd_fn	ctl_source_selectopts;	/* selectopts ADDRESS +OPTION ... */
ctl_cmd_fn	ctl_source_name;	/* sourcename ADDRESS */
ctl_cmd_fn	ctl_source_wait;	/* waitsync */
ctl_cmd_fn	ctl_source_keygen;	/* keygen [ID [TYPE [BITS]]] */

/* Reports of sources on the network. */
ctl_cmd_fn	ctl_net_ntpdata;	/* ntpdata [ADDRESS] */
ctl_cmd_fn	ctl_net_authdata;	/* authdata [-a] [-v] */

#endif
