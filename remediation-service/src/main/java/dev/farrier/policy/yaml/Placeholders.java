package dev.farrier.policy.yaml;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.problem.Problem.Severity;
import dev.farrier.policy.problem.Problems;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The placeholders {@code @NAME@} of one file that nobody has filled in. Any other error in the line of a placeholder follows
 * from it, so one problem for the file replaces them all.
 *
 * @param names of the placeholders, without {@code @}
 * @param lines that have a placeholder
 * @param first the place of the first one
 */
record Placeholders(SortedSet<String> names, Set<Integer> lines, Location first) {
    /** The demo has policies with such placeholders, and fills them in. */
    private static final Pattern PLACEHOLDER = Pattern.compile("@([A-Z][A-Za-z0-9_-]*)@");

    private static final int SHOWN = 5;

    /** Comments don't count. */
    static Placeholders in(String file, String text) {
        Placeholders unfilled = new Placeholders(new TreeSet<>(), new TreeSet<>(), new Location(file, 1, 1));
        if (text.indexOf('@') < 0) {
            return unfilled;
        }
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            Matcher placeholder = PLACEHOLDER.matcher(lines.get(i));
            while (!lines.get(i).stripLeading().startsWith("#") && placeholder.find()) {
                if (unfilled.isEmpty()) {
                    int column = lines.get(i).codePointCount(0, placeholder.start()) + 1;
                    unfilled = new Placeholders(unfilled.names, unfilled.lines, new Location(file, i + 1, column));
                }
                unfilled.names.add(placeholder.group(1));
                unfilled.lines.add(i + 1);
            }
        }
        return unfilled;
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    /** The text with words of the same length for placeholders: a YAML value without quotes may not begin with {@code @}. */
    static String standIn(String text) {
        return PLACEHOLDER.matcher(text).replaceAll("x$1x");
    }

    /**
     * Replaces the errors in lines with placeholders by one error a file; a file without such errors gets a warning.
     *
     * @param unfilled by file
     */
    static Problems replaceConsequences(Problems problems, Map<String, Placeholders> unfilled) {
        Problems others = new Problems();
        Set<String> broken = new TreeSet<>();
        for (Problem problem : problems.sorted()) {
            Placeholders explains = unfilled.get(problem.file());
            if (explains != null && problem.severity() == Severity.ERROR && explains.lines.contains(problem.line())) {
                broken.add(problem.file());
            } else {
                others.add(problem);
            }
        }
        unfilled.forEach((file, explains) -> explains.report(others, broken.contains(file)));
        return others;
    }

    private void report(Problems problems, boolean broken) {
        String some = String.join(
                ", ", names.stream().limit(SHOWN).map(name -> "@" + name + "@").toList());
        String message = "not filled in: " + some + (names.size() > SHOWN ? ", … (" + names.size() + ")" : "")
                + ": write the value in place of each, such as with sed 's|@" + names.first() + "@|VALUE|g';"
                + " farrier demo does so in its own copy";
        if (broken) {
            problems.error(first, message);
        } else {
            problems.warning(first, message);
        }
    }
}
