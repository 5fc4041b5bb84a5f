package dev.farrier.app.config;

import dev.farrier.api.access.AllowedHosts;
import dev.farrier.git.GitUrl;
import dev.farrier.policy.time.Durations;
import dev.farrier.secret.SecretReference;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A type of values: how they are written, and how they are read.
 *
 * @param what completes "must be …", e.g. {@code a whole number from 0 to 65535}
 * @param list whether several values may be written
 * @param maps whether the items of the list are maps
 * @param shown false: the written text may be a secret, and stands in no error
 */
record ValueType<T>(String what, boolean list, boolean maps, boolean shown, Parser<T> reader) {
    ValueType(String what, boolean list, Parser<T> reader) {
        this(what, list, false, true, reader);
    }

    @FunctionalInterface
    interface Parser<T> {
        /** @throws IllegalArgumentException when it is not what the type wants; the message may be empty */
        T read(RawValue written);
    }

    T read(RawValue written) {
        if (written.list() && !list) {
            throw new IllegalArgumentException("must be " + what + ", not a list");
        }
        try {
            return reader.read(written);
        } catch (IllegalArgumentException e) {
            String why = e.getMessage() == null || e.getMessage().isEmpty() ? "" : " (" + e.getMessage() + ")";
            String hidden = why.isEmpty() ? ": the secret itself may not stand here" : why;
            throw new IllegalArgumentException(
                    "must be " + what + (shown ? ", not '" + written.text() + "'" + why : hidden), e);
        }
    }

    static ValueType<String> name(String what, Pattern pattern) {
        return one(what, text -> {
            if (!pattern.matcher(text).matches()) {
                throw new IllegalArgumentException();
            }
            return text;
        });
    }

    static ValueType<String> text(String what) {
        return one(what, text -> {
            if (text.isBlank()) {
                throw new IllegalArgumentException("it is empty");
            }
            return text;
        });
    }

    /** A password in it is not repeated in the error. */
    static ValueType<GitUrl> gitUrl() {
        return new ValueType<>(
                "a URL of https, http, ssh or file, or user@host:path",
                false,
                false,
                false,
                written -> GitUrl.parse(written.text().strip()));
    }

    static ValueType<Integer> integer(int min, int max) {
        String what = max == Integer.MAX_VALUE
                ? "a whole number, at least " + min
                : "a whole number from " + min + " to " + max;
        return one(
                what,
                text -> {
                    int number = Integer.parseInt(text.strip());
                    if (number < min || number > max) {
                        throw new NumberFormatException("");
                    }
                    return number;
                },
                true);
    }

    static ValueType<Duration> duration(Duration min, Duration max) {
        return one(
                "a duration from " + Durations.format(min) + " to " + Durations.format(max),
                text -> {
                    Duration duration = Durations.parse(text.strip());
                    if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
                        throw new IllegalArgumentException("");
                    }
                    return duration;
                },
                true);
    }

    static ValueType<String> oneOf(String... names) {
        return one(
                String.join(" or ", names),
                text -> {
                    if (!List.of(names).contains(text.strip())) {
                        throw new IllegalArgumentException("");
                    }
                    return text.strip();
                },
                true);
    }

    static ValueType<Boolean> flag() {
        return one(
                "true or false",
                text -> switch (text.strip()) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException("");
                },
                true);
    }

    static ValueType<List<String>> hosts() {
        return new ValueType<>("a list of host names or addresses, without ports", true, written -> {
            List<String> hosts = items(written);
            if (!hosts.stream().allMatch(AllowedHosts::isName)) {
                throw new IllegalArgumentException("");
            }
            return hosts;
        });
    }

    static ValueType<Path> path() {
        return new ValueType<>("a path", false, written -> absolute(written, written.text()));
    }

    static ValueType<List<Path>> paths() {
        return new ValueType<>(
                "a list of paths",
                true,
                written -> items(written).stream()
                        .map(item -> absolute(written, item))
                        .toList());
    }

    static ValueType<SecretReference> secret() {
        return new ValueType<>(
                "env:NAME or file:PATH",
                false,
                false,
                false,
                written -> SecretReference.parse(written.text(), written.base()));
    }

    /** Any number of names, in their order. */
    static ValueType<List<String>> names(String what, Pattern each) {
        return new ValueType<>(what, true, written -> {
            List<String> names = items(written);
            if (!names.stream().allMatch(name -> each.matcher(name).matches())) {
                throw new IllegalArgumentException("");
            }
            return names;
        });
    }

    /** Some of a few names, at least one. */
    static ValueType<Set<String>> someOf(List<String> names) {
        return new ValueType<>("some of " + String.join(", ", names), true, written -> {
            Set<String> chosen = new LinkedHashSet<>(items(written));
            if (chosen.isEmpty() || !names.containsAll(chosen)) {
                throw new IllegalArgumentException("");
            }
            return chosen;
        });
    }

    static ValueType<Set<Role>> roles() {
        List<String> names = Arrays.stream(Role.values()).map(Role::text).toList();
        ValueType<Set<String>> texts = someOf(names);
        return new ValueType<>(texts.what(), true, written -> {
            EnumSet<Role> roles = EnumSet.noneOf(Role.class);
            texts.reader().read(written).forEach(text -> roles.add(Role.values()[names.indexOf(text)]));
            return roles;
        });
    }

    private static <T> ValueType<T> one(String what, Function<String, T> parser) {
        return one(what, parser, false);
    }

    /** @param quiet leaves out the parser's message, which adds nothing to {@code what} */
    private static <T> ValueType<T> one(String what, Function<String, T> parser, boolean quiet) {
        return new ValueType<>(what, false, written -> {
            try {
                return parser.apply(written.text());
            } catch (IllegalArgumentException e) {
                throw quiet ? new IllegalArgumentException("", e) : e;
            }
        });
    }

    private static List<String> items(RawValue written) {
        List<String> items = new ArrayList<>();
        List<String> parts =
                written.list() ? written.items() : List.of(written.text().split(",", -1));
        for (String part : parts) {
            if (!part.isBlank()) {
                items.add(part.strip());
            }
        }
        return items;
    }

    private static Path absolute(RawValue written, String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("it is empty");
        }
        try {
            return written.base().resolve(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(e.getReason(), e);
        }
    }
}
