package dev.farrier.app.service;

import dev.farrier.api.ReadinessCheck;
import java.util.List;

/** A running part of the service, with its health check; closing it takes a few seconds at most. */
interface ServiceComponent extends AutoCloseable {
    ReadinessCheck check();

    /** All its checks, when it has more than one. */
    default List<ReadinessCheck> checks() {
        return List.of(check());
    }

    @Override
    void close();
}
