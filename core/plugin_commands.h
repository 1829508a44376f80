/* SPDX-License-Identifier: MIT */
/* The commands below `venvb plugin`: each is a file, plugin_NAME.c, and a row in cmd_plugin.c. */
#ifndef VB_PLUGIN_COMMANDS_H
#define VB_PLUGIN_COMMANDS_H

#include "core/command.h"

extern const struct vb_command vb_plugin_check_command; /* core/plugin_check.c */
extern const struct vb_command vb_plugin_list_command;  /* core/plugin_list.c */
extern const struct vb_command vb_plugin_new_command;   /* core/plugin_new.c */
extern const struct vb_command vb_plugin_show_command;  /* core/plugin_show.c */

#endif
