package dev.farrier.policy.cel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.farrier.policy.cel.InvalidCelException.Issue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Translates messages of the CEL library for people who write policies. */
final class ErrorTranslator {
    private static final Pattern OVERLOAD =
            Pattern.compile("found no matching overload for '_?(.+?)_?' applied to '(.*?)'(?: \\(candidates:.*\\))?");
    private static final Pattern REFERENCE = Pattern.compile("undeclared reference to '(.*)' \\(in container ''\\)");
    private static final Pattern FIELD = Pattern.compile("undefined field '(.*)'");
    private static final Pattern TYPE = Pattern.compile("expected type 'bool' but found '(.*)'");
    private static final Pattern LITERAL =
            Pattern.compile("(?s)(\\w+) validation failed\\. Reason: (?:evaluation error: )?(.*)");
    private static final Pattern HYPHEN = Pattern.compile("\\blabels\\.([A-Za-z0-9_-]+-)$");
    private static final Pattern EXPECTING = Pattern.compile("(?s)(.*?) expecting .*");
    private static final Pattern MISSING = Pattern.compile("key '(.*)' is not present in map\\.?", Pattern.DOTALL);
    private static final Pattern NO_NUMBER = Pattern.compile("For input string: (\".*\")", Pattern.DOTALL);
    private static final Pattern FAILURE = Pattern.compile("(?s)evaluation error(?: at <input>:(\\d+))?: (.*)");

    private ErrorTranslator() {}

    /**
     * The problem and its place; empty when the problem only follows from another one.
     *
     * @param offset of the place that the library reports, in chars of the text
     * @param parsed null: the text did not parse
     */
    static Optional<Issue> of(
            String message, int offset, String text, Vocabulary known, @Nullable CelAbstractSyntaxTree parsed) {
        Matcher overload = OVERLOAD.matcher(message);
        if (overload.matches()) {
            if (overload.group(2).contains("*error*")) {
                return Optional.empty();
            }
            String types = overload.group(2);
            String said = parsed == null
                    ? "'" + overload.group(1) + "' can't be applied to " + types
                    : new OverloadHints(parsed).describe(overload.group(1), types, text.codePointCount(0, offset));
            return Optional.of(new Issue(offset, said));
        }
        Matcher reference = REFERENCE.matcher(message);
        if (reference.matches()) {
            return Optional.of(reference(reference.group(1), offset, text, known));
        }
        return Optional.of(new Issue(offset, of(message, known)));
    }

    private static Issue reference(String name, int offset, String text, Vocabulary known) {
        // for a function the library reports the place of its parenthesis
        if (text.startsWith("(", offset)) {
            int start = text.lastIndexOf(name, offset);
            return new Issue(start < 0 ? offset : start, Vocabulary.unknownFunction(name));
        }
        Matcher hyphen = HYPHEN.matcher(text.substring(0, offset));
        if (hyphen.find()) {
            String label = hyphen.group(1) + name;
            return new Issue(
                    offset - hyphen.group(1).length(),
                    "a label with a hyphen can't be written so: write " + Vocabulary.label(label));
        }
        return new Issue(offset, known.unknownName(name));
    }

    private static String of(String message, Vocabulary known) {
        Matcher field = FIELD.matcher(message);
        if (field.matches()) {
            return known.unknownField(field.group(1));
        }
        Matcher type = TYPE.matcher(message);
        if (type.matches()) {
            return "it is of type " + type.group(1).replace("farrier.", "")
                    + ", and must be true or false: compare it with something";
        }
        Matcher literal = LITERAL.matcher(message);
        if (literal.matches()) {
            return "not a " + literal.group(1) + ": " + literal.group(2);
        }
        if (message.equals("invalid argument to has() macro")) {
            return "has() asks for a field or a label: write has(event.value) or has(labels.zone)";
        }
        Matcher expecting = EXPECTING.matcher(message);
        String start = expecting.matches() ? expecting.group(1) : message;
        return start.replace("mismatched input '<EOF>'", "it ends too early").replace("extraneous input", "unexpected");
    }

    static String ofFailure(String message) {
        Matcher failure = FAILURE.matcher(message);
        if (!failure.matches()) {
            return message;
        }
        String at = failure.group(1) == null ? "" : "at character " + (Integer.parseInt(failure.group(1)) + 1) + ": ";
        return at + describe(failure.group(2));
    }

    private static String describe(String failure) {
        Matcher missing = MISSING.matcher(failure);
        if (missing.matches()) {
            return "there is no '" + missing.group(1) + "': ask first whether there is, with has()";
        }
        Matcher number = NO_NUMBER.matcher(failure);
        return number.matches() ? number.group(1) + " is no number" : failure;
    }
}
