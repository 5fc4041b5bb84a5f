package dev.farrier.execute;

import dev.farrier.execute.OutcomeLog.NotTaken;
import dev.farrier.model.Outcome;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends that Kafka does not have yet: tried for ever, and their records are kept until then. */
final class Undelivered {
    private static final Logger LOG = LoggerFactory.getLogger(Undelivered.class);

    private final OutcomeLog log;
    private final ConcurrentMap<String, End> ends = new ConcurrentHashMap<>();

    Undelivered(OutcomeLog log) {
        this.log = log;
    }

    /** What to do with the durable record once Kafka has the outcome. */
    interface Release {
        void release() throws IOException;
    }

    private record End(Outcome outcome, Release release) {}

    /** Not tried before the next {@link #deliverAll}. */
    void add(Outcome outcome, Release release) {
        ends.put(outcome.command(), new End(outcome, release));
    }

    /** Tries once, now. */
    void deliver(Outcome outcome, Release release) {
        End end = new End(outcome, release);
        boolean told = false;
        try {
            told = attempt(end);
        } catch (RuntimeException e) {
            LOG.error("the outcome of command {} can't be told; it is tried again", outcome.command(), e);
        }
        if (!told) {
            ends.put(outcome.command(), end);
        }
    }

    /** Ends at the first that Kafka does not take, because the others would wait as long. */
    void deliverAll() {
        for (End end : ends.values()) {
            if (!attempt(end)) {
                return;
            }
            ends.remove(end.outcome().command(), end);
        }
    }

    int count() {
        return ends.size();
    }

    private boolean attempt(End end) {
        String command = end.outcome().command();
        try {
            log.append(end.outcome());
        } catch (NotTaken e) {
            LOG.warn("the outcome of command {} waits for Kafka: {}", command, e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            end.release().release();
        } catch (IOException e) {
            LOG.warn("the record of command {} can't be removed", command, e);
        }
        return true;
    }
}
