package dev.farrier.ingest;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/** The named groups of a pattern that has matched a line. */
final class LineFields implements Fields {
    private final Matcher matcher;

    private LineFields(Matcher matcher) {
        this.matcher = matcher;
    }

    /** @param line without its line end */
    static LineFields of(Pattern pattern, String line) throws Unreadable {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.find()) {
            throw Unreadable.at("", "the line does not match the source's pattern " + pattern.pattern());
        }
        return new LineFields(matcher);
    }

    @Override
    public String text(String field) {
        Integer group = matcher.pattern().namedGroups().get(field);
        String text = group == null ? null : matcher.group(group);
        return text == null ? "" : text;
    }
}
