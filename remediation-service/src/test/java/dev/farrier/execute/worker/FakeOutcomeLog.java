package dev.farrier.execute.worker;

import dev.farrier.execute.OutcomeLog;
import dev.farrier.execute.SteppedClock;
import dev.farrier.execute.TopicProgress;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.WorkerReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A log in memory, whose time is a clock's. What is appended is read back at once, unless it is held up. */
final class FakeOutcomeLog implements OutcomeLog {
    final FakeProgress progress;
    private final SteppedClock clock;
    private final List<Outcome> appended = new ArrayList<>();
    private final List<WorkerReport> reports = new ArrayList<>();
    private final Map<String, Claim> first = new HashMap<>();
    private final List<Runnable> heldUp = new ArrayList<>();
    private ClaimListener listener = (command, claim) -> {};
    private boolean holding;
    private String identityConflict;
    private int refusals;
    private RuntimeException broken;
    private OutcomeKind awaited;
    private final List<Runnable> whenAppended = new ArrayList<>();

    /** Written right before the next record of this command, as if by somebody quicker. */
    private final Map<String, Claim> quicker = new HashMap<>();

    FakeOutcomeLog(SteppedClock clock) {
        this.clock = clock;
        progress = new FakeProgress("outcomes", clock);
    }

    @Override
    public TopicProgress progress() {
        return progress;
    }

    @Override
    public synchronized void append(Outcome outcome) throws AppendFailedException {
        if (broken != null) {
            throw broken;
        }
        if (refusals != 0) {
            refusals--;
            throw new AppendFailedException("Kafka is away", null);
        }
        if (quicker.containsKey(outcome.command())) {
            read(outcome.command(), quicker.remove(outcome.command()));
        }
        appended.add(outcome);
        if (outcome.kind() == awaited) {
            awaited = null;
            List.copyOf(whenAppended).forEach(Runnable::run);
        }
        if (outcome.kind() == OutcomeKind.CLAIMED) {
            read(outcome.command(), new Claim(outcome.incident(), outcome.worker(), outcome.kind(), clock.millis()));
        }
    }

    private void read(String command, Claim claim) {
        if (holding) {
            heldUp.add(() -> read(command, claim));
        } else if (first.putIfAbsent(command, claim) == null) {
            listener.onFirstClaim(command, claim);
        }
    }

    @Override
    public synchronized CompletableFuture<Void> send(Outcome outcome) {
        try {
            append(outcome);
            return CompletableFuture.completedFuture(null);
        } catch (AppendFailedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public synchronized CompletableFuture<Void> send(WorkerReport report) {
        if (refusals != 0) {
            refusals--;
            return CompletableFuture.failedFuture(new AppendFailedException("Kafka is away", null));
        }
        reports.add(report);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized Claim firstClaim(String commandId) {
        return first.get(commandId);
    }

    @Override
    public void onFirstClaim(ClaimListener given) {
        listener = given;
    }

    @Override
    public String identityConflict() {
        return identityConflict;
    }

    void identityConflict(String value) {
        identityConflict = value;
    }

    /** From now on nothing is read back, until {@link #letGo}. */
    synchronized void holdUp() {
        holding = true;
    }

    synchronized void letGo() {
        holding = false;
        List<Runnable> all = List.copyOf(heldUp);
        heldUp.clear();
        all.forEach(Runnable::run);
    }

    synchronized void claimed(String commandId, Claim claim) {
        first.put(commandId, claim);
    }

    synchronized void claimQuicker(String commandId, Claim claim) {
        quicker.put(commandId, claim);
    }

    /** The next so many appends are not taken; -1: none, until told otherwise. */
    synchronized void refuse(int count) {
        refusals = count;
    }

    /** Every append throws this; null: as usual. */
    synchronized void breakWith(RuntimeException failure) {
        broken = failure;
    }

    /** What happens while the first outcome of this kind is being appended. */
    synchronized void whenAppended(OutcomeKind kind, Runnable action) {
        awaited = kind;
        whenAppended.add(action);
    }

    synchronized List<Outcome> appended() {
        return List.copyOf(appended);
    }

    synchronized List<WorkerReport> reports() {
        return List.copyOf(reports);
    }

    synchronized List<OutcomeKind> kinds() {
        return appended.stream().map(Outcome::kind).toList();
    }

    synchronized List<OutcomeKind> kinds(String command) {
        return appended.stream()
                .filter(outcome -> outcome.command().equals(command))
                .map(Outcome::kind)
                .toList();
    }

    synchronized Outcome last() {
        return appended.getLast();
    }
}
