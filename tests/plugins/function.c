/* SPDX-License-Identifier: MIT */
/* Exports a function where a descriptor should be. */
int venvb_plugin(void);
__attribute__((visibility("default"))) int venvb_plugin(void)
{
	return 0;
}
