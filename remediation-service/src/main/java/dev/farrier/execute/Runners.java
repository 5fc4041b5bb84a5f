package dev.farrier.execute;

import dev.farrier.execute.Admission.Refusal;
import dev.farrier.execute.Ending.Ended;
import dev.farrier.execute.OutcomeLog.NotTaken;
import dev.farrier.execute.record.RunDirectory;
import dev.farrier.model.Action;
import dev.farrier.model.Command;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been claimed and won: each runs on a thread of its own, tells how far it is, and has its end delivered. */
final class Runners {
    private static final Logger LOG = LoggerFactory.getLogger(Runners.class);
    private static final long CONTROLS_RETRY_MILLIS = 50;

    private final WorkerSettings settings;
    private final OutcomeLog log;
    private final Admission admission;
    private final Controls controls;
    private final Slots slots;
    private final Map<String, ActionRunner> byType;
    private final Executor threads;
    private final Timing timing;

    private final ConcurrentMap<String, Running> running = new ConcurrentHashMap<>();

    /** Ended, but Kafka does not have it yet. */
    private final ConcurrentMap<RunDirectory, Outcome> undelivered = new ConcurrentHashMap<>();

    private volatile boolean stopping;
    private volatile boolean leaving;

    Runners(
            WorkerSettings settings,
            OutcomeLog log,
            Admission admission,
            Controls controls,
            Slots slots,
            Map<String, ActionRunner> byType,
            Executor threads,
            Timing timing) {
        this.settings = settings;
        this.log = log;
        this.admission = admission;
        this.controls = controls;
        this.slots = slots;
        this.byType = Map.copyOf(byType);
        this.threads = threads;
        this.timing = timing;
    }

    void start(RunDirectory directory) {
        submit(new Running(directory), false);
    }

    void resume(RunDirectory directory) {
        submit(new Running(directory), true);
    }

    /** Ends one that is not running here. */
    void end(RunDirectory directory, Ended ended) {
        Outcome outcome = outcome(directory, ended.kind(), ended.exitCode(), ended.output(), ended.detail());
        try {
            directory.keep(outcome);
        } catch (IOException e) {
            LOG.error("the outcome of command {} is not on disk: a restart would lose it", outcome.command(), e);
        }
        LOG.info("command {}: {} {}", outcome.command(), outcome.kind(), outcome.detail());
        deliver(directory, outcome);
    }

    /** Tries once; what Kafka does not take is tried again by {@link #tick}. */
    void deliver(RunDirectory directory, Outcome outcome) {
        try {
            log.append(outcome);
            undelivered.remove(directory);
            discard(directory);
        } catch (NotTaken e) {
            LOG.warn("the outcome of command {} waits for Kafka: {}", outcome.command(), e.getMessage());
            undelivered.put(directory, outcome);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** To be called about once a second: progress of what runs, another try for what waits. */
    void tick() {
        long now = timing.now();
        for (Running run : running.values()) {
            if (now - run.toldAt >= settings.progressEvery()) {
                run.toldAt = now;
                if (!progress(run.directory, run.report)) {
                    return;
                }
            }
        }
        undelivered.forEach(this::deliver);
    }

    int count() {
        return running.size();
    }

    int undelivered() {
        return undelivered.size();
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

    private void submit(Running run, boolean resumed) {
        slots.take(run.waits);
        running.put(run.command.id(), run);
        threads.execute(() -> {
            try {
                Ending ending = resumed ? resumed(run) : started(run);
                running.remove(run.command.id());
                conclude(run, ending);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                running.remove(run.command.id());
                slots.give(run.waits);
            }
        });
    }

    private Ending started(Running run) throws InterruptedException {
        ActionRunner runner = byType.get(run.command.action().type());
        if (runner == null) {
            return new Ended(
                    OutcomeKind.REFUSED,
                    -1,
                    "",
                    "this worker can't do " + run.command.action().type());
        }
        while (!admission.controlsAreFresh(timing.now()) && timing.now() < run.command.startBy()) {
            timing.pause(CONTROLS_RETRY_MILLIS);
        }
        Refusal refusal = admission.beforeStart(run.command, timing.now());
        if (refusal != null) {
            return new Ended(refusal.kind(), -1, "", refusal.detail());
        }
        if (stopping) {
            return new Ended(OutcomeKind.EXPIRED, -1, "", "the worker stopped before it had started this");
        }
        try {
            run.startedAt = timing.now();
            run.directory.markStarted(run.startedAt);
        } catch (IOException e) {
            return new Ended(OutcomeKind.REFUSED, -1, "", "the worker can't write its record: " + e);
        }
        LOG.info(
                "command {}: {} of {} on {} starts",
                run.command.id(),
                run.command.actionName(),
                run.command.policy(),
                run.command.target());
        try {
            return runner.run(run);
        } catch (RuntimeException e) {
            LOG.error("command {} failed in the worker", run.command.id(), e);
            return Ended.failed("the worker failed: " + e);
        }
    }

    private Ending resumed(Running run) throws InterruptedException {
        ActionRunner runner = byType.get(run.command.action().type());
        if (runner == null) {
            return new Ending.Unknown(
                    "this worker can't do " + run.command.action().type() + " any more");
        }
        try {
            run.startedAt = run.directory.startedAt();
            return runner.resume(run);
        } catch (RuntimeException | IOException e) {
            LOG.error("command {} can't be taken up again", run.command.id(), e);
            return new Ending.Unknown("the worker could not take it up again: " + e);
        }
    }

    private void conclude(Running run, Ending ending) {
        switch (ending) {
            case Ended ended -> end(run.directory, ended);
            case Ending.Left left -> progress(run.directory, left.detail());
            case Ending.Unknown unknown -> {
                LOG.warn("command {}: {}", run.command.id(), unknown.detail());
                progress(run.directory, unknown.detail());
                discard(run.directory);
            }
        }
    }

    private boolean progress(RunDirectory directory, String detail) {
        try {
            log.append(outcome(directory, OutcomeKind.PROGRESS, -1, "", Output.line(detail)));
            return true;
        } catch (NotTaken e) {
            LOG.debug(
                    "no progress record for command {}: {}", directory.command().id(), e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Outcome outcome(RunDirectory directory, OutcomeKind kind, int exitCode, String output, String detail) {
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
                detail);
    }

    private static void discard(RunDirectory directory) {
        try {
            directory.delete();
        } catch (IOException e) {
            LOG.warn("{} can't be deleted", directory.path(), e);
        }
    }

    private final class Running implements ActionRunner.Run {
        private final RunDirectory directory;
        private final Command command;
        private final boolean waits;
        private volatile String report = "running";
        private volatile long toldAt = timing.now();
        private volatile long startedAt;

        Running(RunDirectory directory) {
            this.directory = directory;
            this.command = directory.command();
            this.waits = command.action() instanceof Action.WaitUntil;
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
        public boolean cancelled() {
            return controls.cancellation(command.id()) != null;
        }

        @Override
        public boolean leaving() {
            return leaving || waits && stopping;
        }

        @Override
        public void report(String line) {
            report = line;
        }
    }
}
