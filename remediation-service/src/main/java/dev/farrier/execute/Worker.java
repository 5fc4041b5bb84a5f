package dev.farrier.execute;

import dev.farrier.execute.Admission.Refusal;
import dev.farrier.execute.CommandQueue.Delivery;
import dev.farrier.execute.OutcomeLog.Claim;
import dev.farrier.execute.OutcomeLog.NotTaken;
import dev.farrier.execute.record.RunDirectory;
import dev.farrier.execute.record.Runs;
import dev.farrier.model.Command;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.SignedCommand;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one command after the other: looks whether it may be done, claims it, and has it done when its claim is the
 * first. Who is refused without a claim asks the decider to take the command back; every other end is told by the
 * claim's winner, so a command has one end. {@link #takeOne} is called by one thread.
 */
final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final long RETRY_MILLIS = 200;

    private final WorkerSettings settings;
    private final CommandQueue queue;
    private final OutcomeLog log;
    private final Admission admission;
    private final Runs runs;
    private final Slots slots;
    private final Runners runners;
    private final Timing timing;

    /** Command id → the moment after which nobody can start it any more. */
    private final ConcurrentMap<String, Long> begun = new ConcurrentHashMap<>();

    private boolean killed;
    private volatile boolean stopping;
    private volatile boolean givingUp;

    Worker(
            WorkerSettings settings,
            CommandQueue queue,
            OutcomeLog log,
            Admission admission,
            Runs runs,
            Slots slots,
            Runners runners,
            Timing timing) {
        this.settings = settings;
        this.queue = queue;
        this.log = log;
        this.admission = admission;
        this.runs = runs;
        this.slots = slots;
        this.runners = runners;
        this.timing = timing;
    }

    /**
     * Takes up what an earlier incarnation has left, once its claims can be looked up.
     *
     * @return false: they can't be yet
     */
    boolean recover() throws IOException {
        if (!log.caughtUp()) {
            return false;
        }
        for (RunDirectory left : runs.left()) {
            recover(left);
        }
        return true;
    }

    private void recover(RunDirectory left) throws IOException {
        Command command = left.command();
        Outcome kept = left.kept();
        if (kept != null) {
            runners.deliver(left, kept);
        } else if (left.startedAt() > 0) {
            LOG.info("command {} was started before this worker was: taken up again", command.id());
            runners.resume(left);
        } else {
            Claim first = log.first(command.id());
            if (first != null && first.isBy(left.worker())) {
                // Expired, not refused: that reopens the decision, and nothing is wrong with the command.
                runners.end(
                        left,
                        new Ending.Ended(
                                OutcomeKind.EXPIRED, -1, "", "the worker was restarted before it had started this"));
            } else {
                left.delete();
            }
        }
    }

    /**
     * Takes one command and starts it, or says why not.
     *
     * @param millis how long to wait, for a free slot and then for a command
     * @return false: nothing was there, or nothing may be taken now
     */
    boolean takeOne(long millis) throws InterruptedException {
        if (stopping || !log.caughtUp() || !slots.awaitFree(millis)) {
            return false;
        }
        if (!admission.controlsAreFresh(timing.now())) {
            timing.pause(Math.min(millis, RETRY_MILLIS));
            return false;
        }
        if (isKilled()) {
            timing.pause(Math.min(millis, RETRY_MILLIS));
            return false;
        }
        Delivery delivery = queue.poll(millis);
        if (delivery == null) {
            return false;
        }
        SignedCommand signed = delivery.command();
        if (signed == null) {
            LOG.error("the command at {} can't be read", delivery.origin());
            delivery.reject();
        } else if (handle(signed)) {
            delivery.accept();
        } else {
            delivery.release();
        }
        return true;
    }

    /** Commands are left to the site's other workers; said once each time it changes. */
    private boolean isKilled() {
        boolean now = admission.killed();
        if (now != killed) {
            killed = now;
            LOG.warn(
                    now ? "takes no commands: the kill file {} exists" : "takes commands again: {} is gone",
                    settings.killFile());
        }
        return now;
    }

    /** From now on nothing is taken. What is being claimed goes on until {@link #giveUp}. */
    void stop() {
        stopping = true;
        queue.wakeup();
    }

    /** Not even a claim is waited for any longer. */
    void giveUp() {
        givingUp = true;
    }

    /** False: the worker goes before this was dealt with. */
    private boolean handle(SignedCommand signed) throws InterruptedException {
        Command command = signed.command();
        long now = timing.now();
        begun.values().removeIf(until -> until < now);
        Refusal refusal = admission.beforeClaim(signed, now);
        if (refusal != null) {
            LOG.warn("command {} is not claimed: {}", command.id(), refusal.detail());
            return append(outcome(command, refusal.kind(), refusal.detail()));
        }
        Claim first = log.first(command.id());
        if (first != null && !first.isBy(settings.worker()) || begun.containsKey(command.id())) {
            return true;
        }
        RunDirectory directory;
        try {
            directory = runs.create(command, settings.worker());
        } catch (IOException e) {
            LOG.error("command {} can't be recorded on disk", command.id(), e);
            return append(outcome(command, OutcomeKind.REFUSED, "the worker can't write its record: " + e));
        }
        if (first == null) {
            first = claim(command);
        }
        return first != null && begin(directory, first);
    }

    /** Null: the worker goes before the first claim was seen; its next incarnation looks again. */
    private @Nullable Claim claim(Command command) throws InterruptedException {
        if (!append(outcome(command, OutcomeKind.CLAIMED, ""))) {
            return null;
        }
        Claim first = null;
        while (first == null && !givingUp) {
            first = log.await(command.id(), RETRY_MILLIS);
        }
        return first;
    }

    private boolean begin(RunDirectory directory, Claim first) {
        Command command = directory.command();
        if (!first.isBy(settings.worker())) {
            LOG.info("command {} belongs to {}", command.id(), first.worker());
            try {
                directory.delete();
            } catch (IOException e) {
                LOG.warn("{} can't be deleted", directory.path(), e);
            }
            return true;
        }
        begun.put(command.id(), Math.max(timing.now(), command.startBy()) + 2 * Admission.MAX_START_DELAY);
        if (first.appendedAt() >= command.startBy()) {
            runners.end(
                    directory,
                    new Ending.Ended(
                            OutcomeKind.EXPIRED,
                            -1,
                            "",
                            "claimed " + (first.appendedAt() - command.startBy()) + " ms after its startBy"));
        } else {
            runners.start(directory);
        }
        return true;
    }

    /** Until Kafka has it. False: the worker goes. */
    private boolean append(Outcome outcome) throws InterruptedException {
        while (!givingUp) {
            try {
                log.append(outcome);
                return true;
            } catch (NotTaken e) {
                LOG.warn(
                        "{} of command {} is not on the log yet: {}",
                        outcome.kind(),
                        outcome.command(),
                        e.getMessage());
                timing.pause(RETRY_MILLIS);
            }
        }
        return false;
    }

    private Outcome outcome(Command command, OutcomeKind kind, String detail) {
        return new Outcome(
                command.id(),
                command.incident(),
                command.site(),
                settings.worker(),
                kind,
                timing.now(),
                -1,
                "",
                detail);
    }
}
