package dev.farrier.why;

import dev.farrier.model.StandingHalt;
import dev.farrier.model.Texts;
import dev.farrier.policy.text.Phrases;
import dev.farrier.view.JsonObject;
import dev.farrier.why.HistoryEntry.AnswerEntry;
import dev.farrier.why.HistoryEntry.DecisionEntry;
import dev.farrier.why.HistoryEntry.EndEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A {@link WhyAnswer} for people, and as the fields of a JSON object. */
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
        answer.halts()
                .forEach(halt ->
                        lines.add(Texts.plain("  halted    " + halt.scope().text() + ", at " + time(halt.at()) + " by "
                                + halt.by() + (halt.why().isEmpty() ? "" : ": " + halt.why()))));
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
            case AnswerEntry answered ->
                "  answered  " + time(answered.time()) + " " + answered.reason().code() + ", incident "
                        + answered.incident() + ": " + answered.detail();
            case EndEntry ended ->
                String.format(
                                Locale.ROOT,
                                "  %-9s %s %s",
                                Texts.code(ended.state()),
                                time(ended.time()),
                                ended.reason().code())
                        + (ended.incident().isEmpty() ? "" : ", incident " + ended.incident())
                        + (ended.detail().isEmpty() ? "" : ": " + ended.detail());
        };
    }

    public static Map<String, Object> fields(WhyAnswer answer) {
        WhyAnswer.ConditionFailures failed = answer.failed();
        return new JsonObject()
                .put("policy", answer.policy())
                .put("target", answer.target())
                .put("inInventory", answer.unknown() == null)
                .put("at", time(answer.at()))
                .put("sources", answer.sources().stream().map(WhyText::fields).toList())
                .put("unreadable", answer.unreadable())
                .put("missingTopics", answer.missing().isEmpty() ? null : answer.missing())
                .put(
                        "alternatives",
                        answer.alternatives().stream().map(WhyText::fields).toList())
                .put("withoutGroup", answer.withoutGroup())
                .put("failed", failed == null ? null : fields(failed))
                .put(
                        "halts",
                        answer.halts().isEmpty()
                                ? null
                                : answer.halts().stream()
                                        .map(StandingHalt::text)
                                        .toList())
                .put("progress", answer.progress())
                .put(
                        "detections",
                        answer.detections().stream().map(WhyText::time).toList())
                .put(
                        "decisions",
                        of(answer, DecisionEntry.class).map(WhyText::fields).toList())
                .put(
                        "answers",
                        of(answer, AnswerEntry.class).map(WhyText::fields).toList())
                .put("ends", of(answer, EndEntry.class).map(WhyText::fields).toList())
                .build();
    }

    private static <T extends HistoryEntry> Stream<T> of(WhyAnswer answer, Class<T> type) {
        return answer.history().stream().filter(type::isInstance).map(type::cast);
    }

    private static Map<String, Object> fields(WhyAnswer.SourceResult source) {
        return new JsonObject()
                .put("source", source.source())
                .put("events", source.events())
                .put("unreadable", source.unreadable())
                .put("ofTarget", source.ofTarget())
                .put("last", source.last() == 0 ? null : time(source.last()))
                .build();
    }

    private static Map<String, Object> fields(WhyAnswer.ConditionFailures failed) {
        return new JsonObject()
                .put("events", failed.events())
                .put("ofTarget", failed.ofTarget())
                .put("error", failed.error())
                .put("last", time(failed.last()))
                .build();
    }

    private static Map<String, Object> fields(WhyAnswer.AlternativeResult alternative) {
        return new JsonObject()
                .put("alternative", alternative.alternative())
                .put("events", alternative.events())
                .put("met", alternative.matched())
                .put(
                        "conditions",
                        alternative.conditions().stream()
                                .map(condition -> new JsonObject()
                                        .put("condition", condition.text())
                                        .put("held", condition.matched())
                                        .build())
                                .toList())
                .build();
    }

    private static Map<String, Object> fields(DecisionEntry decided) {
        return new JsonObject()
                .put("time", time(decided.time()))
                .put("verdict", decided.verdict().name().toLowerCase(Locale.ROOT))
                .put("reason", decided.reason().code())
                .put("rung", decided.rung())
                .put("until", decided.until() == 0 ? null : time(decided.until()))
                .put("detail", decided.detail())
                .build();
    }

    private static Map<String, Object> fields(AnswerEntry answered) {
        return new JsonObject()
                .put("time", time(answered.time()))
                .put("incident", answered.incident())
                .put("reason", answered.reason().code())
                .put("detail", answered.detail())
                .build();
    }

    private static Map<String, Object> fields(EndEntry ended) {
        return new JsonObject()
                .put("time", time(ended.time()))
                .put("incident", ended.incident())
                .code("state", ended.state())
                .put("reason", ended.reason().code())
                .put("detail", ended.detail())
                .build();
    }

    private static String time(long time) {
        return Instant.ofEpochMilli(time).toString();
    }
}
