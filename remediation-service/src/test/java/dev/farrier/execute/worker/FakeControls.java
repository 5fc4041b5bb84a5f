package dev.farrier.execute.worker;

import dev.farrier.execute.Controls;
import dev.farrier.execute.SteppedClock;
import dev.farrier.execute.TopicProgress;
import dev.farrier.model.Command;
import dev.farrier.model.Control;
import dev.farrier.model.HaltScope;
import dev.farrier.model.HaltScope.ScopeKind;
import dev.farrier.model.StandingHalt;
import java.util.ArrayList;
import java.util.List;

final class FakeControls implements Controls {
    final FakeProgress progress;
    private final List<Control.Cancelled> cancelled = new ArrayList<>();
    private List<StandingHalt> halts = List.of();
    private boolean said = true;

    FakeControls(SteppedClock clock) {
        progress = new FakeProgress("controls", clock);
    }

    @Override
    public TopicProgress progress() {
        return progress;
    }

    void halt(boolean halted) {
        halts = halted ? List.of(new StandingHalt(HaltScope.ALL, false, "anna", "maintenance", 0)) : List.of();
    }

    void halt(ScopeKind kind, String name) {
        halts = List.of(new StandingHalt(new HaltScope(kind, name), false, "anna", "maintenance", 0));
    }

    void haltCalls() {
        halts = List.of(new StandingHalt(HaltScope.ALL, true, "anna", "maintenance", 0));
    }

    void said(boolean value) {
        said = value;
    }

    void cancel(String commandId) {
        cancelled.add(new Control.Cancelled("incident-1", commandId, "anna", "wrong host", 0));
    }

    void cancelIncident(String incident) {
        cancelled.add(new Control.Cancelled(incident, "", "anna", "wrong host", 0));
    }

    @Override
    public boolean confirmedSinceStart() {
        return said;
    }

    @Override
    public List<StandingHalt> halts() {
        return halts;
    }

    @Override
    public Control.Cancelled cancellation(Command command) {
        return cancelled.stream()
                .filter(one -> one.appliesTo(command))
                .findFirst()
                .orElse(null);
    }
}
