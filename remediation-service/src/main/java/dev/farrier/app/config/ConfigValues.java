package dev.farrier.app.config;

import dev.farrier.policy.text.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The values that are set for keys. The command line goes before the environment, and the environment before the file. */
final class ConfigValues {
    static final String KAFKA = "kafka.";
    private static final String KAFKA_VARIABLE = ConfigKey.VARIABLE_PREFIX + "KAFKA_";

    /** No keys: the launcher, {@code logback.xml} and the command line read these, and some mark the process of an action. */
    private static final Set<String> OTHER_VARIABLES = Set.of(
            "FARRIER_COMMAND",
            "FARRIER_CONFIG",
            "FARRIER_HOME",
            "FARRIER_JAVA_HOME",
            "FARRIER_JAVA_OPTS",
            "FARRIER_LOG_FORMAT",
            "FARRIER_LOG_LEVEL",
            "FARRIER_LOG_LEVEL_LIBRARIES",
            "FARRIER_RUN",
            "FARRIER_TESTING");

    /** Kubernetes sets such variables in every pod whose namespace has a service with a name that begins with farrier. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("FARRIER_(.+_)?(SERVICE_(HOST|PORT(_.+)?)|PORT(_\\d+_(TCP|UDP|SCTP)(_.+)?)?)");

    private final List<String> problems;
    private final Map<String, RawValue> written = new LinkedHashMap<>();

    private ConfigValues(List<String> problems) {
        this.problems = problems;
    }

    /**
     * @param file null: none
     * @param set items of the form {@code key=value}; of two for one key the later counts
     */
    static ConfigValues collect(
            @Nullable Path file, Map<String, String> environment, List<String> set, List<String> problems) {
        ConfigValues values = new ConfigValues(problems);
        if (file != null) {
            ConfigurationFile.read(file, problems).forEach(values::put);
        }
        values.putVariables(environment);
        values.putSettings(set);
        return values;
    }

    /** The value of this key, or its default; null only for a key without one, or after a problem. */
    <T> @Nullable T get(ConfigKey<T> key) {
        RawValue value = written.get(key.name());
        if (value != null) {
            try {
                return key.type().read(value);
            } catch (IllegalArgumentException e) {
                problems.add(value.where() + ": error: '" + key.name() + "' " + e.getMessage());
            }
        }
        String otherwise = key.defaultText();
        return otherwise == null ? null : key.type().read(RawValue.text("default", Path.of(""), otherwise));
    }

    /** Where this key is written; null: nowhere. */
    @Nullable
    String where(ConfigKey<?> key) {
        RawValue value = written.get(key.name());
        return value == null ? null : value.where();
    }

    /** An error that lies between keys. */
    void problem(String where, String message) {
        problems.add(where + ": error: " + message);
    }

    /** What stands below {@code kafka.}, without that prefix. */
    SortedMap<String, String> kafka() {
        SortedMap<String, String> kafka = new TreeMap<>();
        written.forEach((key, value) -> {
            if (key.startsWith(KAFKA)) {
                kafka.put(key.substring(KAFKA.length()), value.text());
            }
        });
        return Collections.unmodifiableSortedMap(kafka);
    }

    /** Settings that may be mistakes. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (written.isEmpty()) {
            warnings.add("nothing is configured: everything has its default, Kafka is looked for at localhost:9092");
        }
        written.forEach((key, value) -> {
            if (key.startsWith(KAFKA)) {
                KafkaSettingNames.warning(key.substring(KAFKA.length()))
                        .ifPresent(warning -> warnings.add(value.where() + ": warning: " + warning));
            }
        });
        return warnings;
    }

    private void put(String key, RawValue value) {
        boolean known = key.startsWith(KAFKA) && key.length() > KAFKA.length()
                || ConfigKeys.all().stream().anyMatch(each -> each.name().equals(key));
        if (known) {
            written.put(key, value);
        } else {
            problems.add(value.where() + ": error: " + unknown(key));
        }
    }

    private static String unknown(String key) {
        List<String> names =
                ConfigKeys.all().stream().map(ConfigKey::name).collect(Collectors.toCollection(ArrayList::new));
        names.add("kafka.bootstrap.servers");
        for (String name : names) {
            if (key.startsWith(name + ".")) {
                return "'" + name + "' takes one value, so there is no key '" + key + "'";
            }
            if (name.startsWith(key + ".")) {
                return "'" + key + "' has keys below it, such as '" + name + "', and takes no value itself";
            }
        }
        return "unknown key '" + key + "'" + Nearest.hint(key, names);
    }

    private void putVariables(Map<String, String> environment) {
        Map<String, String> names =
                ConfigKeys.all().stream().collect(Collectors.toMap(ConfigKey::variable, ConfigKey::name));
        new TreeMap<>(environment).forEach((variable, text) -> {
            String name = names.get(variable);
            if (name != null) {
                written.put(name, RawValue.text(variable, Path.of(""), text));
            } else if (variable.startsWith(KAFKA_VARIABLE)
                    && !SERVICE_LINK.matcher(variable).matches()) {
                String kafka = variable.substring(KAFKA_VARIABLE.length());
                put(
                        KAFKA + kafka.toLowerCase(Locale.ROOT).replace('_', '.'),
                        RawValue.text(variable, Path.of(""), text));
            } else if (variable.startsWith(ConfigKey.VARIABLE_PREFIX)
                    && !OTHER_VARIABLES.contains(variable)
                    && !SERVICE_LINK.matcher(variable).matches()) {
                problems.add(variable + ": error: unknown variable" + Nearest.hint(variable, names.keySet()));
            }
        });
    }

    private void putSettings(List<String> set) {
        for (String each : set) {
            int equals = each.indexOf('=');
            if (equals < 1) {
                problems.add("--set " + each + ": error: write key=value");
            } else {
                String key = each.substring(0, equals).strip();
                put(key, RawValue.text("--set " + key, Path.of(""), each.substring(equals + 1)));
            }
        }
    }
}
