/* SPDX-License-Identifier: MIT */
/*
 * The handler does nothing but remember the first signal. Without SA_RESTART, so that a wait for
 * a lock or a program ends with EINTR and its caller can look.
 */
#include "core/interrupt.h"

static volatile sig_atomic_t received;
static int holds;
static void (*volatile notified)(void);

static const int caught[] = {SIGINT, SIGTERM, SIGHUP};
static bool is_ours[VB_COUNT(caught)];
/* A closed pipe and a file over its limit are errors of the call that meets them. */
static const int ignored[] = {SIGPIPE, SIGXFSZ};
static struct sigaction found[VB_COUNT(ignored)];

static void remember(int number)
{
	if (received)
		return;
	received = number;
	if (notified)
		notified();
}

void vb_interrupt_notify(void (*call)(void))
{
	notified = call;
}

void vb_interrupt_catch(void)
{
	struct sigaction before;

	for (size_t i = 0; i < VB_COUNT(caught); i++)
		is_ours[i] = !sigaction(caught[i], NULL, &before) && before.sa_handler != SIG_IGN;
	for (size_t i = 0; i < VB_COUNT(ignored); i++)
		sigaction(ignored[i], NULL, &found[i]);
	vb_interrupt_renew();
}

void vb_interrupt_renew(void)
{
	struct sigaction action = {.sa_handler = remember};

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < VB_COUNT(caught); i++)
		if (is_ours[i])
			sigaction(caught[i], &action, NULL);
	action.sa_handler = SIG_IGN;
	for (size_t i = 0; i < VB_COUNT(ignored); i++)
		sigaction(ignored[i], &action, NULL);
}

void vb_interrupt_restore(void)
{
	struct sigaction action = {.sa_handler = SIG_DFL};

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < VB_COUNT(caught); i++)
		if (is_ours[i])
			sigaction(caught[i], &action, NULL);
	for (size_t i = 0; i < VB_COUNT(ignored); i++)
		sigaction(ignored[i], &found[i], NULL);
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
