package dev.farrier.execute.http;

import dev.farrier.execute.ActionRunner;
import dev.farrier.execute.Ending;
import dev.farrier.execute.Ending.Ended;
import dev.farrier.execute.Output;
import dev.farrier.model.Action;
import dev.farrier.model.Action.HttpCall;
import dev.farrier.model.OutcomeKind;

/** {@code http}: one request. Its exit code is the HTTP status, -1 when there was no answer. */
public final class HttpRunner implements ActionRunner {
    private final Caller caller;

    public HttpRunner() {
        this(new JdkCaller());
    }

    HttpRunner(Caller caller) {
        this.caller = caller;
    }

    @Override
    public Ending run(Run run) throws InterruptedException {
        if (!(run.command().action() instanceof Action.Http(HttpCall call))) {
            throw new IllegalArgumentException(run.command().action().type());
        }
        if (run.beginWithin() <= 0) {
            return Ending.NotStarted.tooSlow();
        }
        long maxRun = run.command().maxRun();
        Answer answer = caller.call(call, Math.min(call.timeout(), maxRun), () -> run.cancelled() || run.leaving());
        if (answer.status() < 0 && run.cancelled()) {
            return new Ended(
                    OutcomeKind.CANCELLED,
                    -1,
                    "",
                    "given up because it was cancelled; the request may have been taken");
        }
        if (answer.status() < 0 && run.leaving()) {
            return new Ending.Unknown("the worker went before there was an answer; the request may have been taken");
        }
        String difference = answer.difference(call);
        if (difference == null) {
            return new Ended(OutcomeKind.SUCCEEDED, answer.status(), Output.of(answer.body()), "");
        }
        boolean timedOut = answer.status() < 0 && maxRun < call.timeout();
        return new Ended(
                timedOut ? OutcomeKind.TIMED_OUT : OutcomeKind.FAILED,
                answer.status(),
                Output.of(answer.body()),
                difference);
    }

    @Override
    public Ending resume(Run run) {
        return new Ending.Unknown("the worker ended before there was an answer; the request may have been taken");
    }
}
