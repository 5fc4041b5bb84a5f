package dev.farrier.execute.worker;

import dev.farrier.execute.OutcomeLog;
import dev.farrier.execute.OutcomeLog.AppendFailedException;
import dev.farrier.model.Outcome;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the outcomes of finished commands until Kafka has them; their records stay on disk until then. */
final class OutcomeDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeDelivery.class);

    private final OutcomeLog log;
    private final ConcurrentMap<String, PendingOutcome> pending = new ConcurrentHashMap<>();

    OutcomeDelivery(OutcomeLog log) {
        this.log = log;
    }

    /** What to do with the durable record once Kafka has the outcome. */
    interface DeliveryCallback {
        void delivered() throws IOException;
    }

    private record PendingOutcome(Outcome outcome, DeliveryCallback callback) {}

    /** Not tried before the next {@link #deliverAll}. */
    void add(Outcome outcome, DeliveryCallback callback) {
        pending.put(outcome.command(), new PendingOutcome(outcome, callback));
    }

    /** Tries once, now. */
    void deliver(Outcome outcome, DeliveryCallback callback) {
        PendingOutcome one = new PendingOutcome(outcome, callback);
        boolean delivered = false;
        try {
            delivered = attempt(one);
        } catch (RuntimeException e) {
            LOG.error("the outcome of command {} can't be sent; trying again", outcome.command(), e);
        }
        if (!delivered) {
            pending.put(outcome.command(), one);
        }
    }

    /** Stops at the first that Kafka does not take, because the others would wait as long. */
    void deliverAll() {
        for (PendingOutcome one : pending.values()) {
            if (!attempt(one)) {
                return;
            }
            pending.remove(one.outcome().command(), one);
        }
    }

    int count() {
        return pending.size();
    }

    private boolean attempt(PendingOutcome one) {
        String command = one.outcome().command();
        try {
            log.append(one.outcome());
        } catch (AppendFailedException e) {
            LOG.warn("the outcome of command {} waits for Kafka: {}", command, e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            one.callback().delivered();
        } catch (IOException e) {
            LOG.warn("the record of command {} can't be removed", command, e);
        }
        return true;
    }
}
