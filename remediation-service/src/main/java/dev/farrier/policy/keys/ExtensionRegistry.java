package dev.farrier.policy.keys;

import java.util.List;

/** The extensions that are installed, by the interface that they implement. */
public interface ExtensionRegistry {
    /** Nothing is installed. */
    ExtensionRegistry NONE = new ExtensionRegistry() {
        @Override
        public <E extends Extension> List<E> all(Class<E> type) {
            return List.of();
        }
    };

    /** In the order of their registration. */
    <E extends Extension> List<E> all(Class<E> type);
}
