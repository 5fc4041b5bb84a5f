package dev.farrier.match;

import dev.farrier.match.regex.Literals;
import dev.farrier.match.regex.Regex;
import dev.farrier.match.regex.TextPattern;
import dev.farrier.match.regex.TextTest;
import dev.farrier.model.Event;
import dev.farrier.policy.Matcher;
import dev.farrier.policy.cel.Conjunct;
import java.util.Optional;
import java.util.Set;

/** One thing that must be so for an alternative to be met. */
sealed interface Demand {
    boolean met(Event event);

    /** What a hash look-up can find. */
    record OneOf(Field field, Set<String> values) implements Demand {
        @Override
        public boolean met(Event event) {
            return values.contains(field.of(event));
        }
    }

    /** None of these. */
    record NoneOf(Field field, Set<String> values) implements Demand {
        @Override
        public boolean met(Event event) {
            return !values.contains(field.of(event));
        }
    }

    /** What a {@link PatternSet} can find. */
    record Has(Field field, TextPattern pattern, TextTest test) implements Demand {
        @Override
        public boolean met(Event event) {
            return test.test(field.of(event));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Has has && field.equals(has.field) && pattern.equals(has.pattern);
        }

        @Override
        public int hashCode() {
            return 31 * field.hashCode() + pattern.hashCode();
        }
    }

    /** Some text that must not be there. */
    record HasNot(Has has) implements Demand {
        @Override
        public boolean met(Event event) {
            return !has.met(event);
        }
    }

    /** Holds also for an event without a value: there the condition as a whole decides, and fails. */
    record Number(Conjunct.ValuePredicate value) implements Demand {
        @Override
        public boolean met(Event event) {
            Double actual = event.value();
            return actual == null || value.holds(actual);
        }
    }

    static Demand of(Matcher matcher) {
        Field field = Field.of(matcher.label());
        return switch (matcher.op()) {
            case EQUAL -> new OneOf(field, Set.of(matcher.value()));
            case NOT_EQUAL -> new NoneOf(field, Set.of(matcher.value()));
            case MATCHES ->
                literals(matcher)
                        .<Demand>map(values -> new OneOf(field, values))
                        .orElseGet(() -> has(field, new TextPattern(matcher.value(), true)));
            case NOT_MATCHES ->
                literals(matcher)
                        .<Demand>map(values -> new NoneOf(field, values))
                        .orElseGet(() -> new HasNot(has(field, new TextPattern(matcher.value(), true))));
        };
    }

    static Demand of(Conjunct conjunct) {
        return switch (conjunct) {
            case Conjunct.ValuePredicate value -> new Number(value);
            case Conjunct.TextPredicate text -> {
                Field field = Field.of(text.field());
                yield switch (text.operator()) {
                    case EQUAL -> new OneOf(field, Set.of(text.text()));
                    case CONTAINING -> has(field, TextPattern.containing(text.text()));
                    case STARTING_WITH -> has(field, TextPattern.startingWith(text.text()));
                    case ENDING_WITH -> has(field, TextPattern.endingWith(text.text()));
                    case MATCHING -> has(field, new TextPattern(text.text(), false));
                };
            }
        };
    }

    private static Optional<Set<String>> literals(Matcher matcher) {
        return Regex.parse(matcher.value()).flatMap(Literals::all);
    }

    private static Has has(Field field, TextPattern pattern) {
        return new Has(field, pattern, TextTest.of(pattern));
    }
}
