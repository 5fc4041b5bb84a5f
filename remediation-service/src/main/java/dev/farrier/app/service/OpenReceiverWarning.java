package dev.farrier.app.service;

import dev.farrier.api.receiver.Authenticator;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.source.Source;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Warns, whenever the set changes, of the sources to which anybody in the network can send events. */
final class OpenReceiverWarning implements Consumer<Bundle> {
    private final Authenticator authenticator;
    private final Consumer<String> warn;
    private Set<String> warnedOf = Set.of();

    OpenReceiverWarning(Authenticator authenticator, Consumer<String> warn) {
        this.authenticator = authenticator;
        this.warn = warn;
    }

    @Override
    public void accept(Bundle bundle) {
        TreeSet<String> open = new TreeSet<>();
        for (Source source : bundle.sources().values()) {
            if (authenticator.isOpen(source)) {
                open.add(source.name());
            }
        }
        if (!open.isEmpty() && !open.equals(warnedOf)) {
            warn.accept("Whoever reaches http.port can send events to " + String.join(", ", open)
                    + ": set http.tokens or http.receiverToken, or 'authentication' in the sources");
        }
        warnedOf = open;
    }
}
