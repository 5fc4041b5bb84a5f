package dev.farrier.execute.worker;

import dev.farrier.execute.ActionResult;
import dev.farrier.execute.ActionResult.Completion;
import dev.farrier.execute.ActionRunner;
import dev.farrier.model.OutcomeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Ends at once, as it is told to. */
final class FakeRunner implements ActionRunner {
    private final List<String> started = new ArrayList<>();
    private final List<String> resumed = new ArrayList<>();
    private Function<ActionRun, ActionResult> ending = run -> new Completion(OutcomeKind.SUCCEEDED, 0, "done\n", "");

    void ending(Function<ActionRun, ActionResult> function) {
        ending = function;
    }

    List<String> started() {
        return started;
    }

    List<String> resumed() {
        return resumed;
    }

    @Override
    public ActionResult run(ActionRun run) {
        started.add(run.command().id());
        return ending.apply(run);
    }

    @Override
    public ActionResult resume(ActionRun run) {
        resumed.add(run.command().id());
        return ending.apply(run);
    }
}
