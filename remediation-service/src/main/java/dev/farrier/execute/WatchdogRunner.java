package dev.farrier.execute;

import dev.farrier.execute.ActionResult.Completion;
import dev.farrier.model.OutcomeKind;

/** The watchdog's action: it does nothing, and succeeds. */
final class WatchdogRunner implements ActionRunner {
    @Override
    public ActionResult run(ActionRun run) {
        return run.beginWithin() > 0
                ? new Completion(OutcomeKind.SUCCEEDED, 0, "", "")
                : ActionResult.NotStarted.tooSlow();
    }

    @Override
    public ActionResult resume(ActionRun run) {
        return new Completion(OutcomeKind.SUCCEEDED, 0, "", "");
    }
}
