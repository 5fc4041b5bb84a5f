package dev.farrier.replay.report;

import dev.farrier.detect.DropCounter;
import dev.farrier.replay.RecordedInput;
import dev.farrier.replay.Replay;
import dev.farrier.simulation.TranscriptLine;
import dev.farrier.simulation.TranscriptLine.LineType;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Counts of a whole replay, for people. */
public final class ReplaySummary {
    private final Map<LineType, TreeMap<String, Long>> byType = new EnumMap<>(LineType.class);
    private final StringBuilder text = new StringBuilder();

    /** Counts one line. */
    public void add(TranscriptLine line) {
        byType.computeIfAbsent(line.type(), type -> new TreeMap<>()).merge(line.policy(), 1L, Long::sum);
    }

    /**
     * Several lines, each with its line break.
     *
     * @param nanos how long it took
     */
    public String text(RecordedInput.Counts input, Replay replay, long nanos) {
        row("lines read", input.lines());
        row("blank", input.blank());
        row("unreadable", input.unreadable());
        input.errors().forEach(error -> text.append("  ").append(error).append('\n'));
        if (input.unreadable() > input.errors().size()) {
            text.append("  … and ")
                    .append(input.unreadable() - input.errors().size())
                    .append(" more\n");
        }
        row("left out on purpose", input.dropped());
        row("outside --from and --to", input.outside());
        row("events", input.events());
        row("events older than one before them", input.backwards());
        row("events that concern a policy", replay.matched());
        for (DropCounter.DropReason what : DropCounter.DropReason.values()) {
            long count = replay.drops().getOrDefault(what, 0L);
            if (count > 0 || what == DropCounter.DropReason.LATE) {
                row(described(what), count);
            }
        }
        for (LineType type : LineType.values()) {
            Map<String, Long> policies = byType.getOrDefault(type, new TreeMap<>());
            row(
                    type.plural(),
                    policies.values().stream().mapToLong(Long::longValue).sum());
            policies.forEach((policy, count) -> row("  " + policy, count));
        }
        row("events per second", nanos <= 0 ? 0 : Math.round(input.events() * 1e9 / nanos));
        return text.toString();
    }

    private void row(String what, long count) {
        text.append(String.format(Locale.ROOT, "%-40s %10d%n", what, count));
    }

    private static String described(DropCounter.DropReason what) {
        return switch (what) {
            case LATE -> "late: older than may be put in order";
            case DUPLICATE -> "duplicates";
            case REPEAT -> "alerts sent again";
            case INCOMPLETE -> "without the label or value asked for";
            case WINDOW_FULL -> "left out of a full window";
            case UNKNOWN_DETECTOR -> "of an unknown detector";
            case ALERT_FORGOTTEN -> "alerts forgotten: too many in a group";
            case GROUP_FORGOTTEN -> "groups forgotten: too many of a policy";
            case SPEAKER_FORGOTTEN -> "speakers forgotten";
        };
    }
}
