package dev.farrier.policy.cel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.farrier.policy.text.Nearest;
import java.util.Set;

/** What the CEL library says, in words for people who write policies. */
final class Wording {
    private static final Pattern OVERLOAD =
            Pattern.compile("found no matching overload for '_?(.+?)_?' applied to '(.*?)'(?: \\(candidates:.*\\))?");
    private static final Pattern REFERENCE = Pattern.compile("undeclared reference to '(.*)' \\(in container ''\\)");
    private static final Pattern FIELD = Pattern.compile("undefined field '(.*)'");
    private static final Pattern TYPE = Pattern.compile("expected type 'bool' but found '(.*)'");
    private static final Pattern LITERAL =
            Pattern.compile("(?s)(\\w+) validation failed\\. Reason: (?:evaluation error: )?(.*)");
    private static final Pattern EXPECTING = Pattern.compile("(?s)(.*?) expecting .*");
    private static final Pattern FAILURE = Pattern.compile("(?s)evaluation error(?: at <input>:(\\d+))?: (.*)");

    private Wording() {}

    /** @param names variables and fields that there are */
    static String of(String message, Set<String> names) {
        Matcher overload = OVERLOAD.matcher(message);
        if (overload.matches()) {
            return "'" + overload.group(1) + "' can't be applied to " + overload.group(2);
        }
        Matcher reference = REFERENCE.matcher(message);
        if (reference.matches()) {
            return "unknown name '" + reference.group(1) + "'" + Nearest.hint(reference.group(1), names);
        }
        Matcher field = FIELD.matcher(message);
        if (field.matches()) {
            return "unknown field '" + field.group(1) + "'" + Nearest.hint(field.group(1), names);
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
        return at + failure.group(2);
    }
}
