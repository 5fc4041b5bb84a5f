package dev.farrier.effect;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.AuditRecord.AuditKind;
import dev.farrier.model.AuditRecordBuilder;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes the audit as the decider does, from entries such as {@code a 0 act restart, a 0 remediating guards-passed, a 5 ran succeeded}:
 * incident, seconds, what happened. The incident's name is its group too, up to a digit: {@code a1} and {@code a2} are of one group.
 */
public final class AuditScript {
    static final long T = 1_700_000_000_000L;

    private AuditScript() {}

    static List<Episode> episodes(String script) {
        Episodes episodes = new Episodes();
        records(script, T).forEach(episodes::accept);
        return episodes.all();
    }

    /** @param start what the seconds count from, epoch milliseconds */
    public static List<AuditRecord> records(String script, long start) {
        List<AuditRecord> records = new ArrayList<>();
        Map<String, String> rungs = new HashMap<>();
        for (String entry : script.split(", *")) {
            String[] words = entry.strip().split(" +");
            String incident = words[0];
            String what = words[2];
            String about = words.length > 3 ? words[3] : "";
            AuditRecordBuilder record = record(incident, start + Long.parseLong(words[1]) * 1000);
            switch (what) {
                case "act" -> {
                    rungs.put(incident, about);
                    record.kind(AuditKind.DECISION).verdict(Verdict.ACT).reason(Reason.GUARDS_PASSED);
                }
                case "defer" ->
                    record.kind(AuditKind.DECISION).verdict(Verdict.DEFER).reason(reason(about));
                case "said" -> record.kind(AuditKind.OPERATOR).reason(reason(about));
                case "sent" -> record.kind(AuditKind.COMMAND).reason(Reason.GUARDS_PASSED);
                case "ran" -> record.kind(AuditKind.OUTCOME).reason(reason(about));
                default ->
                    record.kind(AuditKind.STATE)
                            .state(IncidentState.valueOf(what.toUpperCase(Locale.ROOT)))
                            .reason(reason(about))
                            .step(words.length > 4 ? words[4] : "");
            }
            records.add(record.rung(rungs.getOrDefault(incident, "")).build());
        }
        return records;
    }

    private static Reason reason(String code) {
        return Reason.valueOf(code.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static AuditRecordBuilder record(String incident, long time) {
        return AuditRecordBuilder.builder()
                .time(time)
                .incident(incident)
                .policy("stuck")
                .commit("c1")
                .group(Labels.of("host", incident.replaceAll("\\d", "")))
                .target("h1")
                .step("")
                .command("")
                .action("")
                .with(Labels.empty())
                .detail("")
                .count(1);
    }
}
