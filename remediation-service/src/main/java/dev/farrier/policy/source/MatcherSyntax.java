package dev.farrier.policy.source;

import com.google.re2j.PatternSyntaxException;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.source.Matcher.Op;
import dev.farrier.policy.text.RegexErrors;
import java.util.ArrayList;
import java.util.List;

/**
 * Alertmanager's matchers: {@code foo="bar"}, {@code foo=~"a|b"}, {@code foo!=bar}, several separated by commas, with or
 * without braces around them. As there, a label may be called anything: {@code "service name"="x"}.
 */
public final class MatcherSyntax {
    private static final String EXAMPLE = "write something like severity=~\"critical|page\"";

    private final String text;
    private int at;

    /** Says where and why. */
    public static final class InvalidMatcherException extends Exception {
        private static final long serialVersionUID = 1L;
        private final int offset;

        InvalidMatcherException(int offset, String message) {
            super(message);
            this.offset = offset;
        }

        /** Where in the text, from 0 on. */
        public int offset() {
            return offset;
        }
    }

    private MatcherSyntax(String text) {
        this.text = text;
    }

    /** At least one matcher. */
    public static List<Matcher> parse(String text) throws InvalidMatcherException {
        return new MatcherSyntax(text).all();
    }

    private List<Matcher> all() throws InvalidMatcherException {
        List<Matcher> matchers = new ArrayList<>();
        space();
        boolean braces = take("{");
        do {
            space();
            if (!matchers.isEmpty() && (at == text.length() || text.charAt(at) == '}')) {
                break;
            }
            matchers.add(one());
            space();
        } while (take(","));
        if (braces && !take("}")) {
            throw bad("'}' is missing");
        }
        space();
        if (at < text.length()) {
            throw bad("'" + text.substring(at) + "' is too much: separate matchers by commas and quote the value");
        }
        return matchers;
    }

    private Matcher one() throws InvalidMatcherException {
        int start = at;
        String label = at < text.length() && text.charAt(at) == '"' ? quoted() : word();
        if (!NameRule.ANY_LABEL.allows(label)) {
            at = start;
            throw bad(
                    label.isEmpty()
                            ? "a label name is missing: " + EXAMPLE
                            : "'" + label + "' is no label name: it has " + NameRule.ANY_LABEL.rule());
        }
        space();
        Op op = op();
        space();
        int valueAt = at;
        String value = at < text.length() && text.charAt(at) == '"' ? quoted() : word();
        try {
            return Matcher.of(label, op, value);
        } catch (PatternSyntaxException e) {
            throw new InvalidMatcherException(valueAt, RegexErrors.of(e));
        }
    }

    private Op op() throws InvalidMatcherException {
        if (take("=~")) {
            return Op.MATCHES;
        }
        if (take("!~")) {
            return Op.NOT_MATCHES;
        }
        if (take("!=")) {
            return Op.NOT_EQUAL;
        }
        if (take("==")) {
            at -= 2;
            throw bad("'==' is no operator: write =");
        }
        if (take("=")) {
            return Op.EQUAL;
        }
        boolean more = at < text.length() && ",}".indexOf(text.charAt(at)) < 0;
        throw bad("one of = != =~ !~ is missing: " + EXAMPLE
                + (more ? "; a label name with blanks stands in quotes" : ""));
    }

    private String word() {
        int start = at;
        while (at < text.length()
                && "{}!=~,\\\"'`".indexOf(text.charAt(at)) < 0
                && !Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private String quoted() throws InvalidMatcherException {
        int start = at;
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return value.toString();
            }
            if (c == '\\' && at + 1 < text.length()) {
                at++;
                switch (text.charAt(at)) {
                    case 'n' -> value.append('\n');
                    case '"' -> value.append('"');
                    case '\\' -> value.append('\\');
                    // as Alertmanager: an unknown escape stays, so that regexes need no doubling
                    default -> value.append('\\').append(text.charAt(at));
                }
            } else {
                value.append(c);
            }
        }
        throw new InvalidMatcherException(start, "the quote is not closed: add \" at the end");
    }

    private void space() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private boolean take(String what) {
        boolean there = text.startsWith(what, at);
        at += there ? what.length() : 0;
        return there;
    }

    private InvalidMatcherException bad(String message) {
        return new InvalidMatcherException(at, "not a matcher: " + message);
    }
}
