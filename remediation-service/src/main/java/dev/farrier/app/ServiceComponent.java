package dev.farrier.app;

import dev.farrier.api.route.ReadinessCheck;
import java.util.List;

/** A running part of the service, with its health check; closing it takes a few seconds at most. */
public interface ServiceComponent extends AutoCloseable {
    ReadinessCheck check();

    /** All its checks, when it has more than one. */
    default List<ReadinessCheck> checks() {
        return List.of(check());
    }

    @Override
    void close();
}
