package dev.farrier.execute;

import dev.farrier.execute.Admission.Refusal;
import dev.farrier.execute.Ending.Ended;
import dev.farrier.execute.Ending.NotStarted;
import dev.farrier.execute.Ending.Unknown;
import dev.farrier.execute.record.RunDirectory;
import dev.farrier.model.Action;
import dev.farrier.model.Command;
import dev.farrier.model.Control;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.RefusalReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been claimed and won: each runs on a thread of its own, tells how far it is, and has its end delivered. */
final class Runners {
    private static final Logger LOG = LoggerFactory.getLogger(Runners.class);
    private static final long SIGHT_RETRY_MILLIS = 50;

    /** What was seen before a start holds this long. */
    static final long BEGIN_WITHIN = 5_000;

    private final WorkerSettings settings;
    private final OutcomeLog log;
    private final Admission admission;
    private final Sight sight;
    private final Controls controls;
    private final Slots slots;
    private final Map<String, ActionRunner> byType;
    private final Executor threads;
    private final Timing timing;

    private final ConcurrentMap<String, Running> running = new ConcurrentHashMap<>();
    private final Undelivered undelivered;

    private volatile boolean stopping;
    private volatile boolean leaving;

    Runners(
            WorkerSettings settings,
            OutcomeLog log,
            Admission admission,
            Sight sight,
            Controls controls,
            Slots slots,
            Map<String, ActionRunner> byType,
            Executor threads,
            Timing timing) {
        this.settings = settings;
        this.log = log;
        this.admission = admission;
        this.sight = sight;
        this.controls = controls;
        this.slots = slots;
        this.byType = Map.copyOf(byType);
        this.threads = threads;
        this.timing = timing;
        this.undelivered = new Undelivered(log);
    }

    /** On the thread that calls; its slot is taken, and given back at the end. */
    void run(RunDirectory directory) {
        run(new Running(directory, false));
    }

    /** Takes up one again that an earlier life of this worker has started. */
    void resume(RunDirectory directory) {
        Running run = new Running(directory, true);
        slots.take(run.command.lane());
        running.put(run.command.id(), run);
        threads.execute(() -> run(run));
    }

    /** Ends one that is not running here. */
    void end(RunDirectory directory, Ending ending) {
        conclude(directory, ending);
    }

    /** An end that is on disk already. */
    void deliver(Outcome outcome, Undelivered.Release release) {
        undelivered.add(outcome, release);
    }

    /** To be called about once a second: progress of what runs, another try for what waits. */
    void tick() {
        long now = timing.monotonicMillis();
        for (Running run : running.values()) {
            if (now - run.toldAt >= settings.progressEvery()) {
                run.toldAt = now;
                progress(run.directory, run.report);
            }
        }
        undelivered.deliverAll();
    }

    int count() {
        return running.size();
    }

    /** Ids of what an earlier life of this worker has begun and still runs, sorted. */
    List<String> resumed() {
        return running.values().stream()
                .filter(run -> run.resumed)
                .map(run -> run.command.id())
                .sorted()
                .toList();
    }

    int undelivered() {
        return undelivered.count();
    }

    /** Waits that can be taken up again are left at once; other actions may still end by themselves. */
    void stop() {
        stopping = true;
    }

    /** Now the others are left as well. */
    void leave() {
        stopping = true;
        leaving = true;
    }

    private void run(Running run) {
        Ending ending = null;
        running.put(run.command.id(), run);
        try {
            ending = run.resumed ? resumed(run) : started(run);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running.remove(run.command.id());
            // Before the end is told: who hears of it counts on the slot.
            slots.give(run.command.lane());
        }
        if (ending != null) {
            conclude(run.directory, ending);
        }
    }

