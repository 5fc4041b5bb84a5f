package dev.farrier.why;

import dev.farrier.model.IncidentState;
import dev.farrier.model.Texts;
import dev.farrier.policy.text.Phrases;
import dev.farrier.why.HistoryEntry.DecisionEntry;
import dev.farrier.why.HistoryEntry.EndEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** An {@link WhyAnswer} for people, and as the fields of a JSON object. */
public final class WhyText {
    private WhyText() {}

    public static List<String> lines(WhyAnswer answer) {
        List<String> lines = new ArrayList<>();
        lines.add(answer.policy() + " on " + answer.target() + ", at " + time(answer.at()));
        if (answer.unknown() != null) {
            lines.add("  target    " + answer.target() + " is in no inventory" + answer.unknown());
        }
        for (WhyAnswer.SourceResult source : answer.sources()) {
            lines.add("  events    " + source.source() + ": " + source.events() + " came"
                    + (source.unreadable() == 0 ? "" : ", " + source.unreadable() + " more could not be read")
                    + (source.events() == 0
                            ? ""
                            : ", the last at " + time(source.last()) + "; " + source.ofTarget() + " about "
                                    + answer.target()));
        }
        answer.unreadable()
                .forEach((topic, count) ->
                        lines.add("  events    " + topic + ": " + count + " could not be read, of whichever source"));
        answer.missing()
                .forEach(topic ->
                        lines.add("  warning   there is no topic " + topic + ": what it would tell is not known"));
        for (WhyAnswer.AlternativeResult alternative : answer.alternatives()) {
            lines.add("  matched   " + alternative.alternative() + ": " + alternative.matched() + " of "
                    + alternative.events()
                    + (alternative.last() == 0 ? "" : ", the last at " + time(alternative.last())));
            if (alternative.matched() < alternative.events()) {
                alternative
                        .conditions()
                        .forEach(condition -> lines.add("              " + condition.matched() + " of "
                                + alternative.events() + " met " + condition.text()));
            }
        }
        WhyAnswer.ConditionFailures failed = answer.failed();
        if (failed != null) {
            lines.add(Texts.plain("  failed    its where failed on " + Phrases.count(failed.events(), "event") + ", "
                    + failed.ofTarget() + " about " + answer.target() + "; last at " + time(failed.last())
                    + ": " + failed.error()));
        }
        answer.withoutGroup()
                .forEach((label, count) -> lines.add("  no group  " + Phrases.count(count, "match")
                        + (count == 1 ? " lacks" : " lack") + " the label " + label + ", by which the policy groups"));
        lines.add("  detector  " + answer.progress());
        lines.add("  fired     "
                + (answer.detections().isEmpty()
                        ? "never"
                        : String.join(
                                ", ",
                                answer.detections().stream().map(WhyText::time).toList())));
        if (answer.history().isEmpty()) {
            lines.add("  decided   nothing");
        }
        answer.history().forEach(entry -> lines.add(line(entry)));
        return lines;
    }

    private static String line(HistoryEntry entry) {
        return switch (entry) {
            case DecisionEntry decided ->
                "  decided   " + time(decided.time()) + " "
                        + decided.verdict().name().toLowerCase(Locale.ROOT) + ", "
                        + decided.reason().code() + (decided.rung().isEmpty() ? "" : ", rung " + decided.rung())
                        + (decided.until() == 0 ? "" : ", until " + time(decided.until()))
                        + (decided.detail().isEmpty() ? "" : ": " + decided.detail());
            case EndEntry ended ->
                String.format(
                                Locale.ROOT,
                                "  %-9s %s %s",
                                text(ended.state()),
                                time(ended.time()),
                                ended.reason().code())
                        + (ended.incident().isEmpty() ? "" : ", incident " + ended.incident())
                        + (ended.detail().isEmpty() ? "" : ": " + ended.detail());
        };
    }

    public static SequencedMap<String, Object> fields(WhyAnswer answer) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("policy", answer.policy());
        fields.put("target", answer.target());
        fields.put("inInventory", answer.unknown() == null);
        fields.put("at", time(answer.at()));
        fields.put("sources", answer.sources().stream().map(WhyText::fields).toList());
        fields.put("unreadable", answer.unreadable());
        if (!answer.missing().isEmpty()) {
            fields.put("missingTopics", answer.missing());
        }
        fields.put(
                "alternatives",
                answer.alternatives().stream().map(WhyText::fields).toList());
        fields.put("withoutGroup", answer.withoutGroup());
        if (answer.failed() != null) {
            fields.put("failed", fields(answer.failed()));
        }
        fields.put("progress", answer.progress());
        fields.put("detections", answer.detections().stream().map(WhyText::time).toList());
        fields.put(
                "decisions",
                of(answer, DecisionEntry.class).map(WhyText::fields).toList());
        fields.put("ends", of(answer, EndEntry.class).map(WhyText::fields).toList());
        return fields;
    }

    private static <T extends HistoryEntry> Stream<T> of(WhyAnswer answer, Class<T> type) {
        return answer.history().stream().filter(type::isInstance).map(type::cast);
    }

    private static Map<String, Object> fields(WhyAnswer.SourceResult source) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("source", source.source());
        fields.put("events", source.events());
        fields.put("unreadable", source.unreadable());
        fields.put("ofTarget", source.ofTarget());
        if (source.last() != 0) {
            fields.put("last", time(source.last()));
        }
        return fields;
    }

    private static Map<String, Object> fields(WhyAnswer.ConditionFailures failed) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("events", failed.events());
        fields.put("ofTarget", failed.ofTarget());
        fields.put("error", failed.error());
        fields.put("last", time(failed.last()));
        return fields;
    }

    private static Map<String, Object> fields(WhyAnswer.AlternativeResult alternative) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("alternative", alternative.alternative());
        fields.put("events", alternative.events());
        fields.put("met", alternative.matched());
        fields.put(
                "conditions",
                alternative.conditions().stream()
                        .map(condition -> Map.of("condition", condition.text(), "held", condition.matched()))
                        .toList());
        return fields;
    }

    private static Map<String, Object> fields(DecisionEntry decided) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("time", time(decided.time()));
        fields.put("verdict", decided.verdict().name().toLowerCase(Locale.ROOT));
        fields.put("reason", decided.reason().code());
        fields.put("rung", decided.rung());
        if (decided.until() != 0) {
            fields.put("until", time(decided.until()));
        }
        fields.put("detail", decided.detail());
        return fields;
    }

    private static Map<String, Object> fields(EndEntry ended) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("time", time(ended.time()));
        fields.put("incident", ended.incident());
        fields.put("state", text(ended.state()));
        fields.put("reason", ended.reason().code());
        fields.put("detail", ended.detail());
        return fields;
    }

    /** In public: lower case with hyphens. */
    private static String text(IncidentState state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String time(long time) {
        return Instant.ofEpochMilli(time).toString();
    }
}
