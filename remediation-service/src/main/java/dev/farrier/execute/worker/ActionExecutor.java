package dev.farrier.execute.worker;

import dev.farrier.execute.ActionResult;
import dev.farrier.execute.ActionResult.Completion;
import dev.farrier.execute.ActionResult.Indeterminate;
import dev.farrier.execute.ActionResult.NotStarted;
import dev.farrier.execute.ActionRunner;
import dev.farrier.execute.Timing;
import dev.farrier.execute.record.RunDirectory;
import dev.farrier.execute.worker.Admission.Refusal;
import dev.farrier.model.Action;
import dev.farrier.model.Command;
import dev.farrier.model.Control;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.RefusalReason;
import dev.farrier.model.Watchdog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Runs claimed commands, each on a thread of its own; sends their progress and their outcomes. */
final class ActionExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(ActionExecutor.class);
    private static final long FRESHNESS_RETRY_MILLIS = 50;

    /** Milliseconds for which what was read before a start is good. */
    static final long BEGIN_WITHIN = 5_000;

    private final WorkerContext context;
    private final Admission admission;
    private final FreshnessCheck freshness;
    private final Slots slots;
    private final Executor threads;
    private final Timing timing;
    private final ConcurrentMap<String, ActionExecution> running = new ConcurrentHashMap<>();
    private final OutcomeDelivery delivery;
    private volatile boolean stopping;
    private volatile boolean shuttingDown;

    ActionExecutor(
            WorkerContext context,
            Admission admission,
            FreshnessCheck freshness,
            Slots slots,
            OutcomeDelivery delivery,
            Executor threads) {
        this.context = context;
        this.admission = admission;
        this.freshness = freshness;
        this.slots = slots;
        this.threads = threads;
        this.timing = context.timing();
        this.delivery = delivery;
    }

    /** Runs a command that has a slot, on the calling thread, and gives the slot back at the end. */
    void run(RunDirectory directory) {
        run(new ActionExecution(directory, false));
    }

    /** Takes up a command that an earlier incarnation of this worker has started. */
    void resume(RunDirectory directory) {
        ActionExecution run = new ActionExecution(directory, true);
        slots.acquire(run.command.lane());
        running.put(run.command.id(), run);
        threads.execute(() -> run(run));
    }

    /** Called about once a second: sends progress of running actions, and outcomes that Kafka does not have yet. */
    void tick() {
        long now = timing.monotonicMillis();
        for (ActionExecution run : running.values()) {
            if (now - run.reportedAt >= context.settings().progressEvery()) {
                run.reportedAt = now;
                delivery.sendProgress(run.directory, run.report);
            }
        }
        delivery.deliverAll();
    }

    int count() {
        return running.size();
    }

    /** Ids of running commands that an earlier incarnation has started, sorted. */
    List<String> resumed() {
        return running.values().stream()
                .filter(run -> run.resumed)
                .map(run -> run.command.id())
                .sorted()
                .toList();
    }

    int undelivered() {
        return delivery.count();
    }

    /** Leaves waits at once, since they can be taken up again; other actions may still end. */
    void stop() {
        stopping = true;
    }

    /** Leaves the other actions as well. */
    void leaveAll() {
        stopping = true;
        shuttingDown = true;
    }

    private void run(ActionExecution run) {
        ActionResult result = null;
        running.put(run.command.id(), run);
        try {
            result = run.resumed ? resumeAction(run) : start(run);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running.remove(run.command.id());
            // Before the outcome is sent: the decider then counts on the slot.
            slots.release(run.command.lane());
        }
        if (result != null) {
            delivery.conclude(run.directory, result);
        }
    }

    private ActionResult start(ActionExecution run) throws InterruptedException {
        Command command = run.command;
        ActionRunner runner = context.runners().get(command.action().type());
        if (runner == null) {
            return new NotStarted(
                    RefusalReason.NOT_ALLOWED,
                    "this worker can't do " + command.action().type());
        }
        ActionResult obstacle = obstacle(run);
        if (obstacle != null) {
            return obstacle;
        }
        try {
            run.startedAt = timing.now();
            run.directory.markStarted(run.startedAt);
        } catch (IOException e) {
            LOG.error("the start of command {} can't be recorded on disk", command.id(), e);
            return new NotStarted(RefusalReason.NO_RECORD, "the worker can't write its record: " + e);
        }
        if (run.beginWithin() <= 0) {
            return NotStarted.tooSlow();
        }
        LOG.atLevel(Watchdog.is(command.policy()) ? Level.DEBUG : Level.INFO)
                .log(
                        "command {}: {} of {} on {} starts",
                        command.id(),
                        command.actionName(),
                        command.policy(),
                        command.target());
        try {
            return runner.run(run);
        } catch (RuntimeException e) {
            LOG.error("command {} failed in the worker", command.id(), e);
            return Completion.failed("the worker failed: " + e);
        }
    }

    /** Null: it may start, within {@link #BEGIN_WITHIN}. */
    private @Nullable ActionResult obstacle(ActionExecution run) throws InterruptedException {
        Command command = run.command;
        while (true) {
            run.checkedAt = timing.monotonicMillis();
            String stale = freshness.beforeStart();
            if (stale == null) {
                break;
            }
            if (stopping) {
                return new NotStarted(RefusalReason.DRAINING, "the worker stopped before it had started this");
            }
            if (context.log().identityConflict() != null || timing.now() >= command.startBy()) {
                return new NotStarted(RefusalReason.OUT_OF_DATE, stale);
            }
            timing.pause(FRESHNESS_RETRY_MILLIS);
        }
        Control.Cancelled cancelled = context.controls().cancellation(command);
        if (cancelled != null) {
            return new Completion(
                    OutcomeKind.CANCELLED,
                    -1,
                    "",
                    "cancelled by " + cancelled.by() + " before it started: " + cancelled.why(),
                    true);
        }
        Refusal refusal = admission.beforeStart(command, timing.now());
        if (refusal != null) {
            return new NotStarted(refusal.reason(), refusal.detail());
        }
        return stopping
                ? new NotStarted(RefusalReason.DRAINING, "the worker stopped before it had started this")
                : null;
    }

    private ActionResult resumeAction(ActionExecution run) throws InterruptedException {
        ActionRunner runner = context.runners().get(run.command.action().type());
        if (runner == null) {
            return new Indeterminate(
                    "this worker can't do " + run.command.action().type() + " any more");
        }
        try {
            run.startedAt = run.directory.startedAt();
            return runner.resume(run);
        } catch (RuntimeException | IOException e) {
            LOG.error("command {} can't be resumed", run.command.id(), e);
            return new Indeterminate("the worker could not take it up again: " + e);
        }
    }

    private final class ActionExecution implements ActionRunner.ActionRun {
        private final RunDirectory directory;
        private final Command command;
        private final boolean resumed;
        private volatile String report = "running";
        private volatile long reportedAt = timing.monotonicMillis();
        private volatile long startedAt;
        private volatile long checkedAt;

        ActionExecution(RunDirectory directory, boolean resumed) {
            this.directory = directory;
            this.command = directory.command();
            this.resumed = resumed;
        }

        @Override
        public Command command() {
            return command;
        }

        @Override
        public Path directory() {
            return directory.path();
        }

        @Override
        public long startedAt() {
            return startedAt;
        }

        @Override
        public long beginWithin() {
            return checkedAt + BEGIN_WITHIN - timing.monotonicMillis();
        }

        @Override
        public boolean cancelled() {
            return context.controls().cancellation(command) != null;
        }

        @Override
        public boolean shuttingDown() {
            return shuttingDown || command.action() instanceof Action.WaitUntil && stopping;
        }

        @Override
        public void report(String line) {
            report = line;
        }
    }
}
