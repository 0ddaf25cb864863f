/* ISC licence, see LICENSE. */
/* What administrators tell the clock (chronyc(1)). */
#ifndef CLK_COMMAND_H
#define CLK_COMMAND_H

#include "clk.h"

/* Handler of CMD. */
void	clk_command(struct clk *, const struct ipc_msg *, struct tm_now);

/* The parent has answered a step: so is who asked for it. */
void	clk_command_stepped(struct clk *, uint32_t verdict);

#endif
