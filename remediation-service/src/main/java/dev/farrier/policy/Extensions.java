package dev.farrier.policy;

import dev.farrier.policy.action.ActionType;
import dev.farrier.policy.keys.Extension;
import dev.farrier.policy.keys.ExtensionRegistry;
import dev.farrier.policy.source.SourceFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * The detectors, guards, source formats and action types that are installed: each is a class that is named in a file of
 * {@code META-INF/services}. See docs/extending.md.
 */
public final class Extensions implements ExtensionRegistry {
    private static final class Installed {
        static final Extensions EXTENSIONS = load(Extensions.class.getClassLoader());
    }

    private final Map<Class<? extends Extension>, List<? extends Extension>> byType = new HashMap<>();

    private Extensions(ClassLoader loader) {
        for (Class<? extends Extension> type :
                List.of(DetectorType.class, GuardType.class, SourceFormat.class, ActionType.class)) {
            byType.put(type, find(type, loader));
        }
    }

    private Extensions(Extensions others, ActionType more) {
        byType.putAll(others.byType);
        byType.put(
                ActionType.class,
                Stream.concat(others.actions().stream(), Stream.of(more)).toList());
    }

    private static <E extends Extension> List<E> find(Class<E> type, ClassLoader loader) {
        return ServiceLoader.load(type, loader).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** Those of Farrier itself, and of what else is on its class path. */
    public static Extensions installed() {
        return Installed.EXTENSIONS;
    }

    /** Those that this class loader sees. */
    public static Extensions load(ClassLoader loader) {
        return new Extensions(loader);
    }

    /** These, and one more action type. */
    public Extensions with(ActionType type) {
        return new Extensions(this, type);
    }

    @Override
    @SuppressWarnings("unchecked") // the constructor puts instances of E under the class of E
    public <E extends Extension> List<E> all(Class<E> type) {
        return (List<E>) byType.getOrDefault(type, List.of());
    }

    public List<DetectorType> detectors() {
        return all(DetectorType.class);
    }

    public List<GuardType> guards() {
        return all(GuardType.class);
    }

    public List<SourceFormat> formats() {
        return all(SourceFormat.class);
    }

    public List<ActionType> actions() {
        return all(ActionType.class);
    }
}
