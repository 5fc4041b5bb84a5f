package dev.farrier.policytest;

import dev.farrier.decide.state.Effect;
import dev.farrier.match.MatchListener;
import dev.farrier.match.PatternEngine;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Command;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Event;
import dev.farrier.model.Incident;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Outcome;
import dev.farrier.model.ProgressMarker;
import dev.farrier.model.Signal;
import dev.farrier.model.Texts;
import dev.farrier.model.Tick;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.test.PolicyTest.AssumedOutcome;
import dev.farrier.policy.yaml.test.PolicyTest.ScriptStep;
import dev.farrier.policy.yaml.test.TestEvent;
import dev.farrier.simulation.AssumedOutcomes;
import dev.farrier.simulation.CommandOutcomes;
import dev.farrier.simulation.Simulation;
import dev.farrier.simulation.Simulation.Matching;
import dev.farrier.simulation.Simulation.Pace;
import dev.farrier.simulation.SimulationPlan;
import dev.farrier.simulation.TranscriptLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A simulation whose clock only a test's script moves. Each second of scripted time ends as in a deployment: the decider gets
 * a tick, operators and workers are read, and so is every source that is not silent.
 */
final class ScriptedSimulation implements AutoCloseable, CommandOutcomes, MatchListener {
    private static final long SECOND = 1_000;

    private final Simulation simulation;
    private final ScriptedSources sources;
    private final Set<String> silent = new HashSet<>();
    private final Map<String, AssumedOutcome> outcomes = new HashMap<>();
    private final List<TranscriptLine> lines = new ArrayList<>();
    private final List<EvaluationFailure> failures = new ArrayList<>();
    private final OpenQuestions questions = new OpenQuestions();

    private long now;
    private long tickAt;
    /** What {@link #failures} are about. */
    private String event = "";

    /**
     * A policy's {@code where} failed on an event, or the event lacks a label that the policy groups by.
     *
     * @param time epoch milliseconds
     * @param event in one line, for people
     * @param cause in words
     */
    record EvaluationFailure(long time, String policy, String event, String cause) {
        /** @param start of the test, epoch milliseconds */
        String text(long start) {
            return "policy " + policy + ": " + cause + " (event at "
                    + PolicyTestRunner.time(Duration.ofMillis(time - start)) + ": " + event + ")";
        }
    }

    /**
     * @param start epoch milliseconds
     * @param audit gets every audit record, in order
     */
    ScriptedSimulation(Bundle bundle, long start, Consumer<AuditRecord> audit) {
        simulation = new Simulation(
                SimulationPlan.ofTest(bundle),
                Pace.EACH_SECOND,
                new Matching(PatternEngine.PORTABLE, this),
                this,
                (what, policy) -> {},
                lines::add);
        sources = new ScriptedSources(simulation.bundle());
        now = start;
        tickAt = start;
        simulation.listener((at, input, effects) -> effects.forEach(effect -> {
            if (effect instanceof Effect.PublishAudit published) {
                audit.accept(published.audit());
            } else if (effect instanceof Effect.PublishIncident published) {
                questions.note(published.incident());
            }
        }));
        simulation.start(start);
        simulation.mark(start);
        simulation.settle(start);
    }

    /**
     * Lets time pass, with everything that becomes due on the way.
     *
     * @param time epoch milliseconds, not before the last one
     */
    void advanceTo(long time) {
        while (now < time) {
            now = Math.min(time, now - Math.floorMod(now, SECOND) + SECOND);
            if (now - tickAt >= SECOND || simulation.hasBacklog() || simulation.nextTimer() <= now) {
                tickAt = now;
                simulation.decide(now, new Tick());
                simulation.settle(now);
            }
            if (Math.floorMod(now, SECOND) == 0) {
                simulation.mark(now);
                simulation.settle(now);
                signal(progress());
                simulation.settle(now);
            }
        }
    }

    /** Everything that happened before this second is read. */
    private ProgressMarker progress() {
        List<ProgressMarker.SourceProgress> all = new ArrayList<>();
        for (String source : simulation.bundle().sources().keySet()) {
            SortedMap<String, Long> speakers = new TreeMap<>();
            if (!silent.contains(source)) {
                speakers.put("", now - 1);
            }
            all.add(new ProgressMarker.SourceProgress(source, "", 0, 1, now - 1, now - 1, speakers));
        }
        return new ProgressMarker(all);
    }

    /**
     * A source sends this event now.
     *
     * @throws UnreadableTestEventException when the source can't read it
     */
    void emit(TestEvent sent) throws UnreadableTestEventException {
        List<MatchedEvent> matched = new ArrayList<>();
        for (Event read : sources.events(sent, now)) {
            event = text(read);
            matched.addAll(simulation.match(read));
        }
        matched.forEach(this::signal);
        simulation.settle(now);
    }

    private static String text(Event read) {
        String text = (read.name() + " " + read.message()).strip();
        return Texts.plain(read.source() + read.labels() + (text.isEmpty() ? "" : " " + text));
    }

    private void signal(Signal signal) {
        for (DeciderInput input : simulation.detect(signal, now)) {
            simulation.decide(now, input);
        }
    }

    /** From now on commands of these actions and steps end this way. */
    void assume(SortedMap<String, AssumedOutcome> newOutcomes) {
        outcomes.putAll(newOutcomes);
    }

    /** From now on these sources are silent, and those are alive again. */
    void setSources(Set<String> newSilent, Set<String> alive) {
        silent.addAll(newSilent);
        silent.removeAll(alive);
    }

    /** False: nobody is asked about the target. */
    boolean answer(ScriptStep.AnswerApproval answer) {
        List<OperatorInput> answers = questions.answers(answer);
        answers.forEach(this::tell);
        return !answers.isEmpty();
    }

    void halt(boolean halted) {
        tell(halted ? new OperatorInput.Halt("test", "").at(now) : new OperatorInput.Resume("test", "", now));
    }

    void tell(OperatorInput order) {
        simulation.decide(now, order);
        simulation.settle(now);
    }

    /** What has happened since the last call, in order. */
    List<TranscriptLine> takeLines() {
        List<TranscriptLine> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    /** What could not be evaluated since the last call, in order. */
    List<EvaluationFailure> takeFailures() {
        List<EvaluationFailure> taken = List.copyOf(failures);
        failures.clear();
        return taken;
    }

    @Override
    public List<Outcome> of(Command command, Incident incident, long at) {
        return ofCall(command, at);
    }

    @Override
    public List<Outcome> ofCall(Command command, long at) {
        AssumedOutcome outcome = outcomes.getOrDefault(
                command.step(), outcomes.getOrDefault(command.actionName(), AssumedOutcome.SUCCESS));
        return AssumedOutcomes.finished(command, at, outcome.succeeded(), outcome.output());
    }

    @Override
    public void labelMissing(String policy, String label) {
        addFailure(policy, "the label " + label + ", by which it groups, is missing");
    }

    @Override
    public void conditionFailed(String policy, String error) {
        addFailure(policy, Texts.plain("its where failed: " + error));
    }

    private void addFailure(String policy, String cause) {
        failures.add(new EvaluationFailure(now, policy, event, cause));
    }

    @Override
    public void close() {
        simulation.close();
    }
}
