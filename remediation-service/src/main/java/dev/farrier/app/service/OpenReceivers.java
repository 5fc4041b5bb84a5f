package dev.farrier.app.service;

import dev.farrier.api.receiver.Authenticator;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Source;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says, whenever it changes, to which sources anybody in the network can send events. */
final class OpenReceivers implements Consumer<Bundle> {
    private static final Logger LOG = LoggerFactory.getLogger(OpenReceivers.class);

    private final Authenticator authenticator;
    private Set<String> told = Set.of();

    OpenReceivers(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public void accept(Bundle bundle) {
        TreeSet<String> open = new TreeSet<>();
        for (Source source : bundle.sources().values()) {
            if (authenticator.isOpen(source)) {
                open.add(source.name());
            }
        }
        if (!open.isEmpty() && !open.equals(told)) {
            LOG.warn(
                    "Whoever reaches http.port can send events to {}: set http.receiverToken, or 'authentication' in the sources",
                    String.join(", ", open));
        }
        told = open;
    }
}
