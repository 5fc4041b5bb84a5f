package dev.farrier.match.regex;

import java.util.List;
import java.util.Optional;

/** What a regular expression consists of. Only what it matches is told, not which way, so lazy and greedy are one. */
public sealed interface Regex {

    /** One code point of these. */
    record Chars(CodePoints points) implements Regex {}

    /** One after the other; none: the empty text. */
    record Sequence(List<Regex> parts) implements Regex {
        public Sequence {
            parts = parts.stream().flatMap(part -> part.parts().stream()).toList();
        }
    }

    /** Any one of them; at least two. */
    record Alternatives(List<Regex> branches) implements Regex {
        public Alternatives {
            branches = List.copyOf(branches);
        }
    }

    /** @param max -1: any number of times */
    record Repeat(Regex of, int min, int max) implements Regex {}

    /** A place, not a text. */
    enum Place implements Regex {
        TEXT_START,
        TEXT_END,
        /** Between a word and what is none, both in ASCII's sense. */
        WORD_BOUNDARY,
        NO_WORD_BOUNDARY
    }

    /** Its parts one after the other, and theirs where they are sequences too; itself when it is no sequence. */
    default List<Regex> parts() {
        return List.of(this);
    }

    /**
     * Empty when it has something that is not understood here (Unicode's classes, POSIX' classes, {@code (?m)}, other letters
     * than ASCII's under {@code (?i)}, octal escapes) or is very long or deep.
     *
     * @param re2 correct in RE2's syntax
     */
    static Optional<Regex> parse(String re2) {
        return RegexParser.parse(re2);
    }
}
