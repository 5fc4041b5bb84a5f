package dev.farrier.execute.worker;

import dev.farrier.execute.ActionResult;
import dev.farrier.execute.ActionResult.Completion;
import dev.farrier.execute.ActionResult.Indeterminate;
import dev.farrier.execute.ActionResult.NotStarted;
import dev.farrier.execute.OutcomeLog;
import dev.farrier.execute.OutcomeLog.AppendFailedException;
import dev.farrier.execute.Output;
import dev.farrier.execute.record.RunDirectory;
import dev.farrier.model.Command;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeBuilder;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.Watchdog;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Keeps the outcomes of commands on disk, and sends them until Kafka has them. */
final class OutcomeDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeDelivery.class);

    private final WorkerContext context;
    private final OutcomeLog log;
    private final ConcurrentMap<String, PendingOutcome> pending = new ConcurrentHashMap<>();

    OutcomeDelivery(WorkerContext context) {
        this.context = context;
        this.log = context.log();
    }

    /** What to do with the durable record once Kafka has the outcome. */
    interface DeliveryCallback {
        void delivered() throws IOException;
    }

    private record PendingOutcome(Outcome outcome, DeliveryCallback callback) {}

    /** Records how the action ended, and sends it. */
    void conclude(RunDirectory directory, ActionResult result) {
        switch (result) {
            case Completion ended ->
                end(
                        directory,
                        outcome(
                                directory,
                                ended.kind(),
                                ended.exitCode(),
                                ended.output(),
                                ended.notDone() ? RefusalReason.NOT_DONE : null,
                                ended.detail()));
            case NotStarted not ->
                end(directory, outcome(directory, OutcomeKind.NOT_STARTED, -1, "", not.reason(), not.detail()));
            case Indeterminate unknown ->
                end(directory, outcome(directory, OutcomeKind.UNKNOWN, -1, "", null, unknown.detail()));
            case ActionResult.Handover handover -> sendProgress(directory, handover.detail());
        }
    }

    /** Keeps the outcome on disk, and sends it. */
    void end(RunDirectory directory, Outcome outcome) {
        try {
            directory.saveOutcome(outcome);
        } catch (IOException e) {
            LOG.error(
                    "the outcome of command {} can't be written to disk: a restart of the worker would lose it",
                    outcome.command(),
                    e);
        }
        boolean watchdog = Watchdog.is(directory.command().policy());
        LOG.atLevel(watchdog ? Level.DEBUG : Level.INFO)
                .log("command {}: {} {}", outcome.command(), outcome.kind(), outcome.detail());
        deliver(outcome, directory::delete);
    }

    /** Not waited for: it is for people, and a missing one does no harm. */
    void sendProgress(RunDirectory directory, String detail) {
        log.send(outcome(directory, OutcomeKind.PROGRESS, detail));
    }

    /** An outcome without exit code or output. */
    Outcome outcome(RunDirectory directory, OutcomeKind kind, String detail) {
        return outcome(directory, kind, -1, "", null, detail);
    }

    private Outcome outcome(
            RunDirectory directory,
            OutcomeKind kind,
            int exitCode,
            String output,
            @Nullable RefusalReason refusal,
            String detail) {
        Command command = directory.command();
        return OutcomeBuilder.builder()
                .command(command.id())
                .incident(command.incident())
                .site(command.site())
                .worker(directory.worker())
                .kind(kind)
                .at(context.timing().now())
                .exitCode(exitCode)
                .output(output)
                .refusal(refusal)
                .detail(Output.singleLine(detail))
                .build();
    }

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
