package dev.farrier.execute.process;

import dev.farrier.execute.ActionResult;
import dev.farrier.execute.ActionResult.Completion;
import dev.farrier.execute.ActionRunner;
import dev.farrier.execute.Secrets;
import dev.farrier.execute.process.LaunchSpec.LaunchException;
import dev.farrier.execute.process.Supervisor.Exit;
import dev.farrier.model.Action;
import dev.farrier.model.ActionText;
import dev.farrier.model.OutcomeKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SortedMap;

/**
 * Runs programs ({@code process}) and scripts ({@code script}) under a supervisor that outlives the worker. Linux only.
 */
public final class ProcessRunner implements ActionRunner {
    private static final long LOOK_EVERY_MILLIS = 100;
    private static final long GRACE_MILLIS = 5_000;

    private final long grace;

    public ProcessRunner() {
        this(GRACE_MILLIS);
    }

    /** @param grace milliseconds between TERM and KILL */
    ProcessRunner(long grace) {
        this.grace = grace;
    }

    @Override
    public ActionResult run(ActionRun run) throws InterruptedException {
        Secrets secrets = new Secrets();
        try {
            LaunchSpec launch = prepare(run, secrets);
            Supervisor supervisor = Supervisor.launch(
                    run.directory(),
                    run.command().id(),
                    grace,
                    run.command().maxRun(),
                    run.beginWithin(),
                    launch.user(),
                    launch.cwd(),
                    launch.env(),
                    launch.argv());
            return follow(run, supervisor, secrets);
        } catch (LaunchException e) {
            return new Completion(OutcomeKind.FAILED, e.exitCode(), "", e.problem(), true);
        } catch (IOException e) {
            return ended(run, "can't be run: " + e.getMessage());
        }
    }

    @Override
    public ActionResult resume(ActionRun run) throws InterruptedException {
        Secrets secrets = new Secrets();
        try {
            secrets.resolveForRedaction(env(run));
            Supervisor supervisor =
                    Supervisor.find(run.directory(), run.command().id(), grace);
            if (supervisor != null) {
                return follow(run, supervisor, secrets);
            }
            Exit exit = Supervisor.exit(run.directory());
            if (exit != null) {
                return conclude(run, exit, false, secrets);
            }
            if (Supervisor.gaveUp(run.directory())) {
                return ActionResult.NotStarted.tooSlow();
            }
            // What is left of the action must not go on while the decider decides what to do.
            Supervisor.endAction(run.directory(), run.command().id(), grace);
            return new ActionResult.Indeterminate(
                    "its supervisor was gone when the worker came back: how it ended is not known");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LaunchSpec prepare(ActionRun run, Secrets secrets) throws LaunchException, IOException {
        return switch (run.command().action()) {
            case Action.Process process -> LaunchSpec.of(process, run.directory(), secrets);
            case Action.Script script -> LaunchSpec.of(script, run.directory(), secrets);
            default -> throw new IllegalArgumentException(run.command().action().type());
        };
    }

    private ActionResult follow(ActionRun run, Supervisor supervisor, Secrets secrets)
            throws InterruptedException, IOException {
        boolean cancelled = false;
        while (true) {
            // In this order: the supervisor writes the exit down before it ends.
            boolean alive = supervisor.isAlive();
            Exit exit = Supervisor.exit(run.directory());
            if (exit != null) {
                return conclude(run, exit, cancelled, secrets);
            }
            if (!alive && Supervisor.gaveUp(run.directory())) {
                return ActionResult.NotStarted.tooSlow();
            }
            if (!alive) {
                return ended(run, "its supervisor was killed");
            }
            if (!cancelled && run.cancelled()) {
                supervisor.endAction();
                cancelled = true;
            }
            if (run.shuttingDown()) {
                return new ActionResult.Handover(
                        "the worker is shutting down; the action goes on under its supervisor");
            }
            supervisor.await(LOOK_EVERY_MILLIS);
        }
    }

    private static ActionResult conclude(ActionRun run, Exit exit, boolean cancelled, Secrets secrets)
            throws IOException {
        String output = CapturedOutput.read(run.directory(), secrets);
        if (cancelled) {
            return new Completion(OutcomeKind.CANCELLED, exit.code(), output, "ended because it was cancelled");
        }
        if (exit.timedOut()) {
            String detail = "ended after its maxRun of " + run.command().maxRun() + " ms";
            return new Completion(OutcomeKind.TIMED_OUT, exit.code(), output, detail);
        }
        OutcomeKind kind = exit.code() == 0 ? OutcomeKind.SUCCEEDED : OutcomeKind.FAILED;
        return new Completion(kind, exit.code(), output, describe(exit.code()));
    }

    private static String describe(int code) {
        if (code == 0) {
            return "";
        }
        return code > 128 && code < 160 ? "exit " + code + ": ended by signal " + (code - 128) : "exit " + code;
    }

    /** Ends what may have been started first, so that "failed" is true. */
    private ActionResult ended(ActionRun run, String detail) throws InterruptedException {
        try {
            Supervisor.endAction(run.directory(), run.command().id(), grace);
        } catch (IOException e) {
            return new ActionResult.Indeterminate(
                    detail + "; and what is left of it can't be ended: " + e.getMessage());
        }
        return Completion.failed(detail);
    }

    private static SortedMap<String, ActionText> env(ActionRun run) {
        return switch (run.command().action()) {
            case Action.Process process -> process.env();
            case Action.Script script -> script.env();
            default -> throw new IllegalArgumentException(run.command().action().type());
        };
    }
}
