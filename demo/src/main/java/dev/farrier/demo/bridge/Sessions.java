package dev.farrier.demo.bridge;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Which sessions live, and whether there may be another one. */
final class Sessions {
    private final int slots;
    private final Recordings recordings;
    private final String prefix;
    private final Set<String> live = new HashSet<>();
    private int opened;
    private int leaked;
    private boolean leaking;
    private boolean draining;

    /** @param prefix of the session's names, different for every process */
    Sessions(int slots, Recordings recordings, String prefix) {
        this.slots = slots;
        this.recordings = recordings;
        this.prefix = prefix;
    }

    /** No new session, and why. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;

        private Refused(int status, String message) {
            super(message, null, false, false);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    synchronized String open() throws Refused, IOException {
        if (draining) {
            throw new Refused(503, "draining, no new sessions");
        }
        if (free() == 0) {
            throw new Refused(503, "no session slots: 0 of " + slots + " free, " + live.size() + " sessions");
        }
        if (recordings.isOverQuota()) {
            throw new Refused(
                    507, "disk quota exceeded: " + recordings.bytes() + " of " + recordings.quota() + " bytes");
        }
        String session = prefix + "-" + ++opened;
        recordings.begin(session);
        live.add(session);
        return session;
    }

    synchronized void end(String session) throws IOException {
        recordings.end(session);
        live.remove(session);
        if (leaking) {
            leaked++;
        }
    }

    /** From here on a slot that is free, or becomes free, is lost: the fault that only a restart cures. */
    synchronized void leak() {
        leaking = true;
        leaked = slots - live.size();
    }

    synchronized void drain(boolean on) {
        draining = on;
    }

    synchronized boolean isDraining() {
        return draining;
    }

    synchronized int live() {
        return live.size();
    }

    synchronized int free() {
        return slots - live.size() - leaked;
    }
}
