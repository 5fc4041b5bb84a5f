package dev.farrier.policy.cel;

/**
 * One of the parts that must all hold for a condition to hold, in a form that can be tested without evaluating CEL, and
 * that can't fail.
 */
public sealed interface Conjunct {

    /**
     * A text field compared with a text.
     *
     * @param field {@code name}, {@code message}, {@code severity} or {@code source}
     */
    record TextPredicate(String field, TextOperator operator, String text) implements Conjunct {
        public enum TextOperator {
            EQUAL,
            CONTAINING,
            STARTING_WITH,
            ENDING_WITH,
            /** An RE2 regex matches some part of the field. */
            MATCHING
        }
    }

    /**
     * {@code event.value} compared with a number. On an event without a value the condition fails.
     *
     * @param whole whether the number is written without a point. CEL in Java then takes −0 for less than 0, and NaN for
     *     more than any number; otherwise it compares as Java's operators do
     */
    record ValuePredicate(ValueOperator operator, double number, boolean whole) implements Conjunct {
        public enum ValueOperator {
            BELOW,
            AT_MOST,
            ABOVE,
            AT_LEAST
        }

        public boolean holds(double value) {
            if (whole) {
                int order = Double.compare(value, number);
                return switch (operator) {
                    case BELOW -> order < 0;
                    case AT_MOST -> order <= 0;
                    case ABOVE -> order > 0;
                    case AT_LEAST -> order >= 0;
                };
            }
            return switch (operator) {
                case BELOW -> value < number;
                case AT_MOST -> value <= number;
                case ABOVE -> value > number;
                case AT_LEAST -> value >= number;
            };
        }
    }
}
