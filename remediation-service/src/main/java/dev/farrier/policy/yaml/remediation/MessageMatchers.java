package dev.farrier.policy.yaml.remediation;

import dev.farrier.model.EventKind;
import dev.farrier.policy.source.Matcher;
import dev.farrier.policy.source.Matcher.Op;
import dev.farrier.policy.source.Source;
import java.util.Collection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds matchers on {@code message} that hardly any event can meet: regexes are anchored, and users who write only a part of the
 * message forget that; and a message never ends with a line feed.
 */
final class MessageMatchers {
    /** No repetition, no class, nothing that could stand for more than it shows; a list of such. */
    private static final Pattern LITERALS = Pattern.compile(
            "(?<flags>\\(\\?[a-z]+\\))?(?<start>\\^|\\\\A)?(?<text>(?:[^\\\\.*+?()\\[\\]{}|^$\\n]|\\\\[^A-Za-z0-9])+(?<list>\\|(?:[^\\\\.*+?()\\[\\]{}|^$\\n]|\\\\[^A-Za-z0-9])+)*)(?<end>\\$|\\\\z)?");

    private static final Pattern LINE_END = Pattern.compile("(?s).*(?:\\n|\\r|(?<!\\\\)(?:\\\\\\\\)*\\\\[nr])\\$?");

    private MessageMatchers() {}

    /** What to write instead; null when nothing is wrong. */
    static @Nullable String problem(Matcher matcher, Collection<Source> sources) {
        boolean regex = matcher.op() == Op.MATCHES || matcher.op() == Op.NOT_MATCHES;
        boolean positive = matcher.op() == Op.EQUAL || matcher.op() == Op.MATCHES;
        if (!matcher.label().equals("message")) {
            return null;
        }
        String value = matcher.value();
        if (regex ? LINE_END.matcher(value).matches() : value.endsWith("\n") || value.endsWith("\r")) {
            return matcher + (positive ? " can never hold" : " always holds")
                    + ", since line ends at the end of a message are no part of it: leave them out";
        }
        java.util.regex.Matcher found = LITERALS.matcher(value);
        if (!regex || !found.matches()) {
            return null;
        }
        boolean whole = found.group("start") != null && found.group("end") != null;
        boolean list = found.group("list") != null;
        boolean logs = sources.stream().anyMatch(source -> source.event().kind() == EventKind.LOG);
        if (whole || (list && !logs)) {
            return null;
        }
        String text = list ? "(" + found.group("text") + ")" : found.group("text");
        String flags = found.group("flags") == null ? "" : found.group("flags");
        String inside =
                flags + (found.group("start") == null ? ".*" : "") + text + (found.group("end") == null ? ".*" : "");
        return matcher + (positive ? " holds only for" : " leaves out only")
                + " a message that is nothing but that, since regexes are anchored: write "
                + Matcher.of("message", matcher.op(), inside)
                + ", or with ^ and $ if that is meant";
    }
}
