package dev.farrier.policy.yaml;

import dev.farrier.policy.Source;
import dev.farrier.policy.Source.Format;
import dev.farrier.policy.Source.Relabeling;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which labels the events of a source can have. */
final class SourceLabels {
    private SourceLabels() {}

    /** Null: any, because the sender decides. */
    static @Nullable Set<String> of(Source source) {
        if (source.format() == Format.ALERTMANAGER || source.format() == Format.EVENTS) {
            return null;
        }
        Set<String> labels = new TreeSet<>(source.event().labels().keySet());
        for (Relabeling relabeling : source.relabelings()) {
            switch (relabeling.action()) {
                case "labelmap" -> {
                    return null;
                }
                case "labeldrop" -> labels.removeIf(relabeling.regex()::matches);
                case "labelkeep" -> labels.removeIf(label -> !relabeling.regex().matches(label));
                default -> {
                    if (!relabeling.targetLabel().isEmpty()) {
                        labels.add(relabeling.targetLabel());
                    }
                }
            }
        }
        return labels;
    }
}
