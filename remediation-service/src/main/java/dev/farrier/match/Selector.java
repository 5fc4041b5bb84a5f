package dev.farrier.match;

import dev.farrier.policy.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A matcher that only these values of the label can meet: what a hash look-up can find.
 *
 * @param values none of them empty, because an empty value is a missing label
 */
record Selector(String label, Set<String> values) {
    private static final String LITERALS = "[A-Za-z0-9_ /:@-]+(\\|[A-Za-z0-9_ /:@-]+)*";

    /** All that a candidate offers: its {@code =} matchers, and {@code =~} over plain words. */
    static List<Selector> of(Candidate candidate) {
        List<Selector> selectors = new ArrayList<>();
        for (Matcher matcher : candidate.alternative().matchers()) {
            switch (matcher.op()) {
                case EQUAL -> {
                    if (!matcher.value().isEmpty()) {
                        selectors.add(new Selector(matcher.label(), Set.of(matcher.value())));
                    }
                }
                case MATCHES -> {
                    if (matcher.value().matches(LITERALS)) {
                        selectors.add(new Selector(matcher.label(), Set.of(distinct(matcher.value()))));
                    }
                }
                case NOT_EQUAL, NOT_MATCHES -> {}
            }
        }
        return selectors;
    }

    private static String[] distinct(String alternatives) {
        return java.util.Arrays.stream(alternatives.split("\\|")).distinct().toArray(String[]::new);
    }
}
