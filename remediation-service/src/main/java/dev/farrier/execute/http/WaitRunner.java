package dev.farrier.execute.http;

import dev.farrier.execute.ActionResult;
import dev.farrier.execute.ActionResult.Completion;
import dev.farrier.execute.ActionRunner;
import dev.farrier.execute.Output;
import dev.farrier.execute.Timing;
import dev.farrier.model.Action.WaitUntil;
import dev.farrier.model.OutcomeKind;
import org.jspecify.annotations.Nullable;

/**
 * {@code waitUntil}: asks until the answer has been as expected for {@code forMillis} without a break, or {@code maxRun} is over. It
 * changes nothing, so the next incarnation takes it up after a restart; {@code forMillis} then begins anew.
 */
public final class WaitRunner implements ActionRunner {
    private static final long LOOK_EVERY_MILLIS = 100;

    private final HttpCaller caller;
    private final Timing timing;

    /** @param timing the worker's: the start of a run is by its clock */
    public WaitRunner(Timing timing) {
        this(new JdkHttpCaller(), timing);
    }

    WaitRunner(HttpCaller caller, Timing timing) {
        this.caller = caller;
        this.timing = timing;
    }

    @Override
    public ActionResult resume(ActionRun run) throws InterruptedException {
        return run(run);
    }

    @Override
    public ActionResult run(ActionRun run) throws InterruptedException {
        if (!(run.command().action() instanceof WaitUntil wait)) {
            throw new IllegalArgumentException(run.command().action().type());
        }
        long end = run.startedAt() + run.command().maxRun();
        long since = Long.MAX_VALUE;
        HttpResult answer = HttpResult.noResponse("not asked yet");
        while (true) {
            long asked = timing.now();
            if (asked >= end) {
                return timedOut(wait, answer, end - since);
            }
            answer = caller.call(
                    wait.call(),
                    Math.min(wait.call().timeout(), end - asked),
                    () -> run.cancelled() || run.shuttingDown());
            ActionResult stopped = stopped(run);
            if (stopped != null) {
                return stopped;
            }
            long now = timing.now();
            String difference = answer.difference(wait.call());
            since = difference == null ? Math.min(since, now) : Long.MAX_VALUE;
            if (difference == null && now - since >= wait.forMillis()) {
                return new Completion(OutcomeKind.SUCCEEDED, answer.status(), Output.truncate(answer.body()), "");
            }
            run.report("waiting: " + (difference == null ? "as expected for " + (now - since) + " ms" : difference));
            stopped = sleep(run, Math.min(asked + wait.every(), end));
            if (stopped != null) {
                return stopped;
            }
        }
    }

    private static Completion timedOut(WaitUntil wait, HttpResult answer, long unbroken) {
        String difference = answer.difference(wait.call());
        String last = difference == null ? "as expected, but only for " + unbroken + " ms" : difference;
        return new Completion(
                OutcomeKind.TIMED_OUT,
                answer.status(),
                Output.truncate(answer.body()),
                "waited in vain; at last: " + last);
    }

    private @Nullable ActionResult sleep(ActionRun run, long until) throws InterruptedException {
        while (timing.now() < until) {
            timing.pause(Math.min(LOOK_EVERY_MILLIS, until - timing.now()));
            ActionResult stopped = stopped(run);
            if (stopped != null) {
                return stopped;
            }
        }
        return null;
    }

    private static @Nullable ActionResult stopped(ActionRun run) {
        if (run.cancelled()) {
            return new Completion(OutcomeKind.CANCELLED, -1, "", "the wait was cancelled");
        }
        return run.shuttingDown()
                ? new ActionResult.Handover("the worker is shutting down; the wait goes on with the next")
                : null;
    }
}
