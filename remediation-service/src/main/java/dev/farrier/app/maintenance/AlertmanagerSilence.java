package dev.farrier.app.maintenance;

import dev.farrier.model.Resource;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An active silence of Alertmanager that is about nothing but some values of one label: its {@code /api/v2/silences} gives them as
 * {@code {"id": …, "status": {"state": "active"}, "matchers": [{"name", "value", "isRegex", "isEqual"}], "endsAt", "createdBy", "comment"}}.
 *
 * @param values of the label; each is meant
 * @param until epoch milliseconds
 */
record AlertmanagerSilence(String id, List<String> values, String by, String why, long until) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Dots stand for themselves, escaped or not: those who write host names as regexes mean that. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_:\\-.|]+");

    AlertmanagerSilence {
        values = List.copyOf(values);
    }

    /**
     * Those that are about the label alone; all others are left out.
     *
     * @throws IllegalArgumentException when it is no such answer
     */
    static List<AlertmanagerSilence> parse(byte[] answer, String label) {
        List<AlertmanagerSilence> silences = new ArrayList<>();
        try {
            JsonNode all = JSON.readTree(answer);
            if (!all.isArray()) {
                throw new IllegalArgumentException("the answer is no list of silences");
            }
            for (JsonNode one : all) {
                List<String> values = values(one.path("matchers"), label);
                if (one.path("status").path("state").asString("").equals("active") && !values.isEmpty()) {
                    silences.add(new AlertmanagerSilence(
                            one.path("id").asString(""),
                            values,
                            one.path("createdBy").asString(""),
                            one.path("comment").asString(""),
                            OffsetDateTime.parse(one.path("endsAt").asString(""))
                                    .toInstant()
                                    .toEpochMilli()));
                }
            }
        } catch (JacksonException | DateTimeException e) {
            throw new IllegalArgumentException("the answer can't be read as silences", e);
        }
        return silences;
    }

    /** Which values of the label all matchers hold for; empty: they are about another label too, or about more than some values. */
    private static List<String> values(JsonNode matchers, String label) {
        List<String> values = List.of();
        boolean first = true;
        for (JsonNode matcher : matchers) {
            boolean equal = matcher.path("isEqual").asBoolean(true);
            String value = matcher.path("value").asString("");
            boolean regex = matcher.path("isRegex").asBoolean(false);
            if (!equal || !matcher.path("name").asString("").equals(label)) {
                return List.of();
            }
            List<String> here = regex ? alternatives(value) : List.of(value);
            values = first ? here : values.stream().filter(here::contains).toList();
            first = false;
        }
        return values.stream().filter(value -> !value.isEmpty()).toList();
    }

    private static List<String> alternatives(String regex) {
        String bare = regex.replaceAll("^\\^?\\((\\?:)?([^()]*)\\)\\$?$", "$2").replace("\\.", ".");
        return PLAIN.matcher(bare).matches() ? List.of(bare.split("\\|")) : List.of();
    }

    /** Names of the resources that have one of the values for a name or an address, without regard to a port. */
    SortedSet<String> targets(Collection<Resource> inventory) {
        SortedSet<String> targets = new TreeSet<>();
        for (String value : values) {
            String host = value.replaceFirst(":[0-9]+$", "");
            inventory.stream()
                    .filter(resource -> resource.name().equals(value)
                            || resource.name().equals(host)
                            || resource.address().equals(value)
                            || resource.address().equals(host))
                    .forEach(resource -> targets.add(resource.name()));
        }
        return targets;
    }
}
