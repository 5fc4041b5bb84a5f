package dev.farrier.why;

import dev.farrier.model.IncidentState;
import dev.farrier.model.Texts;
import dev.farrier.policy.text.Phrases;
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
        for (WhyAnswer.SourceResult heard : answer.sources()) {
            lines.add("  events    " + heard.source() + ": " + heard.events() + " came"
                    + (heard.unreadable() == 0 ? "" : ", " + heard.unreadable() + " more could not be read")
                    + (heard.events() == 0
                            ? ""
                            : ", the last at " + time(heard.last()) + "; " + heard.ofTarget() + " about "
                                    + answer.target()));
        }
        answer.unreadable()
                .forEach((topic, count) ->
                        lines.add("  events    " + topic + ": " + count + " could not be read, of whichever source"));
        answer.missing()
                .forEach(topic ->
                        lines.add("  warning   there is no topic " + topic + ": what it would tell is not known"));
        for (WhyAnswer.AlternativeResult met : answer.alternatives()) {
            lines.add("  matched   " + met.alternative() + ": " + met.met() + " of " + met.events()
                    + (met.last() == 0 ? "" : ", the last at " + time(met.last())));
            if (met.met() < met.events()) {
                met.conditions()
                        .forEach(held -> lines.add(
                                "              " + held.held() + " of " + met.events() + " met " + held.text()));
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
        answer.history().forEach(told -> lines.add(line(told)));
        return lines;
    }

    private static String line(HistoryEntry told) {
        return switch (told) {
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

    private static Map<String, Object> fields(WhyAnswer.SourceResult heard) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("source", heard.source());
        fields.put("events", heard.events());
        fields.put("unreadable", heard.unreadable());
        fields.put("ofTarget", heard.ofTarget());
        if (heard.last() != 0) {
            fields.put("last", time(heard.last()));
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

    private static Map<String, Object> fields(WhyAnswer.AlternativeResult met) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("alternative", met.alternative());
        fields.put("events", met.events());
        fields.put("met", met.met());
        fields.put(
                "conditions",
                met.conditions().stream()
                        .map(held -> Map.of("condition", held.text(), "held", held.held()))
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
