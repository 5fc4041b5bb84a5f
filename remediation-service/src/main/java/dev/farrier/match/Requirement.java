package dev.farrier.match;

import dev.farrier.model.Event;
import dev.farrier.policy.cel.Conjunct;
import dev.farrier.policy.source.Matcher;
import java.util.Set;

/** One thing that must hold for an alternative to match: a matcher, or a part of its {@code where}. */
sealed interface Requirement {
    boolean isMet(Event event);

    /** The label has one of these values: a hash look-up finds it. */
    record OneOf(String label, Set<String> values) implements Requirement {
        @Override
        public boolean isMet(Event event) {
            return values.contains(event.label(label));
        }
    }

    /** The label's value matches the pattern: a {@link PatternSet} finds it. */
    record Matches(String label, TextPattern pattern, TextTest test) implements Requirement {
        @Override
        public boolean isMet(Event event) {
            return test.test(event.label(label));
        }
    }

    record Not(Requirement requirement) implements Requirement {
        @Override
        public boolean isMet(Event event) {
            return !requirement.isMet(event);
        }
    }

    /** Holds also for an event without a value: there the condition is evaluated as a whole, and fails. */
    record Number(Conjunct.ValuePredicate value) implements Requirement {
        @Override
        public boolean isMet(Event event) {
            Double actual = event.value();
            return actual == null || value.holds(actual);
        }
    }

    static Requirement of(Matcher matcher) {
        String label = matcher.label();
        return switch (matcher.op()) {
            case EQUAL -> new OneOf(label, Set.of(matcher.value()));
            case NOT_EQUAL -> new Not(new OneOf(label, Set.of(matcher.value())));
            case MATCHES -> regex(label, matcher.value());
            case NOT_MATCHES -> new Not(regex(label, matcher.value()));
        };
    }

    static Requirement of(Conjunct conjunct) {
        return switch (conjunct) {
            case Conjunct.ValuePredicate value -> new Number(value);
            case Conjunct.TextPredicate(String field, Conjunct.TextPredicate.TextOperator operator, String text) ->
                switch (operator) {
                    case EQUAL -> new OneOf(field, Set.of(text));
                    case CONTAINING -> matches(field, TextPattern.containing(text));
                    case STARTING_WITH -> matches(field, TextPattern.startingWith(text));
                    case ENDING_WITH -> matches(field, TextPattern.endingWith(text));
                    case MATCHING -> matches(field, new TextPattern(text, false));
                };
        };
    }

    private static Requirement regex(String label, String regex) {
        Set<String> texts = RegexText.alternatives(regex);
        return texts == null ? matches(label, new TextPattern(regex, true)) : new OneOf(label, texts);
    }

    private static Matches matches(String label, TextPattern pattern) {
        return new Matches(label, pattern, TextTest.of(pattern));
    }
}
