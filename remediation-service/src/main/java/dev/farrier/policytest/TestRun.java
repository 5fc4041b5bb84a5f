package dev.farrier.policytest;

import dev.farrier.model.Resource;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.test.PolicyTest;
import dev.farrier.policy.test.PolicyTest.Step;
import dev.farrier.policytest.Stage.UnreadableEventException;
import dev.farrier.policytest.TestResult.Failure;
import dev.farrier.replay.ReplayLine;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Plays one test on a fresh stage. */
public final class TestRun {
    /** The newest ones that a failure tells of. */
    private static final int MISSES = 10;

    private final PolicyTest test;
    private final List<Failure> failures = new ArrayList<>();
    private final List<ReplayLine> all = new ArrayList<>();
    private final List<Miss> missed = new ArrayList<>();

    private TestRun(PolicyTest test) {
        this.test = test;
    }

    /** @param bundle everything that the test may refer to */
    public static TestResult run(PolicyTest test, Bundle bundle, Stages stages) {
        TestRun run = new TestRun(test);
        long start = test.start().toEpochMilli();
        try (Stage stage = stages.open(only(bundle, test), start)) {
            stage.assume(test.outcomes());
            for (Step step : test.steps()) {
                stage.advanceTo(start + step.at().toMillis());
                run.play(step, stage);
            }
            run.all.addAll(stage.happened());
        } catch (UnreadableEventException e) {
            run.failures.add(new Failure(test.place(), "test " + test.name() + ": " + e.getMessage(), List.of()));
        }
        return new TestResult(test, run.failures, run.all);
    }

    /** With the resources that the test asks for. */
    private static Bundle only(Bundle bundle, PolicyTest test) {
        if (test.resources().isEmpty()) {
            return bundle;
        }
        SortedMap<String, Resource> resources = new TreeMap<>(bundle.resources());
        resources.keySet().retainAll(test.resources());
        return new Bundle(
                bundle.commit(), bundle.sources(), bundle.policies(), bundle.actions(), resources, bundle.scripts());
    }

    private void play(Step step, Stage stage) throws UnreadableEventException {
        switch (step) {
            case Step.Say say -> stage.say(say.event());
            case Step.Assume assume -> stage.assume(assume.outcomes());
            case Step.Halt halt -> stage.halt(halt.halted());
            case Step.Sources sources -> {
                stage.silence(sources.silent());
                stage.revive(sources.alive());
            }
            case Step.Expect expect -> {
                missed.addAll(stage.missed());
                judge(expect, stage.happened());
            }
        }
    }

    private void judge(Step.Expect expect, List<ReplayLine> happened) {
        all.addAll(happened);
        Comparison comparison = Comparison.of(
                expect.expected(),
                happened.stream()
                        .map(line -> new Happened(line, test.start().toEpochMilli()))
                        .toList());
        if (!comparison.isFine()) {
            String what = "test " + test.name() + ": at " + Times.text(expect.at()) + " it is not as expected";
            failures.add(new Failure(expect.place(), what, withMissed(comparison.lines())));
        }
    }

    /** All since the start of the test: what is expected now may need what was said long ago. */
    private List<String> withMissed(List<String> table) {
        List<String> lines = new ArrayList<>(table);
        int earlier = Math.max(0, missed.size() - MISSES);
        if (earlier > 0) {
            lines.add("the newest " + MISSES + " of " + missed.size() + " events that could not be used:");
        }
        long start = test.start().toEpochMilli();
        missed.subList(earlier, missed.size()).forEach(miss -> lines.add(miss.text(start)));
        return lines;
    }
}
