package dev.farrier.match.regex;

import dev.farrier.match.regex.Regex.Alternatives;
import dev.farrier.match.regex.Regex.Chars;
import dev.farrier.match.regex.Regex.Place;
import dev.farrier.match.regex.Regex.Repeat;
import dev.farrier.match.regex.Regex.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Plain texts that a regular expression stands for, or can't do without. */
public final class Literals {
    /** So many texts at most: more look-ups than one run of the regular expression is worth. */
    private static final int MOST = 100;

    private static final int LONGEST = 1_000;
    private static final int MOST_REQUIRED = 8;

    private Literals() {}

    /** All texts that it matches as a whole; empty when they are more than 100, or not known. */
    public static Optional<Set<String>> all(Regex regex) {
        try {
            return Optional.of(Set.copyOf(expand(regex)));
        } catch (TooMany e) {
            return Optional.empty();
        }
    }

    /** Not a list of plain texts, or too long a one. */
    private static final class TooMany extends Exception {
        private static final long serialVersionUID = 1L;

        TooMany() {
            super(null, null, false, false);
        }
    }

    private static Set<String> expand(Regex regex) throws TooMany {
        return switch (regex) {
            case Chars chars -> characters(chars.points());
            case Sequence sequence -> {
                Set<String> texts = Set.of("");
                for (Regex part : sequence.parts()) {
                    texts = product(texts, expand(part));
                }
                yield texts;
            }
            case Alternatives alternatives -> {
                Set<String> texts = new LinkedHashSet<>();
                for (Regex branch : alternatives.branches()) {
                    texts.addAll(expand(branch));
                }
                yield bounded(texts);
            }
            case Repeat repeat -> repeated(repeat);
            case Place place -> throw new TooMany();
        };
    }

    private static Set<String> repeated(Repeat repeat) throws TooMany {
        if (repeat.max() < 0 || repeat.max() > MOST) {
            throw new TooMany();
        }
        Set<String> once = expand(repeat.of());
        Set<String> texts = new LinkedHashSet<>();
        Set<String> times = Set.of("");
        for (int i = 0; i <= repeat.max(); i++) {
            if (i >= repeat.min()) {
                texts.addAll(times);
            }
            times = i < repeat.max() ? product(times, once) : times;
        }
        return bounded(texts);
    }

    private static Set<String> characters(CodePoints points) throws TooMany {
        if (points.size() > MOST) {
            throw new TooMany();
        }
        Set<String> texts = new LinkedHashSet<>();
        int[] ranges = points.ranges();
        for (int i = 0; i < ranges.length; i += 2) {
            for (int c = ranges[i]; c <= ranges[i + 1]; c++) {
                texts.add(Character.toString(c));
            }
        }
        return texts;
    }

    private static Set<String> product(Set<String> first, Set<String> second) throws TooMany {
        if ((long) first.size() * second.size() > MOST) {
            throw new TooMany();
        }
        Set<String> texts = new LinkedHashSet<>();
        for (String begin : first) {
            for (String end : second) {
                if (begin.length() + end.length() > LONGEST) {
                    throw new TooMany();
                }
                texts.add(begin + end);
            }
        }
        return texts;
    }

    private static Set<String> bounded(Set<String> texts) throws TooMany {
        if (texts.size() > MOST) {
            throw new TooMany();
        }
        return texts;
    }

    /** One of these, none of them empty, is in every text that it matches, wherever it matches; empty when none is known. */
    static List<String> required(Regex regex) {
        return switch (regex) {
            case Chars chars -> single(chars);
            case Sequence sequence -> requiredOf(sequence);
            case Alternatives alternatives -> {
                List<String> all = new ArrayList<>();
                for (Regex branch : alternatives.branches()) {
                    List<String> required = required(branch);
                    if (required.isEmpty() || all.size() + required.size() > MOST_REQUIRED) {
                        yield List.of();
                    }
                    all.addAll(required);
                }
                yield all;
            }
            case Repeat repeat -> repeat.min() > 0 ? required(repeat.of()) : List.of();
            case Place place -> List.of();
        };
    }

    private static List<String> single(Chars chars) {
        int[] ranges = chars.points().ranges();
        return chars.points().size() == 1 ? List.of(Character.toString(ranges[0])) : List.of();
    }

    private static List<String> requiredOf(Sequence sequence) {
        List<String> best = List.of();
        StringBuilder run = new StringBuilder();
        for (Regex part : sequence.parts()) {
            List<String> one = part instanceof Chars chars ? single(chars) : List.of();
            if (!one.isEmpty()) {
                run.append(one.getFirst());
                continue;
            }
            best = longer(best, run.isEmpty() ? List.of() : List.of(run.toString()));
            best = longer(best, required(part));
            run.setLength(0);
        }
        return longer(best, run.isEmpty() ? List.of() : List.of(run.toString()));
    }

    /** The rarer one: that whose shortest text is longer. */
    private static List<String> longer(List<String> a, List<String> b) {
        return shortest(b) > shortest(a) ? b : a;
    }

    private static int shortest(List<String> texts) {
        return texts.stream().mapToInt(String::length).min().orElse(0);
    }

    /** The one text that these match one after the other; empty when they match others too. */
    static Optional<String> text(List<Regex> parts) {
        StringBuilder text = new StringBuilder();
        for (Regex part : parts) {
            List<String> one = part instanceof Chars chars ? single(chars) : List.of();
            if (one.isEmpty()) {
                return Optional.empty();
            }
            text.append(one.getFirst());
        }
        return Optional.of(text.toString());
    }
}
