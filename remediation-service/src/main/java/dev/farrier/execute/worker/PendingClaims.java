package dev.farrier.execute.worker;

import dev.farrier.execute.ActionResult.NotStarted;
import dev.farrier.execute.OutcomeLog.Claim;
import dev.farrier.execute.record.RunDirectory;
import dev.farrier.model.Command;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.RefusalReason;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims that were sent and have not been read back. Many are sent without waiting for one another; a command starts when its
 * own claim is read back as the first.
 */
final class PendingClaims {
    private static final Logger LOG = LoggerFactory.getLogger(PendingClaims.class);

    /** A claim appended after {@code startBy} is void; one that has not been read back this long after gives up its slot. */
    static final long GRACE = 5_000;

    private final WorkerContext context;
    private final Slots slots;
    private final ActionExecutor actions;
    private final OutcomeDelivery delivery;
    private final Executor threads;
    private final ConcurrentMap<String, PendingClaim> pending = new ConcurrentHashMap<>();

    PendingClaims(
            WorkerContext context, Slots slots, ActionExecutor actions, OutcomeDelivery delivery, Executor threads) {
        this.context = context;
        this.slots = slots;
        this.actions = actions;
        this.delivery = delivery;
        this.threads = threads;
        context.log().onFirstClaim(this::onFirstClaim);
    }

    private static final class PendingClaim {
        private final RunDirectory directory;
        private final AtomicBoolean holdsSlot = new AtomicBoolean(true);
        private volatile CompletableFuture<Void> sent = CompletableFuture.completedFuture(null);

        PendingClaim(RunDirectory directory) {
            this.directory = directory;
        }

        Command command() {
            return directory.command();
        }
    }

    /** @param directories each is on disk, and its command has a slot */
    void submit(Collection<RunDirectory> directories) {
        directories.forEach(directory -> pending.put(directory.command().id(), new PendingClaim(directory)));
        for (RunDirectory directory : directories) {
            PendingClaim made = pending.get(directory.command().id());
            if (made != null) {
                send(made);
            }
        }
    }

    /** Called again and again: sends claims again that Kafka did not take, and gives up those that are not read back. */
    void tick() {
        long now = context.timing().now();
        for (PendingClaim claim : pending.values()) {
            if (now < claim.command().startBy()) {
                if (claim.sent.isCompletedExceptionally()) {
                    send(claim);
                }
            } else if (now >= claim.command().startBy() + GRACE && claim.holdsSlot.compareAndSet(true, false)) {
                LOG.warn(
                        "the worker gives up command {}: it has not read its own claim back from Kafka in time",
                        claim.command().id());
                slots.release(claim.command().lane());
            }
        }
    }

    /** Claims that still hold a slot. */
    long count() {
        return pending.values().stream().filter(claim -> claim.holdsSlot.get()).count();
    }

    private void send(PendingClaim claim) {
        claim.sent = context.log().send(delivery.outcome(claim.directory, OutcomeKind.CLAIMED, ""));
    }

    /** Called by the thread that reads outcomes. */
    private void onFirstClaim(String commandId, Claim first) {
        PendingClaim claim = pending.remove(commandId);
        if (claim != null) {
            try {
                threads.execute(() -> startOrDiscard(claim, first));
            } catch (RejectedExecutionException e) {
                LOG.debug("command {} is left to the next incarnation of the worker", commandId);
            }
        }
    }

    private void startOrDiscard(PendingClaim claim, Claim first) {
        Command command = claim.command();
        boolean mine = first.isBy(claim.directory.worker());
        boolean holdsSlot = claim.holdsSlot.compareAndSet(true, false);
        if (mine && holdsSlot && first.appendedAt() < command.startBy()) {
            // From here on the action holds the slot.
            actions.run(claim.directory);
            return;
        }
        if (holdsSlot) {
            // Before the outcome is sent: the decider then counts on the slot.
            slots.release(command.lane());
        }
        if (mine) {
            long late = first.appendedAt() - command.startBy();
            String detail = late >= 0 ? "claimed " + late + " ms after its startBy" : "its claim came back too late";
            delivery.conclude(claim.directory, new NotStarted(RefusalReason.LATE, detail));
        } else {
            LOG.info("another worker claimed command {} first: {}", command.id(), first.worker());
            claim.directory.discard();
        }
    }
}
