package dev.farrier.view;

import dev.farrier.effect.PolicyEffect;
import dev.farrier.effect.Report;
import dev.farrier.effect.RungEffect;
import dev.farrier.effect.Times;
import dev.farrier.effect.WithoutRun;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What remediation was worth, as JSON. Times are seconds; what never happened has none. */
public final class EffectJson {
    private EffectJson() {}

    /** @param window how far back it goes */
    public static Map<String, Object> effect(PolicyEffect effect, Duration window) {
        return new JsonObject()
                .put("policy", effect.policy())
                .put("since", Durations.format(window))
                .put("rungs", effect.rungs().stream().map(EffectJson::rung).toList())
                .put("shadow", withoutRun(effect.shadow()))
                .put("waiting", withoutRun(effect.waiting()))
                .build();
    }

    /** @param minutes how long a person is assumed to need for an incident */
    public static Map<String, Object> report(Report report, Duration window, int minutes) {
        return new JsonObject()
                .put("since", Durations.format(window))
                .put("lastingHeals", report.lasting())
                .put("minutesPerPage", minutes)
                .put("minutesSaved", (long) report.lasting() * minutes)
                .put(
                        "healed",
                        report.healed().stream()
                                .map(row -> new JsonObject()
                                        .put("policy", row.policy())
                                        .put("incidents", row.incidents())
                                        .put("relapsed", row.relapsed())
                                        .build())
                                .toList())
                .put(
                        "called",
                        report.called().stream()
                                .map(row -> new JsonObject()
                                        .put("policy", row.policy())
                                        .put("reason", row.reason().code())
                                        .put("incidents", row.incidents())
                                        .put("targets", row.targets())
                                        .build())
                                .toList())
                .put(
                        "recurred",
                        report.recurred().stream()
                                .map(row -> new JsonObject()
                                        .put("policy", row.policy())
                                        .put("target", row.target())
                                        .put("incidents", row.incidents())
                                        .put("healed", row.healed())
                                        .build())
                                .toList())
                .build();
    }

    private static Map<String, Object> rung(RungEffect rung) {
        return new JsonObject()
                .put("rung", rung.rung())
                .put("runs", rung.runs())
                .put("healed", rung.healed())
                .put("relapsed", rung.relapsed())
                .put("didNotHelp", rung.didNotHelp())
                .put("failed", rung.failed())
                .put("outcomeUnknown", rung.outcomeUnknown())
                .put("cancelled", rung.cancelled())
                .put("running", rung.running())
                .put("secondsToHeal", times(rung.timeToHeal()))
                .build();
    }

    private static Map<String, Object> withoutRun(WithoutRun without) {
        return new JsonObject()
                .put("incidents", without.incidents())
                .put("clearedItself", without.clearedItself())
                .put("secondsToClear", times(without.timeToClear()))
                .build();
    }

    private static @Nullable Map<String, Object> times(Times times) {
        return times.sorted().isEmpty()
                ? null
                : new JsonObject()
                        .put("median", seconds(times.median()))
                        .put("p95", seconds(times.p95()))
                        .build();
    }

    private static @Nullable Double seconds(Optional<Duration> time) {
        return time.map(known -> known.toMillis() / 1000.0).orElse(null);
    }
}
