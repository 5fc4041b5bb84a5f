package dev.farrier.policytest;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Resource;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.test.PolicyTest;
import dev.farrier.policy.yaml.test.PolicyTest.ScriptStep;
import dev.farrier.policytest.ScriptedSimulation.EvaluationFailure;
import dev.farrier.policytest.TestResult.TestFailure;
import dev.farrier.simulation.TranscriptLine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Runs one policy test. */
public final class PolicyTestRunner {
    /** A failure lists so many of the newest events that could not be evaluated. */
    private static final int EVALUATION_FAILURES = 10;

    private final PolicyTest test;
    private final List<TestFailure> failures = new ArrayList<>();
    private final List<TranscriptLine> all = new ArrayList<>();
    private final List<AuditRecord> audit = new ArrayList<>();
    private final List<EvaluationFailure> evaluationFailures = new ArrayList<>();

    private PolicyTestRunner(PolicyTest test) {
        this.test = test;
    }

    /** @param bundle everything that the test may refer to */
    public static TestResult run(PolicyTest test, Bundle bundle) {
        PolicyTestRunner run = new PolicyTestRunner(test);
        long start = test.start().toEpochMilli();
        try (ScriptedSimulation simulation = new ScriptedSimulation(only(bundle, test), start, run.audit::add)) {
            simulation.assume(test.outcomes());
            for (ScriptStep step : test.steps()) {
                simulation.advanceTo(start + step.at().toMillis());
                run.play(step, simulation);
            }
            run.all.addAll(simulation.takeLines());
        } catch (UnreadableTestEventException e) {
            run.failures.add(new TestFailure(test.place(), "test " + test.name() + ": " + e.getMessage(), List.of()));
        }
        return new TestResult(test, run.failures, run.all, run.audit);
    }

    /** With the resources that the test asks for. */
    static Bundle only(Bundle bundle, PolicyTest test) {
        if (test.resources().isEmpty()) {
            return bundle;
        }
        SortedMap<String, Resource> resources = new TreeMap<>(bundle.resources());
        resources.keySet().retainAll(test.resources());
        return new Bundle(
                bundle.commit(),
                bundle.sources(),
                bundle.policies(),
                bundle.actions(),
                resources,
                bundle.budgets(),
                bundle.stormBreakers(),
                bundle.inhibitRules(),
                bundle.scripts());
    }

    private void play(ScriptStep step, ScriptedSimulation simulation) throws UnreadableTestEventException {
        switch (step) {
            case ScriptStep.EmitEvent emit -> simulation.emit(emit.event());
            case ScriptStep.SetOutcomes assume -> simulation.assume(assume.outcomes());
            case ScriptStep.SetHalt halt -> simulation.halt(halt.halted());
            case ScriptStep.Acknowledge order ->
                simulation.tell(new OperatorInput.Acknowledge(order.policy(), "test", ""));
            case ScriptStep.AcknowledgeBreaker order ->
                simulation.tell(new OperatorInput.AcknowledgeStorm(order.breaker(), "test", ""));
            case ScriptStep.AddSilence silence -> simulation.tell(order(silence, test.start()));
            case ScriptStep.AnswerApproval answer -> {
                if (!simulation.answer(answer)) {
                    String what = "test " + test.name() + ": at " + time(answer.at())
                            + " nobody is asked about a rung on " + answer.target();
                    failures.add(new TestFailure(answer.place(), what, List.of()));
                }
            }
            case ScriptStep.BeginMaintenance maintenance -> simulation.tell(order(maintenance, test.start()));
            case ScriptStep.SetSources sources -> simulation.setSources(sources.silent(), sources.alive());
            case ScriptStep.Expect expect -> {
                evaluationFailures.addAll(simulation.takeFailures());
                check(expect, simulation.takeLines());
            }
        }
    }

    static OperatorInput order(ScriptStep.AddSilence silence, Instant start) {
        String matchers = silence.matchers().toString();
        Instant end = start.plus(silence.at()).plus(silence.length());
        return new OperatorInput.AddSilence(matchers, matchers, end.toEpochMilli(), "test", "");
    }

    static OperatorInput order(ScriptStep.BeginMaintenance maintenance, Instant start) {
        String selector = maintenance.selector().toString();
        Instant end = start.plus(maintenance.at()).plus(maintenance.length());
        return new OperatorInput.BeginMaintenance(selector, selector, end.toEpochMilli(), "test", "");
    }

    private void check(ScriptStep.Expect expect, List<TranscriptLine> lines) {
        all.addAll(lines);
        long start = test.start().toEpochMilli();
        ExpectationDiff diff = ExpectationDiff.of(
                expect.expected(),
                lines.stream().map(line -> new ActualResult(line, start)).toList());
        if (!diff.isFine()) {
            String what = "test " + test.name() + ": at " + time(expect.at()) + " it is not as expected";
            failures.add(new TestFailure(expect.place(), what, withEvaluationFailures(diff.lines(), start)));
        }
    }

    /** All since the start of the test: what is expected now may need an event of long ago. */
    private List<String> withEvaluationFailures(List<String> table, long start) {
        List<String> lines = new ArrayList<>(table);
        int earlier = Math.max(0, evaluationFailures.size() - EVALUATION_FAILURES);
        if (earlier > 0) {
            lines.add("the newest " + EVALUATION_FAILURES + " of " + evaluationFailures.size()
                    + " events that could not be used:");
        }
        evaluationFailures
                .subList(earlier, evaluationFailures.size())
                .forEach(failure -> lines.add(failure.text(start)));
        return lines;
    }

    /** A time since the start of a test, as it is written in one: {@code 1h2m3s}, {@code 0.5s}. */
    static String time(Duration time) {
        return time.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
