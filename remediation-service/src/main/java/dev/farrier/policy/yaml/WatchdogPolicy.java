package dev.farrier.policy.yaml;

import dev.farrier.model.Action;
import dev.farrier.model.Watchdog;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Extensions;
import dev.farrier.policy.Policy;
import dev.farrier.policy.action.ActionBody;
import dev.farrier.policy.action.ActionContext;
import dev.farrier.policy.action.ActionType;
import dev.farrier.policy.action.ActionValues;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.text.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** The built-in policy of the watchdog, written as any policy is. It is joined to the policies of users where they are in force. */
public final class WatchdogPolicy {
    private static final String FILE = "watchdog.yaml";
    private static final Bundle ALONE = compile();

    private WatchdogPolicy() {}

    /** The bundle, and the watchdog's policy, source and action. */
    public static Bundle join(Bundle bundle) {
        return new Bundle(
                bundle.commit(),
                joined(bundle.sources(), ALONE.sources()),
                joined(bundle.policies(), ALONE.policies()),
                joined(bundle.actions(), ALONE.actions()),
                bundle.resources(),
                bundle.scripts());
    }

    private static <V> SortedMap<String, V> joined(Map<String, V> some, Map<String, V> others) {
        TreeMap<String, V> all = new TreeMap<>(some);
        all.putAll(others);
        return all;
    }

    private static Bundle compile() {
        CompileResult result = PolicyCompiler.compileBuiltIn(
                new TreeMap<>(Map.of(FILE, text())), Extensions.installed().with(new NoAction()));
        Bundle bundle =
                Objects.requireNonNull(result.bundle(), result.problems().toString());
        SortedMap<String, Policy> enforced = new TreeMap<>();
        // A policy of a user that is enforced must call a person.
        bundle.policies().forEach((name, policy) -> enforced.put(name, policy.withMode(Policy.Mode.ENFORCE)));
        return new Bundle(
                "", bundle.sources(), enforced, bundle.actions(), bundle.resources(), bundle.scripts());
    }

    private static String text() {
        try (InputStream file = WatchdogPolicy.class.getResourceAsStream(FILE)) {
            return new String(Objects.requireNonNull(file, FILE).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs nothing. Every executor may do it, and no policy of a user can name it. */
    private static final class NoAction implements ActionType, ActionBody {
        private static final YamlMap MAP = YamlMap.of(Watchdog.NAME, "Does nothing.");

        @Override
        public YamlMap map() {
            return MAP;
        }

        @Override
        public ActionBody read(MapReader written, ActionContext context) {
            return this;
        }

        @Override
        public String type() {
            return Watchdog.NAME;
        }

        @Override
        public List<Template> templates() {
            return List.of();
        }

        @Override
        public String explanation() {
            return "does nothing";
        }

        @Override
        public Action render(ActionValues values) {
            return Action.Process.ofType(Watchdog.NAME, List.of("nothing"), new TreeMap<>());
        }
    }
}
