package dev.farrier.why;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/** An {@link Answer} for people, and as the fields of a JSON object. */
public final class AnswerText {
    private AnswerText() {}

    public static List<String> lines(Answer answer) {
        List<String> lines = new ArrayList<>();
        lines.add(answer.policy() + " on " + answer.target() + ", at " + time(answer.at()));
        for (Answer.Heard heard : answer.heard()) {
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
        for (Answer.Met met : answer.alternatives()) {
            lines.add("  matched   " + met.alternative() + ": " + met.met() + " of " + met.events()
                    + (met.last() == 0 ? "" : ", the last at " + time(met.last())));
            if (met.met() < met.events()) {
                met.conditions()
                        .forEach(held -> lines.add(
                                "              " + held.held() + " of " + met.events() + " met " + held.text()));
            }
        }
        Answer.Failed failed = answer.failed();
        if (failed != null) {
            lines.add(("  failed    its where failed on " + counted(failed.events(), "event") + ", " + failed.ofTarget()
                            + " about " + answer.target() + "; last at " + time(failed.last()) + ": " + failed.error())
                    .replaceAll("\\p{Cntrl}", " "));
        }
        answer.withoutGroup()
                .forEach((label, count) ->
                        lines.add("  no group  " + count + (count == 1 ? " match lacks" : " matches lack")
                                + " the label " + label + ", by which the policy groups"));
        lines.add("  detector  " + answer.progress());
        lines.add("  fired     "
                + (answer.detections().isEmpty()
                        ? "never"
                        : String.join(
                                ", ",
                                answer.detections().stream()
                                        .map(AnswerText::time)
                                        .toList())));
        if (answer.decisions().isEmpty()) {
            lines.add("  decided   nothing");
        }
        for (Decided decided : answer.decisions()) {
            lines.add("  decided   " + time(decided.time()) + " "
                    + decided.verdict().name().toLowerCase(Locale.ROOT) + ", "
                    + decided.reason().code() + (decided.rung().isEmpty() ? "" : ", rung " + decided.rung())
                    + (decided.until() == 0 ? "" : ", until " + time(decided.until()))
                    + (decided.detail().isEmpty() ? "" : ": " + decided.detail()));
        }
        return lines;
    }

    public static SequencedMap<String, Object> fields(Answer answer) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("policy", answer.policy());
        fields.put("target", answer.target());
        fields.put("at", time(answer.at()));
        fields.put("sources", answer.heard().stream().map(AnswerText::fields).toList());
        fields.put("unreadable", answer.unreadable());
        fields.put(
                "alternatives",
                answer.alternatives().stream().map(AnswerText::fields).toList());
        fields.put("withoutGroup", answer.withoutGroup());
        if (answer.failed() != null) {
            fields.put("failed", fields(answer.failed()));
        }
        fields.put("progress", answer.progress());
        fields.put(
                "detections", answer.detections().stream().map(AnswerText::time).toList());
        fields.put(
                "decisions", answer.decisions().stream().map(AnswerText::fields).toList());
        return fields;
    }

    private static Map<String, Object> fields(Answer.Heard heard) {
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

    private static Map<String, Object> fields(Answer.Failed failed) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("events", failed.events());
        fields.put("ofTarget", failed.ofTarget());
        fields.put("error", failed.error());
        fields.put("last", time(failed.last()));
        return fields;
    }

    private static Map<String, Object> fields(Answer.Met met) {
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

    private static Map<String, Object> fields(Decided decided) {
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

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static String time(long time) {
        return Instant.ofEpochMilli(time).toString();
    }
}
