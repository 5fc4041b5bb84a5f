package dev.farrier.execute;

import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A log in memory, whose time is a clock's. */
final class FakeOutcomeLog implements OutcomeLog {
    private final SteppedClock clock;
    private final List<Outcome> appended = new ArrayList<>();
    private final Map<String, Claim> first = new HashMap<>();
    private boolean caughtUp = true;
    private int refusals;

    /** Written right before the next record of this command, as if by somebody quicker. */
    private final Map<String, Claim> quicker = new HashMap<>();

    FakeOutcomeLog(SteppedClock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void append(Outcome outcome) throws NotTaken {
        if (refusals != 0) {
            refusals--;
            throw new NotTaken("Kafka is away", null);
        }
        if (quicker.containsKey(outcome.command())) {
            first.putIfAbsent(outcome.command(), quicker.remove(outcome.command()));
        }
        appended.add(outcome);
        if (outcome.kind() == OutcomeKind.CLAIMED) {
            first.putIfAbsent(outcome.command(), new Claim(outcome.worker(), outcome.kind(), clock.millis()));
        }
    }

    @Override
    public synchronized Claim first(String commandId) {
        return first.get(commandId);
    }

    @Override
    public Claim await(String commandId, long millis) {
        return first(commandId);
    }

    @Override
    public synchronized boolean caughtUp() {
        return caughtUp;
    }

    synchronized void catchUp(boolean value) {
        caughtUp = value;
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

    synchronized List<Outcome> appended() {
        return List.copyOf(appended);
    }

    synchronized List<OutcomeKind> kinds() {
        return appended.stream().map(Outcome::kind).toList();
    }

    synchronized Outcome last() {
        return appended.getLast();
    }
}
