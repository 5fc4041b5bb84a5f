package dev.farrier.policy.yaml.tree;

import dev.farrier.policy.problem.Location;
import java.util.function.IntFunction;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/** Finds where a character of a scalar stands in the file. */
final class ScalarPlaces {
    private final String file;
    private final String text;

    ScalarPlaces(String file, String text) {
        this.file = file;
        this.text = text;
    }

    /**
     * Offset in chars of the scalar's value → place. Exact for scalars on one line and for literal blocks ({@code |}); for text that
     * YAML folds, where the scalar begins.
     */
    IntFunction<Location> of(Location begin, ScalarEvent scalar) {
        String value = scalar.getValue();
        ScalarStyle style = scalar.getScalarStyle();
        boolean oneLine = scalar.getEndMark()
                .map(end -> end.getLine() + 1 == begin.line())
                .orElse(false);
        return offset -> place(begin, style, oneLine, value, Math.clamp(offset, 0, value.length()));
    }

    private Location place(Location begin, ScalarStyle style, boolean oneLine, String value, int at) {
        return switch (style) {
            case LITERAL -> inBlock(begin, value, at);
            case PLAIN, JSON_SCALAR_STYLE -> oneLine ? right(begin, value.codePointCount(0, at)) : begin;
            case SINGLE_QUOTED -> oneLine ? right(begin, 1 + singleQuoted(value, at)) : begin;
            case DOUBLE_QUOTED -> oneLine ? right(begin, 1 + doubleQuoted(begin, value, at)) : begin;
            case FOLDED -> begin;
        };
    }

    private static int singleQuoted(String value, int at) {
        String before = value.substring(0, at);
        return before.codePointCount(0, at)
                + (int) before.chars().filter(c -> c == '\'').count();
    }

    /** Walks the written form, because an escape is longer than what it stands for. */
    private int doubleQuoted(Location begin, String value, int at) {
        String line = line(begin.line());
        int from = line.offsetByCodePoints(0, Math.min(begin.column(), line.codePointCount(0, line.length())));
        int i = from;
        for (int done = 0; done < value.codePointCount(0, at) && i < line.length(); done++) {
            if (line.charAt(i) != '\\' || i + 1 >= line.length()) {
                i = line.offsetByCodePoints(i, 1);
                continue;
            }
            i += switch (line.charAt(i + 1)) {
                case 'x' -> 4;
                case 'u' -> 6;
                case 'U' -> 10;
                default -> 2;
            };
        }
        return line.codePointCount(from, Math.min(i, line.length()));
    }

    private Location inBlock(Location begin, String value, int at) {
        String before = value.substring(0, at);
        int breaks = (int) before.chars().filter(c -> c == '\n').count();
        int column = at - (before.lastIndexOf('\n') + 1);
        int indent = 0;
        // The first line with something on it decides the indentation.
        for (String line : text.lines().skip(begin.line()).toList()) {
            if (!line.isBlank()) {
                indent = line.length() - line.stripLeading().length();
                break;
            }
        }
        return new Location(file, begin.line() + 1 + breaks, indent + column + 1);
    }

    private String line(int number) {
        return text.lines().skip(number - 1L).findFirst().orElse("");
    }

    private static Location right(Location place, int characters) {
        return new Location(place.file(), place.line(), place.column() + characters);
    }
}
