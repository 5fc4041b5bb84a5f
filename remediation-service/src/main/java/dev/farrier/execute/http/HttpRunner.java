package dev.farrier.execute.http;

import dev.farrier.execute.ActionResult;
import dev.farrier.execute.ActionResult.Completion;
import dev.farrier.execute.ActionRunner;
import dev.farrier.execute.Output;
import dev.farrier.model.Action;
import dev.farrier.model.Action.HttpCall;
import dev.farrier.model.OutcomeKind;

/**
 * {@code http}: one request. Its exit code is the HTTP status, -1 when there was no answer. A request that is meant to change
 * something and gets no answer is {@code UNANSWERED}, unless it surely was not sent.
 */
public final class HttpRunner implements ActionRunner {
    private final HttpCaller caller;

    public HttpRunner() {
        this(new JdkHttpCaller());
    }

    HttpRunner(HttpCaller caller) {
        this.caller = caller;
    }

    @Override
    public ActionResult run(ActionRun run) throws InterruptedException {
        if (!(run.command().action() instanceof Action.Http(HttpCall call))) {
            throw new IllegalArgumentException(run.command().action().type());
        }
        if (run.beginWithin() <= 0) {
            return ActionResult.NotStarted.tooSlow();
        }
        long maxRun = run.command().maxRun();
        HttpResult answer =
                caller.call(call, Math.min(call.timeout(), maxRun), () -> run.cancelled() || run.shuttingDown());
        if (answer.status() < 0 && run.cancelled()) {
            return new Completion(
                    OutcomeKind.CANCELLED,
                    -1,
                    "",
                    "given up because it was cancelled; the request may have been taken");
        }
        if (answer.status() < 0 && run.shuttingDown()) {
            return new ActionResult.Indeterminate(
                    "the worker went before there was an answer; the request may have been taken");
        }
        String difference = answer.difference(call);
        if (difference == null) {
            return new Completion(OutcomeKind.SUCCEEDED, answer.status(), Output.truncate(answer.body()), "");
        }
        if (answer.status() < 0 && answer.sent() && run.command().purpose().changes()) {
            return new Completion(OutcomeKind.UNANSWERED, -1, "", difference + "; the request may have been taken");
        }
        boolean timedOut = answer.status() < 0 && maxRun < call.timeout();
        return new Completion(
                timedOut ? OutcomeKind.TIMED_OUT : OutcomeKind.FAILED,
                answer.status(),
                Output.truncate(answer.body()),
                difference,
                !answer.sent());
    }

    @Override
    public ActionResult resume(ActionRun run) {
        return new ActionResult.Indeterminate(
                "the worker ended before there was an answer; the request may have been taken");
    }
}
