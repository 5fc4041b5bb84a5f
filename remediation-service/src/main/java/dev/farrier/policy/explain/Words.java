package dev.farrier.policy.explain;

import java.util.Locale;

/** Small pieces of text. */
final class Words {
    private Words() {}

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
