package dev.farrier.execute;

import java.util.concurrent.TimeUnit;

/**
 * How much runs at once. Taken by the one thread that takes commands, given back by those that have done them. Nothing is
 * asked for while either kind is used up, because nobody knows of which kind the next command will be.
 */
final class Slots {
    private final int slots;
    private final int waits;
    private int slotsTaken;
    private int waitsTaken;

    Slots(int slots, int waits) {
        this.slots = slots;
        this.waits = waits;
    }

    /** True as soon as one of each kind is free; false when that took longer than {@code millis}. */
    synchronized boolean awaitFree(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (slotsTaken >= slots || waitsTaken >= waits) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** Never refuses: what an earlier incarnation has left running is there whether a slot is free or not. */
    synchronized void take(boolean waiting) {
        if (waiting) {
            waitsTaken++;
        } else {
            slotsTaken++;
        }
    }

    synchronized void give(boolean waiting) {
        if (waiting) {
            waitsTaken--;
        } else {
            slotsTaken--;
        }
        notifyAll();
    }

    synchronized int slotsTaken() {
        return slotsTaken;
    }

    synchronized int waitsTaken() {
        return waitsTaken;
    }
}
