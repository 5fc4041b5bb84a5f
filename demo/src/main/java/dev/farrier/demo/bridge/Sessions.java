package dev.farrier.demo.bridge;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** The live sessions, and whether a new one is allowed. */
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

    /** A new session was refused. */
    static final class SessionRefusedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;

        private SessionRefusedException(int status, String message) {
            super(message, null, false, false);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    synchronized String open() throws SessionRefusedException, IOException {
        if (draining) {
            throw new SessionRefusedException(503, "draining, no new sessions");
        }
        if (free() == 0) {
            throw new SessionRefusedException(
                    503, "no session slots: 0 of " + slots + " free, " + live.size() + " sessions");
        }
        if (recordings.isOverQuota()) {
            throw new SessionRefusedException(
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

    /** From now on every slot that becomes free is lost, until a restart. */
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