    private Ending started(Running run) throws InterruptedException {
        Command command = run.command;
        ActionRunner runner = byType.get(command.action().type());
        if (runner == null) {
            return new NotStarted(
                    RefusalReason.NOT_ALLOWED,
                    "this worker can't do " + command.action().type());
        }
        Ending given = whyNot(run);
        if (given != null) {
            return given;
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
        LOG.info(
                "command {}: {} of {} on {} starts",
                command.id(),
                command.actionName(),
                command.policy(),
                command.target());
        try {
            return runner.run(run);
        } catch (RuntimeException e) {
            LOG.error("command {} failed in the worker", command.id(), e);
            return Ended.failed("the worker failed: " + e);
        }
    }

    /** Null: it may start, within {@link #BEGIN_WITHIN}. */
    private @Nullable Ending whyNot(Running run) throws InterruptedException {
        Command command = run.command;
        while (true) {
            run.lookedAt = timing.monotonicMillis();
            String blind = sight.forStarting();
            if (blind == null) {
                break;
            }
            if (stopping) {
                return new NotStarted(RefusalReason.DRAINING, "the worker stopped before it had started this");
            }
            if (log.rival() != null || timing.now() >= command.startBy()) {
                return new NotStarted(RefusalReason.OUT_OF_DATE, blind);
            }
            timing.pause(SIGHT_RETRY_MILLIS);
        }
        Control.Cancelled cancelled = controls.cancellation(command);
        if (cancelled != null) {
            return new Ended(
                    OutcomeKind.CANCELLED,
                    -1,
                    "",
                    "cancelled by " + cancelled.by() + " before it started: " + cancelled.why());
        }
        Refusal refusal = admission.beforeStart(command, timing.now());
        if (refusal != null) {
            return new NotStarted(refusal.reason(), refusal.detail());
        }
        return stopping
                ? new NotStarted(RefusalReason.DRAINING, "the worker stopped before it had started this")
                : null;
    }

    private Ending resumed(Running run) throws InterruptedException {
        ActionRunner runner = byType.get(run.command.action().type());
        if (runner == null) {
            return new Unknown("this worker can't do " + run.command.action().type() + " any more");
        }
        try {
            run.startedAt = run.directory.startedAt();
            return runner.resume(run);
        } catch (RuntimeException | IOException e) {
            LOG.error("command {} can't be taken up again", run.command.id(), e);
            return new Unknown("the worker could not take it up again: " + e);
        }
    }

    private void conclude(RunDirectory directory, Ending ending) {
        switch (ending) {
            case Ended ended ->
                end(
                        directory,
                        outcome(directory, ended.kind(), ended.exitCode(), ended.output(), null, ended.detail()));
            case NotStarted not ->
                end(directory, outcome(directory, OutcomeKind.NOT_STARTED, -1, "", not.reason(), not.detail()));
            case Unknown unknown ->
                end(directory, outcome(directory, OutcomeKind.UNKNOWN, -1, "", null, unknown.detail()));
            case Ending.Left left -> progress(directory, left.detail());
        }
    }

    void end(RunDirectory directory, Outcome outcome) {
        try {
            directory.keep(outcome);
        } catch (IOException e) {
            LOG.error("the outcome of command {} is not on disk: a restart would lose it", outcome.command(), e);
        }
        LOG.info("command {}: {} {}", outcome.command(), outcome.kind(), outcome.detail());
        undelivered.deliver(outcome, directory::delete);
    }

    /** For people, and one too few does no harm: not waited for. */
    private void progress(RunDirectory directory, String detail) {
        log.send(outcome(directory, OutcomeKind.PROGRESS, detail));
    }

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
        return new Outcome(
                command.id(),
                command.incident(),
                command.site(),
                directory.worker(),
                kind,
                timing.now(),
                exitCode,
                output,
                refusal,
                Output.line(detail));
    }

    static void discard(RunDirectory directory) {
        try {
            directory.delete();
        } catch (IOException e) {
            LOG.warn("{} can't be deleted", directory.path(), e);
        }
    }

    private final class Running implements ActionRunner.Run {
        private final RunDirectory directory;
        private final Command command;
        private final boolean resumed;
        private volatile String report = "running";
        private volatile long toldAt = timing.monotonicMillis();
        private volatile long startedAt;
        private volatile long lookedAt;

        Running(RunDirectory directory, boolean resumed) {
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
            return lookedAt + BEGIN_WITHIN - timing.monotonicMillis();
        }

        @Override
        public boolean cancelled() {
            return controls.cancellation(command) != null;
        }

        @Override
        public boolean leaving() {
            return leaving || command.action() instanceof Action.WaitUntil && stopping;
        }

        @Override
        public void report(String line) {
            report = line;
        }
    }
}
