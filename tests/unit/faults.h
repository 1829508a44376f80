/* SPDX-License-Identifier: MIT */
/*
 * Faults on demand: the system calls that change a file system, as the core makes them, go through
 * here. The Nth from now fails with EIO, or ends the process on the spot, as a kill would.
 */
#ifndef VB_TESTS_FAULTS_H
#define VB_TESTS_FAULTS_H

enum fault {
	FAULT_NONE,
	FAULT_FAIL,
	FAULT_DIE,
	FAULT_OLD,    /* no Nth: renameat2 knows no flags, as on NFS */
	FAULT_SIGNAL, /* the same, and SIGTERM comes with it */
};
enum { FAULT_STATUS = 99 }; /* of a process that died so */

void faults_arm(enum fault fault, int nth);
/* Disarms; whether the fault came about. */
int faults_disarm(void);

#endif
