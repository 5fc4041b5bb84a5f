package dev.farrier.decide;

import dev.farrier.model.Command;
import dev.farrier.model.Detection;
import dev.farrier.model.WorkerReport;
import dev.farrier.policy.Bundle;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the decider sends for a detection, for tests of other packages. */
public final class FirstCommand {
    private FirstCommand() {}

    /** @param actionTypes what the worker of site-1 can do besides Farrier's own */
    public static Command of(Bundle bundle, String policy, Map<String, String> group, String... actionTypes) {
        Play play = new Play(bundle);
        WorkerReport usual = Play.report(Play.WORKER, "site-1", 100);
        play.applyOnly(new WorkerReport(
                usual.worker(),
                usual.name(),
                usual.site(),
                usual.protocol(),
                usual.version(),
                new TreeMap<>(Map.of("ACT", 1, "LOOK", 1, "WAIT", 1, "CALL", 1)),
                Stream.concat(Stream.of(actionTypes), usual.actionTypes().stream())
                        .toList(),
                usual.trustedKeys(),
                List.of(),
                false,
                false,
                false));
        return Play.commands(play.apply(new Detection(
                        policy,
                        bundle.commit(),
                        new TreeMap<>(group),
                        play.now,
                        1,
                        List.of("logs"),
                        "it",
                        List.of(),
                        0)))
                .getFirst();
    }
}
