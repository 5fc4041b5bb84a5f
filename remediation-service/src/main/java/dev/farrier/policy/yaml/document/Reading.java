package dev.farrier.policy.yaml.document;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.farrier.model.Labels;
import dev.farrier.policy.text.RegexWords;
import dev.farrier.policy.text.Regexes;
import dev.farrier.policy.yaml.tree.Fields;
import dev.farrier.policy.yaml.tree.Node.Scalar;
import dev.farrier.policy.yaml.tree.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Values that several kinds of documents have in common. */
public final class Reading {
    private Reading() {}

    /** @return the empty string after a problem */
    public static String name(Scalar scalar, Names names, Problems problems) {
        if (names.allows(scalar.text())) {
            return scalar.text();
        }
        problems.error(scalar.place(), "'" + scalar.text() + "' can't be a name here: use " + names.rule());
        return "";
    }

    public static SortedMap<String, String> labels(Fields fields, String key) {
        return Labels.copyOf(map(fields, key, Names.LABEL));
    }

    static SortedMap<String, String> map(Fields fields, String key, Names names) {
        TreeMap<String, String> map = new TreeMap<>();
        fields.texts(key).forEach((name, value) -> {
            if (names.allows(name)) {
                map.put(name, value.text());
            } else {
                fields.problems().error(value.place(), "'" + name + "' can't be a name here: use " + names.rule());
            }
        });
        return map;
    }

    /** Label names, sorted, each once. */
    public static List<String> labelNames(Fields fields, String key) {
        TreeSet<String> names = new TreeSet<>();
        for (Scalar scalar : fields.oneOrMore(key)) {
            String written = scalar.text();
            if (!Names.LABEL.allows(written) && Names.ANY_LABEL.allows(written)) {
                fields.problems()
                        .error(
                                scalar.place(),
                                "'" + written + "' can't be a name here: use " + Names.LABEL.rule()
                                        + "; relabelings give a label another name, {sourceLabels: ['" + written
                                        + "'], targetLabel: " + written.replaceAll("[^A-Za-z_]", "_") + "}");
                continue;
            }
            String name = name(scalar, Names.LABEL, fields.problems());
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return List.copyOf(names);
    }

    /** Null after a problem. */
    public static @Nullable Pattern regex(Scalar scalar, Problems problems) {
        try {
            return Regexes.compile(scalar.text());
        } catch (PatternSyntaxException e) {
            problems.error(scalar.place(), RegexWords.of(e));
            return null;
        }
    }

    /** Those that can be read; what is wrong with the others is a problem. */
    public static List<PlacedMatcher> matchers(Fields fields, String key) {
        List<PlacedMatcher> matchers = new ArrayList<>();
        for (Scalar scalar : fields.scalars(key)) {
            try {
                MatcherSyntax.parse(scalar.text())
                        .forEach(matcher -> matchers.add(new PlacedMatcher(matcher, scalar.place())));
            } catch (MatcherSyntax.InvalidMatcherException e) {
                fields.problems().error(scalar.places().apply(e.offset()), e);
            }
        }
        return matchers;
    }
}
