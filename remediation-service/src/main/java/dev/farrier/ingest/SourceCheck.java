package dev.farrier.ingest;

import com.google.re2j.Pattern;
import dev.farrier.model.EventKind;
import dev.farrier.policy.Source;

/** What a {@link Source} must hold beyond its types, said before the first record comes. */
final class SourceCheck {
    private SourceCheck() {}

    static void check(Source source) {
        boolean mapped = source.format() == Source.Format.LINE || source.format() == Source.Format.JSON;
        if (source.format() == Source.Format.LINE) {
            pattern(source);
        }
        if (mapped && source.event().kind() == EventKind.ALERT) {
            throw new IllegalArgumentException(
                    "source " + source.name() + ": kind alert needs format alertmanager; write log, metric or event");
        }
        for (String label : source.event().labels().keySet()) {
            if (Draft.RESERVED.contains(label)) {
                throw new IllegalArgumentException(
                        "source " + source.name() + ": label " + label + " is taken by the event's own field");
            }
        }
        for (Source.Relabeling relabeling : source.relabelings()) {
            if (!Relabeling.ACTIONS.contains(relabeling.action())) {
                throw new IllegalArgumentException(
                        "source " + source.name() + ": unknown relabeling action " + relabeling.action());
            }
        }
    }

    static Pattern pattern(Source source) {
        Pattern pattern = source.pattern();
        if (pattern == null) {
            throw new IllegalArgumentException("source " + source.name() + ": format line needs a pattern");
        }
        return pattern;
    }
}
