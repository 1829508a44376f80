/* SPDX-License-Identifier: MIT */
/*
 * The handler does nothing but remember the first signal. Without SA_RESTART, so that a wait for
 * a lock or a program ends with EINTR and its caller can look.
 */
#include "core/interrupt.h"

static volatile sig_atomic_t received;
static int holds;

static const int caught[] = {SIGINT, SIGTERM, SIGHUP};

static void remember(int number)
{
	if (!received)
		received = number;
}

void vb_interrupt_catch(void)
{
	struct sigaction action = {.sa_handler = remember}, before;

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < VB_COUNT(caught); i++) {
		if (!sigaction(caught[i], NULL, &before) && before.sa_handler != SIG_IGN)
			sigaction(caught[i], &action, NULL);
	}
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
}

int vb_interrupt_signal(void)
{
	return received;
}

int vb_interrupt_check(struct vb_err *err)
{
	return received && !holds ? vb_err_set(err, VB_ESIGNAL, "interrupted") : 0;
}

void vb_interrupt_die(void)
{
	struct sigaction action = {.sa_handler = SIG_DFL};
	sigset_t mask;

	if (!received)
		return;
	sigemptyset(&action.sa_mask);
	sigaction(received, &action, NULL);
	sigemptyset(&mask);
	sigaddset(&mask, received);
	sigprocmask(SIG_UNBLOCK, &mask, NULL);
	raise(received);
}

void vb_interrupt_hold(void)
{
	holds++;
}

void vb_interrupt_release(void)
{
	holds--;
}
