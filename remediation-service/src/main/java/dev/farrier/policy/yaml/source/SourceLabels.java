package dev.farrier.policy.yaml.source;

import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.source.Source.Relabeling;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.yaml.document.Catalog;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which labels the events of a source can have. */
public final class SourceLabels {
    private SourceLabels() {}

    /** The labels of all these sources; null: any, because a sender decides, or a source is not known, or there is none. */
    public static @Nullable Set<String> of(Collection<String> sources, Catalog catalog) {
        Set<String> all = new TreeSet<>();
        for (String name : sources) {
            Source source = catalog.sources().get(name);
            Set<String> labels = source == null ? null : of(source);
            if (labels == null) {
                return null;
            }
            all.addAll(labels);
        }
        return sources.isEmpty() ? null : all;
    }

    /** Null: any, because the sender decides. */
    public static @Nullable Set<String> of(Source source) {
        if (!closed(source)) {
            return null;
        }
        Set<String> labels = new TreeSet<>(source.event().labels().keySet());
        for (Relabeling relabeling : source.relabelings()) {
            apply(relabeling, labels);
        }
        return labels;
    }

    /** Says what is wrong with the relabeling at this index; null when nothing is. */
    static @Nullable String problem(Source source, int index) {
        if (!closed(source)) {
            return null;
        }
        Set<String> labels = new TreeSet<>(source.event().labels().keySet());
        source.relabelings().subList(0, index).forEach(relabeling -> apply(relabeling, labels));
        labels.addAll(NameRule.RESERVED);
        for (String label : source.relabelings().get(index).sourceLabels()) {
            if (!label.isEmpty() && !labels.contains(label)) {
                return "there is no label '" + label + "' at this point" + Nearest.hint(label, labels);
            }
        }
        return null;
    }

    private static boolean closed(Source source) {
        return source.format().mapped()
                && source.event().labelsFrom().isEmpty()
                && source.relabelings().stream()
                        .noneMatch(relabeling -> relabeling.action().equals("labelmap")
                                || relabeling.targetLabel().indexOf('$') >= 0);
    }

    private static void apply(Relabeling relabeling, Set<String> labels) {
        switch (relabeling.action()) {
            case "labeldrop" -> labels.removeIf(relabeling.regex()::matches);
            case "labelkeep" -> labels.removeIf(label -> !relabeling.regex().matches(label));
            case "keepequal", "dropequal" -> {}
            default -> {
                if (!relabeling.targetLabel().isEmpty() && !NameRule.RESERVED.contains(relabeling.targetLabel())) {
                    labels.add(relabeling.targetLabel());
                }
            }
        }
    }
}
